import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import {
  ratioInterval,
  ratioIntervalOfSums,
  resampleRatios,
  sumTasks,
  type TaskCosts,
} from '../../../src/metrics/statistics/ratio.ts';

function tasks(n: number, seed: number, sigma = 1, share = 0.7): TaskCosts {
  const random = createRandom(seed);
  return {
    cost: Float64Array.from({ length: n }, () => random.logNormal(200_000, sigma)),
    success: Uint8Array.from({ length: n }, () => (random.chance(share) ? 1 : 0)),
  };
}

describe('cost per success', () => {
  it('is all spending over successes, failures paid too', () => {
    const { value } = ratioInterval({ cost: [10, 20, 30, 40, 50], success: [1, 0, 0, 1, 1] }, 1);
    expect(value).toBe(50);
  });

  it('says the same for the same seed and holds the value between its ends', () => {
    const some = tasks(60, 1);
    const first = ratioInterval(some, 7);
    expect(ratioInterval(some, 7)).toEqual(first);
    expect(first.low).toBeLessThan(first.value as number);
    expect(first.high).toBeGreaterThan(first.value as number);
  });

  it('scales with the unit of cost', () => {
    const some = tasks(60, 2);
    const plain = ratioInterval(some, 7);
    const scaled = ratioInterval({ ...some, cost: Float64Array.from(some.cost, (cost) => cost * 4) }, 7);
    expect(scaled.low).toBeCloseTo(4 * (plain.low as number), 3);
    expect(scaled.high).toBeCloseTo(4 * (plain.high as number), 3);
  });

  // Heavy tails, rare successes and common ones; 20,000 resamples leave the brute ends an error near 1 % of the interval's width.
  it.each([
    [101, 0.8, 0.6],
    [201, 1, 0.7],
    [400, 1.3, 0.5],
    [1_000, 1.5, 0.6],
    [1_500, 0.8, 0.1],
    [1_500, 1.2, 0.95],
    [1_500, 1.5, 1],
  ])('of %d tasks (sigma %d, success %d) from moments is what 20,000 resamples find', (n, sigma, share) => {
    const some = tasks(n, n + sigma, sigma, share);
    const brute = resampleRatios(some, 3, 20_000);
    const low = brute[499] as number;
    const high = brute[19_499] as number;
    const moments = ratioInterval(some, 5);
    const width = high - low;
    expect(Math.abs((moments.low as number) - low) / width).toBeLessThan(0.04);
    expect(Math.abs((moments.high as number) - high) / width).toBeLessThan(0.04);
    expect(ratioIntervalOfSums(sumTasks(some))).toEqual(moments);
  });

  it('narrows with the root of the tasks', () => {
    const width = (n: number): number => {
      const { low, high } = ratioInterval(tasks(n, 4, 0.6), 1) as { low: number; high: number };
      return high - low;
    };
    expect(width(40_000) / width(10_000)).toBeCloseTo(0.5, 1);
  });

  it('has no upper end where a resample may hold no success, and no value without one', () => {
    expect(ratioInterval({ cost: [1, 2, 3, 4, 5, 6], success: [0, 0, 0, 0, 0, 1] }, 1).high).toBeNull();
    expect(ratioInterval({ cost: [1, 2, 3], success: [0, 0, 0] }, 1)).toEqual({
      value: null,
      low: null,
      high: null,
    });
    expect(
      ratioIntervalOfSums({ ...sumTasks(tasks(1_000, 1)), successes: 1, sumCostSuccess: 5 }).high,
    ).toBeNull();
    expect(ratioInterval({ cost: [], success: [] }, 1).value).toBeNull();
  });
});
