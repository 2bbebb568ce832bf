import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import { twoSidedP } from '../../../src/metrics/statistics/special.ts';
import { columns, mannKendallOf, shuffled } from './points.ts';

const orderOf = (...y: number[]) => columns([...y.keys()], y);

describe('Mann-Kendall', () => {
  it('agrees with the cloud seeding example of Hollander and Wolfe (1999), section 9.1: K = -6, one-sided p 0.117', () => {
    const { s, p } = mannKendallOf(columns([1, 2, 3, 4, 5], [1.26, 1.27, 1.12, 1.16, 1.03]));
    expect(s).toBe(-6);
    expect(p / 2).toBeCloseTo(0.117, 3);
  });

  // R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), table A18: one-sided probabilities.
  it.each([
    [[1, 2, 3, 4], 6, 0.042],
    [[1, 2, 3, 4, 5], 10, 0.0083],
    [[1, 2, 3, 5, 4], 8, 0.042],
    [[1, 2, 3, 4, 5, 6, 9, 10, 8, 7], 35, 0.00047],
    [[2, 1, 3, 4, 7, 5, 6, 10, 9, 8], 33, 0.0011],
    [[4, 3, 2, 1, 5, 6, 7, 8, 9, 10], 33, 0.0011],
  ])('has the exact p of %j', (y, s, oneSided) => {
    const result = mannKendallOf(orderOf(...y));
    expect(result.s).toBe(s);
    expect(result.p / 2).toBeCloseTo(oneSided, oneSided < 0.001 ? 5 : oneSided < 0.01 ? 4 : 3);
  });

  it('of five points only an unbroken series is below 0.05, of four none', () => {
    expect(mannKendallOf(orderOf(1, 2, 3, 4)).p).toBeGreaterThan(0.05);
    expect(mannKendallOf(orderOf(5, 4, 3, 2, 1)).p).toBeLessThan(0.05);
    expect(mannKendallOf(orderOf(5, 4, 3, 1, 2)).p).toBeGreaterThan(0.05);
  });

  it('corrects the variance for ties in both columns as scipy 1.17.1 does (stats.kendalltau, asymptotic)', () => {
    const result = mannKendallOf(
      columns([0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9], [3, 3, 5, 4, 4, 6, 5, 7, 7, 7, 9, 8]),
    );
    expect(result.tau).toBeCloseTo(0.8230089610690761, 12);
    expect(twoSidedP(result.s / Math.sqrt(result.variance))).toBeCloseTo(0.00035817680822897667, 12);
    expect(result.z).toBeCloseTo((result.s - 1) / Math.sqrt(result.variance), 12);
  });

  it('counts as a loop over all pairs does, in any order of the points, ties and all', () => {
    const random = createRandom(11);
    for (let round = 0; round < 60; round++) {
      const n = random.int(0, 80);
      const x = Array.from({ length: n }, () => random.int(0, 30));
      const y = Array.from({ length: n }, () => random.int(0, 12));
      let s = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) {
          s += Math.sign(((x[i] as number) - (x[j] as number)) * ((y[i] as number) - (y[j] as number)));
        }
      }
      const result = mannKendallOf(columns(x, y));
      expect(result.s).toBe(s);
      expect(mannKendallOf(shuffled(columns(x, y), round))).toEqual(result);
    }
  });

  it('turns its sign with the values and minds no change of scale', () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const y = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    const result = mannKendallOf(columns(x, y));
    const turned = mannKendallOf(
      columns(
        x,
        y.map((value) => -value),
      ),
    );
    const scaled = mannKendallOf(
      columns(
        x,
        y.map((value) => 100 * value - 7),
      ),
    );
    expect([turned.s, turned.z, turned.p]).toEqual([-result.s, -result.z, result.p]);
    expect(scaled).toEqual(result);
  });

  it('says nothing of equal values, of no point, and leaves out what is not a number', () => {
    expect(mannKendallOf(orderOf(2, 2, 2, 2, 2, 2))).toMatchObject({ s: 0, z: 0, p: 1, tau: null });
    expect(mannKendallOf([])).toEqual({ s: 0, variance: 0, z: 0, p: 1, tau: null, n: 0 });
    expect(mannKendallOf(orderOf(1, Number.NaN, 2, 3)).n).toBe(3);
  });
});
