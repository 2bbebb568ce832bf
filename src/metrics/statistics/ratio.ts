/** Cost per success, all spending over all successes, with its bootstrap interval over tasks; and means, where every task is one. Pure. */

import { createRandom } from '../../domain/random.ts';
import { quantile } from './quantiles.ts';
import { Z_95 } from './special.ts';

/** One entry a task: sessions and retries of a task are summed before, because the task is what is drawn (STATISTICS.md). */
export interface TaskCosts {
  /** Any unit, 0 or more; failures cost too. */
  readonly cost: ArrayLike<number>;
  /** 1 for a success, 0 for a failure. */
  readonly success: ArrayLike<number>;
}

/** Sums over tasks, which say all that an interval from moments needs. */
export interface TaskSums {
  readonly n: number;
  readonly successes: number;
  readonly sumCost: number;
  readonly sumCost2: number;
  /** By the cubes the interval follows the skew of the costs. */
  readonly sumCost3: number;
  /** Over successes alone. */
  readonly sumCostSuccess: number;
  readonly sumCost2Success: number;
}

/** Interval whose ends are null where no data bounds them. */
export interface RatioEstimate {
  /** Null without any success. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Up to here tasks are drawn; above, the moments answer. They are then nearer to what infinitely many resamples give than 500 resamples
 * are (decision 11), and a table of twenty groups must answer in 50 ms.
 */
const MOST_DRAWN = 100;
const FEWEST_RESAMPLES = 500;
const MOST_RESAMPLES = 2_000;
/** Draws in all, which keeps the answer under a millisecond. */
const DRAWS = 50_000;

const TAIL_95 = 0.025;

/** Cost per success and its 95 % interval; the same seed gives the same answer. */
export function ratioInterval(tasks: TaskCosts, seed: number): RatioEstimate {
  const sums = sumTasks(tasks);
  if (sums.n > MOST_DRAWN) return ratioIntervalOfSums(sums);
  const value = costPerSuccess(sums);
  const resampled = value === null ? new Float64Array() : resampleRatios(tasks, seed);
  return {
    value,
    low: finite(quantile(resampled, TAIL_95)),
    high: finite(quantile(resampled, 1 - TAIL_95)),
  };
}

/** Tasks with their estimate, worked out once for every comparison that they are part of. */
export interface RatioGroup extends TaskCosts {
  readonly estimate: RatioEstimate;
}

/** Prepares tasks for `compareRatios`. Groups that are compared take different seeds. */
export function ratioGroup(tasks: TaskCosts, seed: number): RatioGroup {
  return { ...tasks, estimate: ratioInterval(tasks, seed) };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Ratios of resamples of the tasks, ascending: the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * section 13.3). A resample without a success costs infinitely much for one.
 */
export function resampleRatios(
  { cost, success }: TaskCosts,
  seed: number,
  resamples: number = resamplesFor(cost.length),
): Float64Array {
  const n = cost.length;
  const random = createRandom(seed);
  const ratios = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let spent = 0;
    let successes = 0;
    for (let draw = 0; draw < n; draw++) {
      const task = Math.floor(random.next() * n);
      spent += cost[task] as number;
      successes += success[task] as number;
    }
    ratios[resample] = successes === 0 ? Number.POSITIVE_INFINITY : spent / successes;
  }
  return ratios.sort();
}

function resamplesFor(n: number): number {
  return Math.min(MOST_RESAMPLES, Math.max(FEWEST_RESAMPLES, Math.floor(DRAWS / Math.max(1, n))));
}

/** Sums of tasks that are held one by one. */
export function sumTasks({ cost, success }: TaskCosts): TaskSums {
  let sumCost = 0;
  let sumCost2 = 0;
  let sumCost3 = 0;
  let successes = 0;
  let sumCostSuccess = 0;
  let sumCost2Success = 0;
  for (let i = 0; i < cost.length; i++) {
    const c = cost[i] as number;
    const s = success[i] as number;
    sumCost += c;
    sumCost2 += c * c;
    sumCost3 += c * c * c;
    successes += s;
    sumCostSuccess += c * s;
    sumCost2Success += c * c * s;
  }
  return { n: cost.length, sumCost, sumCost2, sumCost3, successes, sumCostSuccess, sumCost2Success };
}

/** Sums of values and of their powers. */
export interface PowerSums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
  readonly cubes: number;
}

/** A mean is spending by success where every task is one. */
export function meanSums({ n, sum, squares, cubes }: PowerSums): TaskSums {
  const ofSuccesses = { successes: n, sumCostSuccess: sum, sumCost2Success: squares };
  return { n, sumCost: sum, sumCost2: squares, sumCost3: cubes, ...ofSuccesses };
}

function costPerSuccess({ sumCost, successes }: TaskSums): number | null {
  return successes > 0 ? sumCost / successes : null;
}

/**
 * The interval that resampling would find, from moments. A resampled ratio is at most r exactly when the resampled mean of
 * cost - r × success is at most 0, and that mean is near normal: setting it to the quantile of either tail and solving for r is
 * Fieller's interval (E. C. Fieller, Some problems in interval estimation, Journal of the Royal Statistical Society B 16, 1954). Costs have a
 * heavy tail, so the quantile is corrected for the skew of the mean by the first term of Cornish and Fisher's expansion (P. Hall,
 * The Bootstrap and Edgeworth Expansion, 1992, section 3.5), which is what the percentile bootstrap does by itself.
 */
export function ratioIntervalOfSums(sums: TaskSums): RatioEstimate {
  const value = costPerSuccess(sums);
  if (value === null) return { value: null, low: null, high: null };
  const shift = (skewOfMean(sums, value) * (Z_95 * Z_95 - 1)) / 6;
  return { value, low: solveRatio(sums, -Z_95 + shift), high: solveRatio(sums, Z_95 + shift) };
}

/** Largest skew that one term of the expansion can follow. */
const MOST_SKEW = 1;

/** Skewness of the mean of cost - ratio × success. */
function skewOfMean(sums: TaskSums, ratio: number): number {
  const { n, sumCost2, sumCost3, sumCostSuccess, sumCost2Success, successes } = sums;
  // The mean of cost - ratio × success is 0 at this ratio, so its powers are central moments; a success is 0 or 1, and so are its powers.
  const variance = (sumCost2 - 2 * ratio * sumCostSuccess + ratio ** 2 * successes) / n;
  const third =
    (sumCost3 - 3 * ratio * sumCost2Success + 3 * ratio ** 2 * sumCostSuccess - ratio ** 3 * successes) / n;
  if (variance <= 0) return 0;
  const skew = third / variance ** 1.5 / Math.sqrt(n);
  return Math.max(-MOST_SKEW, Math.min(MOST_SKEW, skew));
}

/** The ratio r at which r × mean(success) - mean(cost) is `deviations` standard errors; null where none is (success rate not above 0). */
function solveRatio(sums: TaskSums, deviations: number): number | null {
  const { n, successes, sumCost, sumCost2, sumCostSuccess } = sums;
  const meanCost = sumCost / n;
  const meanSuccess = successes / n;
  const scale = deviations ** 2 / n;
  const varianceCost = sumCost2 / n - meanCost ** 2;
  const varianceSuccess = meanSuccess * (1 - meanSuccess);
  const covariance = sumCostSuccess / n - meanCost * meanSuccess;
  const a = meanSuccess ** 2 - scale * varianceSuccess;
  const b = meanCost * meanSuccess - scale * covariance;
  const c = meanCost ** 2 - scale * varianceCost;
  if (a <= 0) return deviations > 0 ? null : Math.max(0, c / (2 * b));
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return Math.max(0, (b + Math.sign(deviations) * root) / a);
}
