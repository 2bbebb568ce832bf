/** Pairs of numbers in a settled order, ties counted and inversions counted: what the rank statistics share. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points as two columns of equal length. */
export interface Columns {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Points in order with what both rank statistics need of them, worked out once for the two. */
export interface RankedPoints extends Columns {
  /** The values in ascending order. */
  readonly sorted: Float64Array;
  readonly tiesX: Ties;
  readonly tiesY: Ties;
  /** Pairs that fall: a later, smaller value. */
  readonly falling: number;
}

/** Puts points in order and counts their ties and falling pairs. */
export function rankPoints(points: readonly Point[] | Columns): RankedPoints {
  const { x, y } = sortedColumns(points);
  const sorted = y.slice();
  const falling = sortCountingInversions(sorted);
  return { x, y, sorted, falling, tiesX: tiesOf(x), tiesY: tiesOf(sorted) };
}

/**
 * The points by x, then y, so that no answer hangs on the order they came in; those with a number that is not finite are left out.
 * Columns already in order are not copied.
 */
function sortedColumns(points: readonly Point[] | Columns): Columns {
  const columns = isColumns(points) ? points : columnsOf(points);
  const kept = allFinite(columns.x) && allFinite(columns.y) ? columns : onlyFinite(columns);
  return isSorted(kept) ? kept : sortColumns(kept);
}

function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return false;
  }
  return true;
}

function isColumns(points: readonly Point[] | Columns): points is Columns {
  return !Array.isArray(points);
}

function columnsOf(points: readonly Point[]): Columns {
  return {
    x: Float64Array.from(points, (point) => point.x),
    y: Float64Array.from(points, (point) => point.y),
  };
}

function onlyFinite({ x, y }: Columns): Columns {
  const kept = [...x.keys()].filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  return {
    x: Float64Array.from(kept, (i) => x[i] as number),
    y: Float64Array.from(kept, (i) => y[i] as number),
  };
}

function isSorted({ x, y }: Columns): boolean {
  for (let i = 1; i < x.length; i++) {
    const before = x[i - 1] as number;
    const now = x[i] as number;
    if (before > now || (before === now && (y[i - 1] as number) > (y[i] as number))) return false;
  }
  return true;
}

/** Merge sort of both columns at once: no comparator is called, which a hundred thousand points would feel. */
function sortColumns({ x, y }: Columns): Columns {
  let from = { x: x.slice(), y: y.slice() };
  let to = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  for (let width = 1; width < x.length; width *= 2) {
    for (let start = 0; start < x.length; start += 2 * width) {
      mergeColumns(from, to, start, Math.min(start + width, x.length), Math.min(start + 2 * width, x.length));
    }
    [from, to] = [to, from];
  }
  return from;
}

function mergeColumns(from: Columns, to: Columns, start: number, middle: number, end: number): void {
  const { x, y } = from;
  let left = start;
  let right = middle;
  for (let out = start; out < end; out++) {
    const takeLeft =
      right >= end ||
      (left < middle &&
        ((x[left] as number) < (x[right] as number) ||
          ((x[left] as number) === (x[right] as number) && (y[left] as number) <= (y[right] as number))));
    const taken = takeLeft ? left++ : right++;
    to.x[out] = x[taken] as number;
    to.y[out] = y[taken] as number;
  }
}

/** Sums over groups of equal numbers, each of size t, that the variance of rank statistics is corrected by. */
export interface Ties {
  /** t (t - 1) / 2: pairs that are equal. */
  readonly pairs: number;
  /** t (t - 1) (2t + 5). */
  readonly cubic: number;
  /** t (t - 1) (t - 2). */
  readonly triples: number;
}

/** Ties of ascending numbers. */
function tiesOf(sorted: Float64Array): Ties {
  let pairs = 0;
  let cubic = 0;
  let triples = 0;
  let size = 1;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[i - 1]) {
      size++;
      continue;
    }
    pairs += (size * (size - 1)) / 2;
    cubic += size * (size - 1) * (2 * size + 5);
    triples += size * (size - 1) * (size - 2);
    size = 1;
  }
  return { pairs, cubic, triples };
}

/**
 * Sorts the numbers where they stand and returns how many pairs stood in falling order, equal ones not counted (Knight, A computer
 * method for calculating Kendall's tau with ungrouped data, JASA 61, 1966): O(n log n).
 */
function sortCountingInversions(values: Float64Array): number {
  const n = values.length;
  let from = values;
  let to: Float64Array = new Float64Array(n);
  let inversions = 0;
  for (let start = 0; start < n; start += RUN)
    inversions += insertionSort(from, start, Math.min(start + RUN, n));
  for (let width = RUN; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      inversions += merge(from, to, start, Math.min(start + width, n), Math.min(start + 2 * width, n));
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return inversions;
}

/** Runs this short are quicker to insert than to merge. */
const RUN = 8;

function insertionSort(values: Float64Array, start: number, end: number): number {
  let inversions = 0;
  for (let i = start + 1; i < end; i++) {
    const value = values[i] as number;
    let at = i;
    while (at > start && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
    inversions += i - at;
  }
  return inversions;
}

function merge(from: Float64Array, to: Float64Array, start: number, middle: number, end: number): number {
  let left = start;
  let right = middle;
  let out = start;
  let inversions = 0;
  while (left < middle && right < end) {
    const a = from[left] as number;
    const b = from[right] as number;
    if (a <= b) {
      to[out++] = a;
      left++;
    } else {
      to[out++] = b;
      right++;
      inversions += middle - left;
    }
  }
  to.set(from.subarray(left, middle), out);
  to.set(from.subarray(right, end), out + middle - left);
  return inversions;
}
