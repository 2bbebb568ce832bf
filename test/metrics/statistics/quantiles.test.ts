import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import { medianInterval, medianRanks, quantile } from '../../../src/metrics/statistics/quantiles.ts';

const sample = (seed: number, n: number): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: n }, () => random.logNormal(1_000, 1)).sort();
};

/** The bootstrap as written in textbooks: draw n of n, take the median, many times. */
function bruteMedianRanks(n: number, seed: number): { readonly low: number; readonly high: number } {
  const random = createRandom(seed);
  const resamples = n > 100 ? 4_000 : 20_000;
  const middles = Float64Array.from({ length: resamples }, () => {
    const drawn = Float64Array.from({ length: n }, () => random.int(0, n - 1)).sort();
    return quantile(drawn, 0.5) as number;
  }).sort();
  return { low: middles[resamples * 0.025] as number, high: middles[resamples * 0.975 - 1] as number };
}

describe('quantile', () => {
  // NumPy 2.4.6, numpy.quantile, whose default is type 7.
  it.each([
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4, 5, 6], 0.9, 5.5],
    [[15, 20, 35, 40, 50], 0.4, 29],
    [[3], 0.9, 3],
  ])('of %j at %d', (values, q, expected) => {
    expect(quantile(values, q)).toBeCloseTo(expected, 12);
  });

  it('knows nothing of nothing', () => {
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('interval of the median', () => {
  it.each([5, 6, 7, 8, 9, 12, 25, 30, 101, 200])('of %d values is what a brute bootstrap finds', (n) => {
    const exact = medianRanks(n) as { low: number; high: number };
    const brute = bruteMedianRanks(n, n);
    // Even n: the bootstrap's median is halfway between neighbours, ours the outer one of them.
    const slack = n % 2 === 0 ? 0.5 : 0;
    expect(brute.low - exact.low).toBeGreaterThanOrEqual(n > 100 ? -1 : 0);
    expect(brute.low - exact.low).toBeLessThanOrEqual(slack + (n > 100 ? 1 : 0));
    expect(exact.high - brute.high).toBeGreaterThanOrEqual(n > 100 ? -1 : 0);
    expect(exact.high - brute.high).toBeLessThanOrEqual(slack + (n > 100 ? 1 : 0));
  });

  it('moves and grows with the values', () => {
    const values = sample(3, 40);
    const { low, high } = medianInterval(values) as { low: number; high: number };
    const moved = medianInterval(values.map((value) => 3 * value + 7));
    expect(moved?.low).toBeCloseTo(3 * low + 7, 6);
    expect(moved?.high).toBeCloseTo(3 * high + 7, 6);
  });

  it('spans fewer of the ranks the more values there are', () => {
    const shares = [9, 99, 999, 9_999, 1_000_000].map((n) => {
      const { low, high } = medianRanks(n) as { low: number; high: number };
      return (high - low) / n;
    });
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    // 1.96 standard deviations of a rank, which is near sqrt(n) / 2, to either side.
    expect(shares.at(-1)).toBeCloseTo(1.96 / 1_000, 5);
  });

  it('knows nothing of nothing, and one value only itself', () => {
    expect(medianInterval([])).toBeNull();
    expect(medianInterval([4])).toEqual({ low: 4, high: 4 });
  });
});
