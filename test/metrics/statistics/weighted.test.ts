import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '../../../src/domain/metric.ts';
import { createRandom } from '../../../src/domain/random.ts';
import { weightedTrendP } from '../../../src/metrics/statistics/weighted.ts';
import { mannKendallOf } from './points.ts';

const WEEK_MS = 7 * 86_400_000;

/** Weekly rates, one count of tasks for each week. */
const weeks = (rates: readonly number[], counts: readonly number[]): TrendPoint[] =>
  rates.map((value, i) => ({ at: 1.78e12 + i * WEEK_MS, value, n: counts[i] as number }));

describe('the trend weighted by tasks', () => {
  it('has nothing to add where all points weigh the same, or are two', () => {
    expect(weightedTrendP(weeks([0.9, 0.7, 0.5], [4, 4, 4]))).toBeNull();
    expect(weightedTrendP(weeks([0.9, 0.7], [1, 2]))).toBeNull();
  });

  it('sees a fall in weeks of many tasks, and none that stands on three tasks', () => {
    expect(weightedTrendP(weeks([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [50, 60, 50, 60, 50, 60]))).toBeLessThan(
      0.03,
    );
    expect(weightedTrendP(weeks([1, 1, 1, 0.71, 0.7, 0.7, 0.71], [1, 1, 1, 90, 80, 90, 80]))).toBeGreaterThan(
      0.05,
    );
  });

  it('turns with the values, and minds neither scale nor a common factor of the weights', () => {
    const rates = [0.4, 0.6, 0.5, 0.8, 0.7];
    const p = weightedTrendP(weeks(rates, [3, 9, 4, 5, 8])) as number;
    expect(
      weightedTrendP(
        weeks(
          rates.map((rate) => 1 - rate),
          [3, 9, 4, 5, 8],
        ),
      ),
    ).toBeCloseTo(p, 12);
    expect(weightedTrendP(weeks(rates, [30, 90, 40, 50, 80]))).toBeCloseTo(p, 12);
    expect(weightedTrendP(weeks([1, 1, 1], [1, 2, 3]))).toBe(1);
  });

  it('keeps its level where Mann-Kendall does not: weeks that grow from 4 tasks to 60', () => {
    const random = createRandom(12);
    let [byRanks, byBoth] = [0, 0];
    for (let round = 0; round < 2_000; round++) {
      const counts = Array.from({ length: 13 }, (_, week) => Math.round(4 + 4.7 * week));
      const rates = counts.map(
        (n) => Array.from({ length: n }, () => random.chance(0.8)).filter(Boolean).length / n,
      );
      const points = weeks(rates, counts);
      const ranks = mannKendallOf(points.map(({ at, value }) => ({ x: at, y: value }))).p < 0.05;
      byRanks += ranks ? 1 : 0;
      byBoth += ranks && (weightedTrendP(points) as number) < 0.05 ? 1 : 0;
    }
    expect(byRanks / 2_000).toBeGreaterThan(0.06);
    expect(byBoth / 2_000).toBeLessThan(0.05);
  });
});
