/** Pairs of numbers in a settled order, ties counted and inversions counted: what the rank statistics share. Pure. */

import { allPlaces } from '../../domain/task-page.ts';
import { ascending, compared, type Placed } from './ascending.ts';

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
  const { values, places } = inOrder(y);
  return { x, y, sorted: values, falling: countInversions(places), tiesX: tiesOf(x), tiesY: tiesOf(values) };
}

/** Metrics have no negative values; other numbers are compared. */
const inOrder = (values: Float64Array): Placed =>
  hasNegative(values) ? compared(values, allPlaces(values.length)) : ascending(values);

function hasNegative(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) return true;
  return false;
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
 * How many pairs of a permutation of 0 to n - 1 stand in falling order. From the last to the first, each finds the smaller ones that came
 * after it in a tree of partial sums (P. M. Fenwick, A new data structure for cumulative frequency tables, Software: Practice and Experience
 * 24, 1994): O(n log n).
 */
function countInversions(permutation: Uint32Array): number {
  const n = permutation.length;
  const tree = new Uint32Array(n + 1);
  let inversions = 0;
  for (let i = n - 1; i >= 0; i--) {
    const node = (permutation[i] as number) + 1;
    for (let at = node; at > 0; at &= at - 1) inversions += tree[at] as number;
    for (let at = node; at <= n; at += at & -at) tree[at] = (tree[at] as number) + 1;
  }
  return inversions;
}
