/** Quantiles of tasks, and the bootstrap interval of their median, worked out instead of drawn. Pure. */

import type { Interval } from '../../domain/metric.ts';
import { remembered } from '../../domain/remembered.ts';
import { selectRanks } from './select.ts';
import { binomialUpperTail } from './special.ts';

/** Half of what a 95 % interval leaves out. */
const TAIL_95 = 0.025;

/** Numbers in ascending order. */
type Sorted = ArrayLike<number>;

/**
 * Quantile `q` (0 to 1) of ascending numbers, straight between its neighbours: type 7 of Hyndman and Fan (Sample quantiles in statistical
 * packages, The American Statistician 50, 1996), as R and NumPy have it. Null for nothing.
 */
export function quantile(sorted: Sorted, q: number): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  const position = (n - 1) * q;
  const below = Math.floor(position);
  const value = sorted[below] as number;
  const share = position - below;
  return share === 0 ? value : value + share * ((sorted[below + 1] as number) - value);
}

/**
 * Percentile bootstrap interval of the median, 95 %, as infinitely many resamples would give it.
 *
 * No random numbers are needed: the k-th smallest of n draws with replacement is at most the i-th value exactly when at least k of the
 * draws are, and their count is binomial(n, i / n) (Efron, Bootstrap methods, Annals of Statistics 7, 1979, section 3; Maritz and
 * Jarrett 1978). For even n the median lies between the two middle values: the low end is the lower one's, the high end
 * the upper one's, so that the interval holds the bootstrap's and exceeds it by at most a neighbour. Null for nothing.
 */
export function medianInterval(sorted: Sorted): Interval | null {
  const ranks = medianRanks(sorted.length);
  return ranks && { low: sorted[ranks.low] as number, high: sorted[ranks.high] as number };
}

/** Low ranks by n: a table asks for those of its baseline with each row. */
const knownRanks = new Map<number, number>();
const MOST_KNOWN = 1_000;

/** Zero-based ranks of the interval's ends among n ascending values. */
export function medianRanks(n: number): Interval | null {
  if (n === 0) return null;
  const low = remembered(knownRanks, n, MOST_KNOWN, () => bootstrapRank(n, Math.floor((n + 1) / 2)));
  // The other end is its mirror image, because draws are as likely to fall below a rank as above the mirrored one.
  return { low, high: n - 1 - low };
}

/** Zero-based rank of the smallest value that the k-th smallest of n draws is at or below with a probability above the tail's. */
function bootstrapRank(n: number, k: number): number {
  let low = 1;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialUpperTail(n, middle / n, k) > TAIL_95) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/**
 * Puts the values of the median, its interval and these quantiles where sorting would put them, in linear time: `quantile` and
 * `medianInterval` then answer as of sorted numbers.
 */
export function placeQuantiles(values: Float64Array, quantiles: readonly number[]): Float64Array {
  const n = values.length;
  const ranks = medianRanks(n);
  if (ranks === null) return values;
  const around = [0.5, ...quantiles].flatMap((q) => {
    const below = Math.floor((n - 1) * q);
    return [below, Math.min(n - 1, below + 1)];
  });
  selectRanks(values, [ranks.low, ranks.high, ...around]);
  return values;
}
