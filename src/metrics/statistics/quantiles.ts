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
  return quantileAt(sorted.length, q, (index) => sorted[index] as number);
}

/** Two neighbours and where the quantile stands between them. */
function quantileAt(n: number, q: number, valueAt: (index: number) => number): number | null {
  if (n === 0) return null;
  const position = (n - 1) * q;
  const below = Math.floor(position);
  const value = valueAt(below);
  const share = position - below;
  return share === 0 ? value : value + share * (valueAt(below + 1) - value);
}

/**
 * Percentile bootstrap interval of the median, 95 % unless `tail` says otherwise, as infinitely many resamples would give it.
 *
 * No random numbers are needed: the k-th smallest of n draws with replacement is at most the i-th value exactly when at least k of the
 * draws are, and their count is binomial(n, i / n) (Efron, Bootstrap methods, Annals of Statistics 7, 1979, section 3; Maritz and
 * Jarrett 1978). For even n the median lies between the two middle values: the low end is the lower one's, the high end
 * the upper one's, so that the interval holds the bootstrap's and exceeds it by at most a neighbour. Null for nothing.
 */
export function medianInterval(sorted: Sorted, tail: number = TAIL_95): Interval | null {
  const ranks = medianRanks(sorted.length, tail);
  return ranks && { low: sorted[ranks.low] as number, high: sorted[ranks.high] as number };
}

/** Ranks of the usual tail by n: a table asks for those of its baseline with each row. */
const knownRanks = new Map<number, number>();
const MOST_KNOWN = 1_000;

/** Zero-based ranks of the interval's ends among n ascending values. */
export function medianRanks(n: number, tail: number = TAIL_95): Interval | null {
  if (n === 0) return null;
  const find = () => bootstrapRank(n, Math.floor((n + 1) / 2), tail);
  const low = tail === TAIL_95 ? remembered(knownRanks, n, MOST_KNOWN, find) : find();
  // The other end is its mirror image, because draws are as likely to fall below a rank as above the mirrored one.
  return { low, high: n - 1 - low };
}

/** Zero-based rank of the smallest value that the k-th smallest of n draws is at or below with a probability of more than `tail`. */
function bootstrapRank(n: number, k: number, tail: number): number {
  let low = 1;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialUpperTail(n, middle / n, k) > tail) high = middle;
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

/** Values in ascending order, each with how often it occurs: a histogram's cells by their middle. */
export interface Histogram {
  readonly values: Sorted;
  /** Whole numbers, 0 allowed. */
  readonly counts: ArrayLike<number>;
}

/** Median (or another quantile) of a histogram, as of the list that it stands for. Null when it counts nothing. */
export function quantileOfHistogram(histogram: Histogram, q: number): number | null {
  const ends = cellEnds(histogram);
  return quantileAt(total(ends), q, (index) => valueAt(histogram, ends, index));
}

/** `medianInterval` of the list that a histogram stands for. */
export function medianIntervalOfHistogram(histogram: Histogram, tail: number = TAIL_95): Interval | null {
  const ends = cellEnds(histogram);
  const ranks = medianRanks(total(ends), tail);
  return ranks && { low: valueAt(histogram, ends, ranks.low), high: valueAt(histogram, ends, ranks.high) };
}

/** Running sums of the counts: cell i holds the ranks from ends[i - 1] up to ends[i]. */
function cellEnds({ counts }: Histogram): Float64Array {
  const ends = new Float64Array(counts.length);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i] as number;
    ends[i] = sum;
  }
  return ends;
}

function total(ends: Float64Array): number {
  return ends.at(-1) ?? 0;
}

function valueAt({ values }: Histogram, ends: Float64Array, rank: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) > rank) high = middle;
    else low = middle + 1;
  }
  return values[low] as number;
}
