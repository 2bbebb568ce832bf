import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '../../../src/domain/metric.ts';
import { createRandom } from '../../../src/domain/random.ts';
import { DEFAULT_STRATEGY_SETTINGS } from '../../../src/domain/strategy-settings.ts';
import { theilSenTrend } from '../../../src/metrics/statistics/trend.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 5, 1);

const series = (...values: number[]): TrendPoint[] =>
  values.map((value, i) => ({ at: START + i * DAY_MS, value, n: 10 }));

const judge = (points: readonly TrendPoint[], options = {}, higherIsBetter: boolean | null = true) =>
  theilSenTrend({ ...DEFAULT_STRATEGY_SETTINGS.trend, ...options })({
    points,
    windowDays: 30,
    higherIsBetter,
  });

describe('the Theil-Sen trend strategy', () => {
  it('says nothing of four points, and gives no figure', () => {
    const points = series(0.9, 0.7, 0.5, 0.3);
    expect(judge(points)).toEqual({
      windowDays: 30,
      verdict: 'insufficient_data',
      slopePerDay: null,
      low: null,
      high: null,
      p: null,
      n: 4,
      points,
    });
  });

  it('says nothing of many points at one time', () => {
    const points = series(1, 2, 3, 4, 5, 6).map((point) => ({ ...point, at: START }));
    expect(judge(points).verdict).toBe('insufficient_data');
  });

  it('of five points calls only an unbroken series a change', () => {
    expect(judge(series(0.9, 0.8, 0.7, 0.6, 0.5)).verdict).toBe('declining');
    expect(judge(series(0.9, 0.8, 0.7, 0.5, 0.6)).verdict).toBe('stable');
  });

  it('gives the slope a day, on the real dates', () => {
    const points = [0, 1, 2, 10, 11, 20].map((day) => ({
      at: START + day * DAY_MS,
      value: 5 + day / 4,
      n: 1,
    }));
    expect(judge(points).slopePerDay).toBeCloseTo(0.25, 12);
  });

  it('says rising and falling where neither direction is better', () => {
    expect(judge(series(10, 11, 12, 13, 14, 15), {}, null).verdict).toBe('rising');
    expect(judge(series(15, 14, 13, 12, 11, 10), {}, null).verdict).toBe('falling');
  });

  it('turns the words round where less is better', () => {
    const rising = series(10, 11, 12, 13, 14, 15);
    expect(judge(rising).verdict).toBe('improving');
    expect(judge(rising, {}, false).verdict).toBe('declining');
    expect(
      judge(
        rising.map((point) => ({ ...point, value: -point.value })),
        {},
        false,
      ).verdict,
    ).toBe('improving');
  });

  it('calls a sure change below the threshold stable, and a large one that is not sure too', () => {
    const slow = series(100, 100.01, 100.02, 100.03, 100.04, 100.05, 100.06);
    expect(judge(slow).verdict).toBe('stable');
    expect(judge(slow, { threshold: 0.001 }).verdict).toBe('improving');
    const wild = series(10, 90, 30, 60, 20, 95, 70);
    expect(Math.abs((judge(wild).slopePerDay as number) * 30)).toBeGreaterThan(10);
    expect(judge(wild).verdict).toBe('stable');
  });

  it('asks for a smaller p where it is told to', () => {
    const points = series(1, 2, 3, 4, 5);
    expect(judge(points, { alpha: 0.01 }).verdict).toBe('stable');
  });

  it('sees the fall that a slope over raw outcomes does not: 0.90 to 0.50 in weekly rates', () => {
    const outcomes = series(1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0);
    expect(judge(outcomes).slopePerDay).toBe(0);
    expect(judge(series(0.9, 0.86, 0.82, 0.75, 0.7, 0.62, 0.55, 0.5)).verdict).toBe('declining');
  });

  it('says the same whatever the order of the points', () => {
    const random = createRandom(5);
    const points = series(...Array.from({ length: 40 }, (_, i) => i + random.logNormal(20, 0.5)));
    const { points: _, ...figures } = judge(points);
    const { points: __, ...turned } = judge(points.toReversed());
    expect(turned).toEqual(figures);
  });
});
