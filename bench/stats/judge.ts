/** How agentperf judges tasks: windows, trends and verdicts over arrays. A judge over the database answers the same questions. */

import type { Trend, Verdict } from '../../src/domain/metric.ts';
import { medianCell, rateCell, ratioCellOfSums } from '../../src/metrics/statistics/cell.ts';
import {
  compareMedians,
  compareRates,
  compareRatios,
  type Difference,
} from '../../src/metrics/statistics/comparison.ts';
import { quantile } from '../../src/metrics/statistics/quantiles.ts';
import { ratioGroup, sumTasks, type TaskCosts } from '../../src/metrics/statistics/ratio.ts';
import {
  type StratifiedDifference,
  strataOf,
  stratifiedDifference,
} from '../../src/metrics/statistics/stratified.ts';
import { verdictOfOne } from '../../src/metrics/statistics/verdict.ts';
import { type MetricSeries, trendOfWindow } from '../../src/metrics/statistics/window.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { NOW, type SimulatedTask } from './fleet.ts';

/** success rate, median duration, median cost, cost per success. */
export const METRICS = ['success_rate', 'duration', 'cost', 'cost_per_success'] as const;
export type Metric = (typeof METRICS)[number];

type Tasks = readonly SimulatedTask[];

export interface Judge {
  /** Trends of the windows of 7, 30 and 90 days, in this order. */
  readonly trends: (tasks: Tasks, metric: Metric) => readonly Trend[];
  readonly compare: (group: Tasks, against: Tasks, metric: Metric, seed: number) => Verdict;
  /** Success rates within task types. */
  readonly stratified: (group: Tasks, against: Tasks) => StratifiedDifference;
}

/** The judge over tasks in memory. */
export const ARRAYS: Judge = {
  trends: (tasks, metric) => {
    const series = seriesOf(tasks, metric);
    return DEFAULT_STRATEGIES.windows(series, { now: NOW, timezone: 'UTC' }).map((window) =>
      trendOfWindow(window, series, DEFAULT_STRATEGIES.trend),
    );
  },
  compare: (group, against, metric, seed) =>
    verdictOfOne(DIFFERENCES[metric](group, against, seed), { higherIsBetter: metric === 'success_rate' }),
  stratified: (group, against) =>
    stratifiedDifference(
      strataOf(
        group,
        against,
        (task) => task.taskType,
        (task) => task.success,
      ),
    ),
};

const DIFFERENCES: Record<Metric, (group: Tasks, against: Tasks, seed: number) => Difference> = {
  success_rate: (group, against) => compareRates(countOf(group), countOf(against)),
  duration: (group, against) => compareMedians(sorted(group, 'durationMs'), sorted(against, 'durationMs')),
  cost: (group, against) => compareMedians(sorted(group, 'costUsdMicros'), sorted(against, 'costUsdMicros')),
  cost_per_success: (group, against, seed) =>
    compareRatios(ratioGroup(costsOf(group), 2 * seed), ratioGroup(costsOf(against), 2 * seed + 1), seed),
};

function countOf(tasks: Tasks): { readonly successes: number; readonly n: number } {
  return { successes: tasks.filter(({ success }) => success).length, n: tasks.length };
}

function sorted(tasks: Tasks, field: 'durationMs' | 'costUsdMicros'): Float64Array {
  return Float64Array.from(tasks, (task) => task[field]).sort();
}

function costsOf(tasks: Tasks): TaskCosts {
  return {
    cost: Float64Array.from(tasks, (task) => task.costUsdMicros),
    success: Uint8Array.from(tasks, (task) => (task.success ? 1 : 0)),
  };
}

function seriesOf(tasks: Tasks, metric: Metric): MetricSeries {
  const within = (from: number, to: number): Tasks => tasks.filter(({ at }) => at >= from && at < to);
  if (metric === 'duration') return medianSeries(within, 'durationMs');
  if (metric === 'cost') return medianSeries(within, 'costUsdMicros');
  if (metric === 'success_rate') {
    return {
      higherIsBetter: true,
      cell: (from, to) => {
        const { successes, n } = countOf(within(from, to));
        return rateCell(successes, n);
      },
      value: (from, to) => {
        const { successes, n } = countOf(within(from, to));
        return { value: n > 0 ? successes / n : null, n };
      },
    };
  }
  return {
    higherIsBetter: false,
    cell: (from, to) => ratioCellOfSums(sumTasks(costsOf(within(from, to)))),
    value: (from, to) => {
      const some = within(from, to);
      const { successes, n } = countOf(some);
      const spent = some.reduce((sum, task) => sum + task.costUsdMicros, 0);
      return { value: successes > 0 ? spent / successes : null, n };
    },
  };
}

function medianSeries(
  within: (from: number, to: number) => Tasks,
  field: 'durationMs' | 'costUsdMicros',
): MetricSeries {
  return {
    higherIsBetter: false,
    cell: (from, to) => medianCell(sorted(within(from, to), field)),
    value: (from, to) => {
      const values = sorted(within(from, to), field);
      return { value: quantile(values, 0.5), n: values.length };
    },
    tasks: (from, to) => within(from, to).map((task) => ({ at: task.at, value: task[field], n: 1 })),
  };
}
