/** The k-th smallest of many numbers without sorting them all. Pure but for the order of the numbers it is given. */

/**
 * The values at these zero-based ranks, by rank. Reorders `values`. Hoare's selection with Floyd and Rivest's choice of the pivot
 * (Algorithm 489, Communications of the ACM 18, 1975): linear time. The lowest and the highest rank come first, then those between: a median
 * and its interval lie close together, and little is left between them.
 */
export function selectRanks(values: Float64Array, ranks: readonly number[]): ReadonlyMap<number, number> {
  const ascending = [...new Set(ranks)].sort((a, b) => a - b);
  const found = new Map<number, number>();
  let left = 0;
  let right = values.length - 1;
  for (let low = 0, high = ascending.length - 1; low <= high; low++, high--) {
    const [first, last] = [ascending[low] as number, ascending[high] as number];
    select(values, first, left, right);
    if (last > first) select(values, last, first + 1, right);
    found.set(first, values[first] as number).set(last, values[last] as number);
    left = first + 1;
    right = last - 1;
  }
  return found;
}

/** Stretches longer than this get their pivot from a sample. */
const SAMPLE_FROM = 600;

function select(values: Float64Array, rank: number, start: number, end: number): void {
  let left = start;
  let right = end;
  while (right > left) {
    if (right - left > SAMPLE_FROM) bringPivotNear(values, rank, left, right);
    const pivot = values[rank] as number;
    let i = left;
    let j = right;
    do {
      while ((values[i] as number) < pivot) i++;
      while (pivot < (values[j] as number)) j--;
      if (i <= j) swap(values, i++, j--);
    } while (i <= j);
    if (j < rank) left = i;
    if (rank < i) right = j;
  }
}

function bringPivotNear(values: Float64Array, rank: number, left: number, right: number): void {
  const n = right - left + 1;
  const i = rank - left + 1;
  const z = Math.log(n);
  const size = 0.5 * Math.exp((2 * z) / 3);
  const spread = 0.5 * Math.sqrt((z * size * (n - size)) / n) * Math.sign(i - n / 2);
  const from = Math.max(left, Math.floor(rank - (i * size) / n + spread));
  const to = Math.min(right, Math.floor(rank + ((n - i) * size) / n + spread));
  select(values, rank, from, to);
}

function swap(values: Float64Array, i: number, j: number): void {
  const held = values[i] as number;
  values[i] = values[j] as number;
  values[j] = held;
}
