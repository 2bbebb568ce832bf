/** Windows of time over one metric: the window strategy (R1.8) and its first implementation, 7, 30 and 90 days side by side. Pure. */

import type { MetricCell, Trend, TrendPoint } from '../../domain/metric.ts';
import { startOfDay } from '../../domain/zoned-time.ts';
import { FEWEST_POINTS } from './cell.ts';
import type { TrendDetectionStrategy } from './trend.ts';

/** Value of a metric over some stretch of time, from whatever holds the tasks: arrays, or a query. */
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

/** Buckets of DATA.md 5: a day in 7 and 30 days, a week in 90. */
const WINDOWS: readonly WindowSpec[] = [
  { days: 7, bucketDays: 1, rollingBuckets: 3 },
  { days: 30, bucketDays: 1, rollingBuckets: 7 },
  { days: 90, bucketDays: 7, rollingBuckets: 4 },
];

/**
 * The first window strategy: windows side by side that end with today, in days of the zone. Values of a window, a bucket and a rolling
 * average are taken from their tasks anew, never averaged from averages: a day with one task must not weigh as one with a hundred.
 */
export function rollingWindows(specs: readonly WindowSpec[] = WINDOWS): MetricsWindowStrategy {
  return (series, { now, timezone }) => specs.map((spec) => windowOf(series, spec, now, timezone));
}

function windowOf(series: MetricSeries, spec: WindowSpec, now: number, timezone: string): MetricWindow {
  const bounds = bucketBounds(spec, now, timezone);
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

const DAY_MS = 86_400_000;

/**
 * Instants at which buckets begin, and the end of the last one: midnights of the zone, counted back from the end of today. Where the days
 * are no whole number of buckets the oldest bucket is shorter (90 days: six days, then twelve weeks).
 */
export function bucketBounds(spec: WindowSpec, now: number, timezone: string): readonly number[] {
  const today = startOfDay(now, timezone);
  // Asking a zone takes long, and every metric asks for the same buckets.
  const key = `${spec.days} ${spec.bucketDays} ${today} ${timezone}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const bounds = boundsOf(spec, today, timezone);
  remembered.set(key, bounds);
  return bounds;
}

const MOST_REMEMBERED = 50;
const remembered = new Map<string, readonly number[]>();

function boundsOf({ days, bucketDays }: WindowSpec, today: number, timezone: string): number[] {
  // Noon of a day is on that day whatever the clocks do, so whole days are counted from noon.
  const noon = today + DAY_MS / 2;
  const midnight = (daysFromToday: number): number => startOfDay(noon + daysFromToday * DAY_MS, timezone);
  const bounds = [midnight(1)];
  for (let day = 1 - bucketDays; day > 1 - days; day -= bucketDays) bounds.unshift(midnight(day));
  return [midnight(1 - days), ...bounds];
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
