import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import type { Columns } from '../../../src/metrics/statistics/pairs.ts';
import { quantile } from '../../../src/metrics/statistics/quantiles.ts';
import { columns, mannKendallOf, noisyLine, shuffled, theilSenOf } from './points.ts';

/** Every pair, sorted: the definition. */
function allSlopes({ x, y }: Columns): Float64Array {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      if (x[i] !== x[j])
        slopes.push(((y[j] as number) - (y[i] as number)) / ((x[j] as number) - (x[i] as number)));
    }
  }
  return Float64Array.from(slopes).sort();
}

describe('Theil-Sen', () => {
  it("agrees with Sen's own example (JASA 63, 1968): slope 4, interval from 26/7", () => {
    const result = theilSenOf(columns([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]));
    expect(result.slope).toBe(4);
    expect(result.low).toBeCloseTo(26 / 7, 12);
  });

  it('agrees with the cloud seeding example of Hollander and Wolfe (1999), section 9.2: slope -0.056', () => {
    expect(theilSenOf(columns([1, 2, 3, 4, 5], [1.26, 1.27, 1.12, 1.16, 1.03])).slope).toBeCloseTo(
      -0.05625,
      12,
    );
  });

  it.each([5, 6, 9, 10, 11, 40, 300, 701, 1_200])(
    'is the median of all slopes of %d points, whatever their order',
    (n) => {
      const points = noisyLine(n, 0.1, n);
      const result = theilSenOf(points);
      expect(result.slope).toBeCloseTo(quantile(allSlopes(points), 0.5) as number, 12);
      expect(theilSenOf(shuffled(points, n))).toEqual(result);
    },
  );

  it('is the median with ties in both columns, too', () => {
    const random = createRandom(2);
    for (let round = 0; round < 40; round++) {
      const n = random.int(3, 60);
      const points = columns(
        Array.from({ length: n }, () => random.int(0, 15)),
        Array.from({ length: n }, () => random.int(0, 9)),
      );
      const slopes = allSlopes(points);
      expect(theilSenOf(points).slope).toBeCloseTo(quantile(slopes, 0.5) as number, 12);
      expect(theilSenOf(shuffled(points, round))).toEqual(theilSenOf(points));
    }
  });

  it('has an interval that excludes a slope exactly where Mann-Kendall rejects it', () => {
    const random = createRandom(4);
    for (let round = 0; round < 200; round++) {
      const n = random.int(5, 30);
      const points = noisyLine(n, random.next() * 20 - 10, round);
      const { low, high } = theilSenOf(points);
      const excludesZero = (low !== null && low > 0) || (high !== null && high < 0);
      expect(excludesZero).toBe(mannKendallOf(points).p <= 0.05);
    }
  });

  it('moves with the values and stretches with both scales', () => {
    const points = noisyLine(60, 0.3, 8);
    const plain = theilSenOf(points);
    const changed = theilSenOf({ x: points.x.map((x) => 2 * x - 9), y: points.y.map((y) => 100 - 6 * y) });
    expect(changed.slope).toBeCloseTo(-3 * (plain.slope as number), 9);
    expect(changed.low).toBeCloseTo(-3 * (plain.high as number), 9);
    expect(changed.high).toBeCloseTo(-3 * (plain.low as number), 9);
  });

  it('of more points than are paired one by one stays close to all pairs and says the same twice', () => {
    const points = noisyLine(3_000, 0.01, 6);
    const slopes = allSlopes(points);
    const drawn = theilSenOf(points);
    const rank = slopes.findIndex((slope) => slope >= (drawn.slope as number)) / slopes.length;
    expect(Math.abs(rank - 0.5)).toBeLessThan(0.004);
    expect(theilSenOf(shuffled(points, 1))).toEqual(drawn);
    // No narrower than the interval of all pairs, whose half width is 1.96 / (3 sqrt(n)) of the ranks.
    const half = 1.96 / (3 * Math.sqrt(3_000));
    const share = (value: number | null): number =>
      slopes.findIndex((slope) => slope >= (value as number)) / slopes.length;
    expect(0.5 - share(drawn.low)).toBeGreaterThan(half - 0.004);
    expect(share(drawn.high) - 0.5).toBeLessThan(half + 0.006);
  });

  it('finds a slope under a third of wild values', () => {
    const points = noisyLine(90, 5, 3);
    const wild = { x: points.x, y: points.y.map((y, i) => (i % 4 === 0 ? 1e6 : y)) };
    expect(theilSenOf(wild).slope).toBeGreaterThan(2);
    expect(theilSenOf(wild).slope).toBeLessThan(40);
  });

  it('knows nothing of points at one time', () => {
    expect(theilSenOf(columns([3, 3, 3], [1, 2, 3]))).toEqual({ slope: null, low: null, high: null, n: 3 });
    expect(theilSenOf([])).toEqual({ slope: null, low: null, high: null, n: 0 });
  });

  it('cannot bound a slope of four points', () => {
    expect(theilSenOf(columns([1, 2, 3, 4], [1, 2, 3, 5]))).toMatchObject({ low: null, high: null });
  });
});
