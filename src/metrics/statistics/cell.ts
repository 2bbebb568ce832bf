/** Makes metric cells: a figure with its interval, or why there is none (DATA.md 5). Pure. */

import type { MetricCell, MetricState } from '../../domain/metric.ts';
import { medianInterval, quantile } from './quantiles.ts';
import { wilson } from './rates.ts';
import { meanSums, type PowerSums, ratioIntervalOfSums, type TaskSums } from './ratio.ts';
import { Z_95 } from './special.ts';

/** R1.8: under five data points a figure is not shown. 4 of 5 passed is anything from 38 to 96 %. */
export const FEWEST_POINTS = 5;

function withoutValue(state: Exclude<MetricState, 'ok'>, n: number): MetricCell {
  return { value: null, n, low: null, high: null, state };
}

/** The harness does not log what the metric needs (DESIGN.md 4, metric honesty). */
export function notLogged(): MetricCell {
  return withoutValue('not_logged', 0);
}

/** A cost of `n` tasks, some of whose calls have no known price. */
export function unpriced(n: number): MetricCell {
  return withoutValue('unpriced', n);
}

/** Ends of an interval, null where it is unbounded. */
interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

function cellOf(n: number, value: number | null, interval: Ends | null): MetricCell {
  if (n < FEWEST_POINTS || value === null) return withoutValue('insufficient_data', n);
  return { value, n, low: interval?.low ?? null, high: interval?.high ?? null, state: 'ok' };
}

/** Share of tasks, with Wilson's interval. */
export function rateCell(successes: number, n: number): MetricCell {
  return cellOf(n, n > 0 ? successes / n : null, wilson(successes, n));
}

/** Median of ascending values, with its bootstrap interval. */
export function medianCell(sorted: ArrayLike<number>): MetricCell {
  return cellOf(sorted.length, quantile(sorted, 0.5), medianInterval(sorted));
}

/** Another quantile of ascending values (p10, p90), without an interval. */
export function quantileCell(sorted: ArrayLike<number>, q: number): MetricCell {
  return cellOf(sorted.length, quantile(sorted, q), null);
}

/** Average of values, one a task: the requirement's `avg_*`, beside which the median leads. */
export function meanCell(values: PowerSums): MetricCell {
  return ratioCellOfSums(meanSums(values));
}

/** Spending of all tasks for each success, with the interval of its moments. Without a success there is no value. */
export function ratioCellOfSums(sums: TaskSums): MetricCell {
  const { value, ...interval } = ratioIntervalOfSums(sums);
  return cellOf(sums.n, value, interval);
}

/**
 * Sum over sum of clusters such as the calls of a day or of a task, each with its part of both. `isShare`: the quotient does not exceed 1.
 */
export function clusterRatioCell(
  tops: ArrayLike<number>,
  bottoms: ArrayLike<number>,
  isShare: boolean,
): MetricCell {
  const n = tops.length;
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < n; i++) {
    top += tops[i] as number;
    bottom += bottoms[i] as number;
  }
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((tops[i] as number) - (top / bottom) * (bottoms[i] as number)) ** 2;
  return clusterRatioCellOfSums({ n, top, bottom, squares }, isShare);
}

/** Sums over clusters. */
export interface ClusterSums {
  readonly n: number;
  readonly top: number;
  readonly bottom: number;
  /** Squares of what each cluster's top exceeds its bottom times the quotient of all by. */
  readonly squares: number;
}

/**
 * As `clusterRatioCell`, with the linearised interval of such a quotient (W. G. Cochran, Sampling Techniques, 1977, section 6.3). What lies in
 * one cluster is alike, so the cluster is the data point.
 */
export function clusterRatioCellOfSums(
  { n, top, bottom, squares }: ClusterSums,
  isShare: boolean,
): MetricCell {
  if (n < FEWEST_POINTS || bottom <= 0) return withoutValue('insufficient_data', n);
  const value = top / bottom;
  const reach = (Z_95 * Math.sqrt((squares * n) / (n - 1))) / bottom;
  const high = isShare ? Math.min(1, value + reach) : value + reach;
  return cellOf(n, value, { low: Math.max(0, value - reach), high });
}
