import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../src/domain/random.ts';
import { meanInterval, meanOf, shareTally, tallyOf } from '../../src/metrics/bounded-mean.ts';
import { wilson } from '../../src/metrics/statistics/rates.ts';

describe('the interval of a mean of values from 0 to 1', () => {
  it.each([
    [0, 5],
    [3, 5],
    [17, 20],
    [20, 20],
  ])("is Wilson's for ones and zeros: %d of %d", (successes, n) => {
    const interval = meanInterval(shareTally(successes, n));
    const published = wilson(successes, n);
    expect(interval?.low).toBeCloseTo(published?.low as number, 12);
    expect(interval?.high).toBeCloseTo(published?.high as number, 12);
  });

  // By hand: mean 0.6, scatter 0.1, largest 0.24; share (0.1 + 0.24) / 4 / 0.24 = 0.3541667, so 5 values tell as much as 14.1176.
  it('is narrower where the values scatter less', () => {
    const interval = meanInterval(tallyOf([0.4, 0.5, 0.6, 0.7, 0.8]));
    const asShares = wilson(0.6 * 14.117647, 14.117647);
    expect(interval?.low).toBeCloseTo(asShares?.low as number, 6);
    expect(interval?.high).toBeCloseTo(asShares?.high as number, 6);
    expect(interval?.low).toBeCloseTo(0.351, 4);
    expect(interval?.high).toBeCloseTo(0.8062, 4);
  });

  it('has a width even where all values are equal, and less of it the more there are', () => {
    const width = (n: number): number => {
      const interval = meanInterval(tallyOf(Array.from({ length: n }, () => 0.8)));
      return (interval?.high as number) - (interval?.low as number);
    };
    expect(width(5)).toBeGreaterThan(0.2);
    expect(width(50)).toBeLessThan(0.05);
    expect(width(50)).toBeGreaterThan(0);
  });

  it('stays within 0 and 1 where the formula cancels', () => {
    const interval = meanInterval(tallyOf([0, 0, 0, 0, 0, 0, 2.4203930526562846e-11, 0]));
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeLessThan(0.5);
  });

  it('knows nothing of nothing', () => {
    expect(meanInterval(tallyOf([]))).toBeNull();
    expect(meanOf(tallyOf([]))).toBeNull();
  });
});

/** Distributions with their true means. */
const SHAPES: readonly (readonly [string, number, (random: () => number) => number])[] = [
  ['ones and zeros', 0.9, (random) => (random() < 0.9 ? 1 : 0)],
  ['even', 0.5, (random) => random()],
  ['quarters', 0.625, (random) => (1 + Math.floor(random() * 4)) / 4],
  ['near the top', 0.95, (random) => 1 - 0.1 * random()],
];

test.each(SHAPES)('of %s the true mean lies in the interval 95 times in 100', (_, mean, draw) => {
  const random = createRandom(7).next;
  for (const n of [12, 50]) {
    let inside = 0;
    for (let round = 0; round < 1000; round++) {
      const { low, high } = meanInterval(tallyOf(Array.from({ length: n }, () => draw(random)))) as {
        low: number;
        high: number;
      };
      if (low <= mean && mean <= high) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(940);
  }
});

test('the interval lies in 0 to 1 and holds the mean, whatever the values', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
      const tally = tallyOf(values);
      const interval = meanInterval(tally);
      const mean = meanOf(tally) as number;
      expect(interval?.low).toBeGreaterThanOrEqual(0);
      expect(interval?.high).toBeLessThanOrEqual(1);
      expect(interval?.low).toBeLessThanOrEqual(mean + 1e-12);
      expect(interval?.high).toBeGreaterThanOrEqual(mean - 1e-12);
    }),
  );
});
