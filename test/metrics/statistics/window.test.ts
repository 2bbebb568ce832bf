import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '../../../src/domain/metric.ts';
import { rateCell } from '../../../src/metrics/statistics/cell.ts';
import {
  bucketBounds,
  type MetricSeries,
  rollingWindows,
  trendOfWindow,
} from '../../../src/metrics/statistics/window.ts';
import { DEFAULT_STRATEGIES } from '../../../src/metrics/strategies.ts';

const { windows } = DEFAULT_STRATEGIES;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 30, 15);
const UTC = { now: NOW, timezone: 'UTC' };

interface Outcome {
  readonly at: number;
  readonly success: boolean;
}

/** A rate over tasks in memory. */
function rateOf(outcomes: readonly Outcome[]): MetricSeries {
  const within = (from: number, to: number): readonly Outcome[] =>
    outcomes.filter(({ at }) => at >= from && at < to);
  const count = (from: number, to: number) => {
    const some = within(from, to);
    return { successes: some.filter(({ success }) => success).length, n: some.length };
  };
  return {
    higherIsBetter: true,
    cell: (from, to) => {
      const { successes, n } = count(from, to);
      return rateCell(successes, n);
    },
    value: (from, to) => {
      const { successes, n } = count(from, to);
      return { value: n > 0 ? successes / n : null, n };
    },
  };
}

/** `n` outcomes on the day `daysAgo`, the first `successes` of them good. */
const day = (daysAgo: number, successes: number, n: number): Outcome[] =>
  Array.from({ length: n }, (_, i) => ({ at: NOW - daysAgo * DAY_MS - i * 1_000, success: i < successes }));

describe('windows of 7, 30 and 90 days', () => {
  it('stand side by side, days and weeks as buckets, today included', () => {
    const [week, month, quarter] = windows(rateOf([]), UTC);
    expect([week, month, quarter].map((window) => window?.days)).toEqual([7, 30, 90]);
    expect(week?.from).toBe(Date.UTC(2026, 5, 24));
    expect(month?.from).toBe(Date.UTC(2026, 5, 1));
    expect(quarter?.from).toBe(Date.UTC(2026, 3, 2));
    expect(quarter?.to).toBe(Date.UTC(2026, 6, 1));
  });

  it('cut 90 days into six days and twelve weeks, without a gap', () => {
    const bounds = bucketBounds({ days: 90, bucketDays: 7, rollingBuckets: 4 }, NOW, 'UTC');
    const lengths = bounds.slice(1).map((to, i) => (to - (bounds[i] as number)) / DAY_MS);
    expect(lengths).toEqual([6, ...new Array(12).fill(7)]);
  });

  it('begin days at midnight of the zone, the day when clocks change being 23 hours long', () => {
    const now = Date.UTC(2026, 2, 31, 12);
    const bounds = bucketBounds({ days: 7, bucketDays: 1, rollingBuckets: 3 }, now, 'Europe/Berlin');
    expect(bounds.slice(1).map((to, i) => (to - (bounds[i] as number)) / 3_600_000)).toEqual([
      24, 24, 24, 24, 23, 24, 24,
    ]);
    expect(bounds.at(-1)).toBe(Date.UTC(2026, 2, 31, 22));
  });

  it('leave empty days out of the points and give each its tasks', () => {
    const [week] = windows(rateOf([...day(0, 1, 2), ...day(3, 4, 4)]), UTC);
    expect(week?.points.map(({ value, n }) => [value, n])).toEqual([
      [1, 4],
      [0.5, 2],
    ]);
    expect(week?.points[1]?.at).toBe(Date.UTC(2026, 5, 30, 12));
  });

  it('average over tasks, not over days', () => {
    const [week] = windows(rateOf([...day(1, 0, 1), ...day(0, 99, 99)]), UTC);
    expect(week?.cell.value).toBe(0.99);
    expect(week?.rolling.at(-1)).toMatchObject({ value: 0.99, n: 100, at: Date.UTC(2026, 5, 30, 12) });
  });

  it('begin a rolling average where all its buckets lie in the window', () => {
    const every = Array.from({ length: 40 }, (_, daysAgo) => day(daysAgo, 1, 1)).flat();
    const [week, month] = windows(rateOf(every), UTC);
    expect(week?.rolling).toHaveLength(5);
    expect(month?.rolling).toHaveLength(24);
    expect(month?.rolling.every(({ n }) => n === 7)).toBe(true);
  });

  it('hold under five tasks to be too few', () => {
    const [week, month] = windows(rateOf([...day(0, 2, 4), ...day(20, 1, 1)]), UTC);
    expect(week?.cell).toMatchObject({ state: 'insufficient_data', n: 4, value: null });
    expect(month?.cell).toMatchObject({ state: 'ok', n: 5 });
  });

  it('can be others', () => {
    const others = rollingWindows([{ days: 14, bucketDays: 2, rollingBuckets: 2 }])(
      rateOf(day(13, 1, 1)),
      UTC,
    );
    expect(others).toHaveLength(1);
    expect(others[0]?.points).toHaveLength(1);
  });
});

describe('the trend of a window', () => {
  const falling = [9, 8, 7, 6, 5, 4, 3].flatMap((successes, i) => day(6 - i, successes, 10));

  it('of a rate is that of its buckets', () => {
    const series = rateOf(falling);
    const [week] = windows(series, UTC);
    const trend = trendOfWindow(week as NonNullable<typeof week>, series, DEFAULT_STRATEGIES.trend);
    expect(trend).toMatchObject({ verdict: 'declining', n: 7, windowDays: 7 });
    expect(trend.slopePerDay).toBeCloseTo(-0.1, 9);
  });

  it('of four days is not given, however many tasks they have', () => {
    const series = rateOf(falling.slice(0, 40));
    const [week] = windows(series, UTC);
    const trend = trendOfWindow(week as NonNullable<typeof week>, series, DEFAULT_STRATEGIES.trend);
    expect(trend).toMatchObject({ verdict: 'insufficient_data', n: 4 });
  });

  it('of averages and medians is that of the tasks, drawn as buckets', () => {
    const tasks: TrendPoint[] = Array.from({ length: 6 }, (_, i) => ({
      at: NOW - DAY_MS + i * 60_000,
      value: i,
      n: 1,
    }));
    const series: MetricSeries = {
      ...rateOf(day(1, 3, 6)),
      tasks: (from, to) => tasks.filter(({ at }) => at >= from && at < to),
    };
    const [week] = windows(series, UTC);
    const trend = trendOfWindow(week as NonNullable<typeof week>, series, DEFAULT_STRATEGIES.trend);
    expect(trend).toMatchObject({ verdict: 'improving', n: 6 });
    expect(trend.points).toHaveLength(1);
  });
});
