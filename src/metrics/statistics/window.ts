/** Windows of time over one metric: the window strategy (R1.8) and its first implementation, 7, 30 and 90 days side by side. Pure. */

import { daysOf } from '../../domain/days.ts';
import type { MetricCell, Trend, TrendPoint } from '../../domain/metric.ts';
import { remembered } from '../../domain/remembered.ts';
import { FEWEST_POINTS } from './cell.ts';
import type { TrendDetectionStrategy } from './trend.ts';

/** Value of a metric over some stretch of time, from whatever holds it: tasks, or days. */
export interface StretchValue {
  /** Null without tasks, or where no value can be given (no success to divide by). */
  readonly value: number | null;
  /** Tasks. */
  readonly n: number;
}

/** One metric of one group of tasks, asked by stretches of time: from `from` until before `to`, epoch ms. */
export interface MetricSeries {
  /** Null where neither direction is better. */
  readonly higherIsBetter: boolean | null;
  readonly cell: (from: number, to: number) => MetricCell;
  readonly value: (from: number, to: number) => StretchValue;
  /** Each task as a point, for averages and medians; absent for rates and ratios, whose trend is that of their buckets. */
  readonly tasks?: (from: number, to: number) => readonly TrendPoint[];
}

/** One window's figures. */
export interface MetricWindow {
  readonly days: number;
  /** First instant of the first day, and of the day after the last. */
  readonly from: number;
  readonly to: number;
  /** `insufficient_data` under five tasks. */
  readonly cell: MetricCell;
  /** Buckets with tasks, oldest first. */
  readonly points: readonly TrendPoint[];
  /** For the end of each bucket, the value over it and the buckets before it; from the first on that has all of them. */
  readonly rolling: readonly TrendPoint[];
}

/** Cuts time into windows and fills them. Alternatives are described in docs/strategies.md. */
export type MetricsWindowStrategy = (
  series: MetricSeries,
  clock: { readonly now: number; readonly timezone: string },
) => readonly MetricWindow[];

export interface WindowSpec {
  readonly days: number;
  readonly bucketDays: number;
  /** Buckets that one rolling average spans. */
  readonly rollingBuckets: number;
}

/**
 * The first window strategy: windows side by side that end with today, in days of the zone. Values of a window, a bucket and a rolling
 * average are taken from their tasks anew, never averaged from averages: a day with one task must not weigh as one with a hundred.
 */
export function rollingWindows(specs: readonly WindowSpec[]): MetricsWindowStrategy {
  // A card asks for each of its metrics at one moment.
  const known = new Map<string, readonly (readonly number[])[]>();
  return (series, { now, timezone }) => {
    const bounds = remembered(known, `${now} ${timezone}`, 1, () =>
      specs.map((spec) => bucketBounds(spec, now, timezone)),
    );
    return specs.map((spec, n) => windowOf(series, spec, bounds[n] as readonly number[]));
  };
}

function windowOf(series: MetricSeries, spec: WindowSpec, bounds: readonly number[]): MetricWindow {
  const [from, to] = [bounds[0] as number, bounds.at(-1) as number];
  return {
    days: spec.days,
    from,
    to,
    cell: series.cell(from, to),
    points: pointsOver(series, bounds, 1),
    rolling: pointsOver(series, bounds, spec.rollingBuckets),
  };
}

/** Values over `span` buckets ending with each bucket that has so many before it; stretches without a value are left out. */
function pointsOver(series: MetricSeries, bounds: readonly number[], span: number): TrendPoint[] {
  return bounds.slice(span).flatMap((to, i) => {
    const from = bounds[i] as number;
    const { value, n } = series.value(from, to);
    const lastBucket = bounds[i + span - 1] as number;
    return value === null || n === 0 ? [] : [{ at: (lastBucket + to) / 2, value, n }];
  });
}

/**
 * Instants at which buckets begin, and the end of the last one: midnights of the zone, counted back from the end of today. Where the days
 * are no whole number of buckets the oldest bucket is shorter (90 days: six days, then twelve weeks).
 */
export function bucketBounds({ days, bucketDays }: WindowSpec, now: number, timezone: string): number[] {
  const calendar = daysOf(timezone);
  const end = calendar.dayOf(now) + 1;
  const bounds = [calendar.startOf(end)];
  for (let back = bucketDays; back < days; back += bucketDays) bounds.unshift(calendar.startOf(end - back));
  return [calendar.startOf(end - days), ...bounds];
}

/**
 * Trend of a window: of its tasks for averages and medians, of its buckets for rates and ratios, with at least five tasks and five points
 * (DATA.md 5). The points given out are the buckets, which a screen can draw.
 */
export function trendOfWindow(
  window: MetricWindow,
  series: MetricSeries,
  detect: TrendDetectionStrategy,
): Trend {
  const points = series.tasks?.(window.from, window.to) ?? window.points;
  const tasks = points.reduce((sum, point) => sum + point.n, 0);
  const enough = tasks >= FEWEST_POINTS ? points : [];
  const trend = detect({ points: enough, windowDays: window.days, higherIsBetter: series.higherIsBetter });
  return { ...trend, n: points.length, points: window.points };
}
