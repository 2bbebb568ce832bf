import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/domain/random.ts';
import {
  compareMedians,
  compareRates,
  compareRatios,
  compareRatiosOfSums,
  type Difference,
} from '../../../src/metrics/statistics/comparison.ts';
import { fisherExact, newcombe } from '../../../src/metrics/statistics/rates.ts';
import { type RatioGroup, ratioGroup, sumTasks } from '../../../src/metrics/statistics/ratio.ts';
import { verdictOfOne } from '../../../src/metrics/statistics/verdict.ts';

const costs = (random: Random, n: number, median: number): Float64Array =>
  Float64Array.from({ length: n }, () => random.logNormal(median, 1.2));

const tasks = (random: Random, n: number, median: number): RatioGroup =>
  ratioGroup(
    {
      cost: costs(random, n, median),
      success: Uint8Array.from({ length: n }, () => (random.chance(0.7) ? 1 : 0)),
    },
    random.uint32(),
  );

const called = (difference: Difference): boolean =>
  ['better', 'worse'].includes(verdictOfOne(difference, { higherIsBetter: false }).verdict);

/** How often of 300 draws a comparison is called better or worse. */
function shareCalled(seed: number, draw: (random: Random, round: number) => Difference): number {
  const random = createRandom(seed);
  let count = 0;
  for (let round = 0; round < 300; round++) count += called(draw(random, round)) ? 1 : 0;
  return count / 300;
}

/** 5 % and two standard errors of 300 draws. */
const MOST_FALSE = 0.05 + 2 * Math.sqrt((0.05 * 0.95) / 300);

describe('rates', () => {
  it("have Newcombe's interval and Fisher's p", () => {
    const [a, b] = [
      { successes: 56, n: 70 },
      { successes: 48, n: 80 },
    ];
    expect(compareRates(a, b)).toEqual({
      n: 70,
      againstN: 80,
      difference: 56 / 70 - 48 / 80,
      ...newcombe(a, b),
      p: fisherExact(56, 14, 48, 32),
    });
  });

  it('say nothing where a group is empty', () => {
    expect(compareRates({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toMatchObject({
      difference: null,
      p: null,
    });
  });
});

describe('medians', () => {
  it('give the difference, an interval around it, and turn round with the groups', () => {
    const random = createRandom(1);
    const [a, b] = [costs(random, 31, 3_000).sort(), costs(random, 24, 1_000).sort()];
    const there = compareMedians(a, b);
    const back = compareMedians(b, a);
    expect(there.low as number).toBeLessThan(there.difference as number);
    expect(there.high as number).toBeGreaterThan(there.difference as number);
    expect(back.low).toBeCloseTo(-(there.high as number), 9);
    expect(back.p).toBeCloseTo(there.p as number, 9);
  });

  // Mood's median test: 8 of 10 and 2 of 10 lie above the common median; scipy 1.17.1, stats.fisher_exact([[8, 2], [2, 8]]).
  it('have the p of the median test', () => {
    const low = [1, 2, 3, 4, 5, 6, 7, 8, 31, 32];
    const high = [9, 10, 21, 22, 23, 24, 25, 26, 27, 28];
    expect(compareMedians(high, low).p).toBeCloseTo(0.023014137565221148, 9);
  });

  it.each([
    [5, 5],
    [7, 7],
    [7, 200],
    [21, 60],
  ])('of %d and %d tasks call at most 5 %% of noise different', (n, m) => {
    const share = shareCalled(n + m, (random) =>
      compareMedians(costs(random, n, 1_000).sort(), costs(random, m, 1_000).sort()),
    );
    expect(share).toBeLessThanOrEqual(MOST_FALSE);
  });
});

describe('costs per success', () => {
  it.each([
    [5, 40],
    [7, 7],
    [20, 20],
    [120, 150],
  ])('of %d and %d tasks call at most 5 %% of noise different', (n, m) => {
    const share = shareCalled(n * m, (random, round) =>
      compareRatios(tasks(random, n, 1_000), tasks(random, m, 1_000), round),
    );
    expect(share).toBeLessThanOrEqual(MOST_FALSE);
  });

  it('see a threefold cost of 60 tasks', () => {
    const share = shareCalled(3, (random, round) =>
      compareRatios(tasks(random, 60, 3_000), tasks(random, 60, 1_000), round),
    );
    expect(share).toBeGreaterThan(0.8);
  });

  it('say of sums what they say of the tasks, near enough', () => {
    const random = createRandom(8);
    const [a, b] = [tasks(random, 90, 1_300), tasks(random, 300, 1_000)];
    const drawn = compareRatios(a, b, 1);
    const summed = compareRatiosOfSums(sumTasks(a), sumTasks(b));
    expect(summed.difference).toBe(drawn.difference);
    expect(Math.abs((summed.p as number) - (drawn.p as number))).toBeLessThan(0.03);
    const width = (drawn.high as number) - (drawn.low as number);
    expect(Math.abs((summed.low as number) - (drawn.low as number)) / width).toBeLessThan(0.1);
  });

  it('of few tasks that lie far apart have a p small enough for a long table', () => {
    const random = createRandom(2);
    expect(compareRatios(tasks(random, 40, 20_000), tasks(random, 45, 1_000), 1).p).toBe(0.0005);
  });

  it('say nothing where a group has no success, and bound nothing where a resample may have none', () => {
    const none = ratioGroup({ cost: [1, 2, 3, 4, 5], success: [0, 0, 0, 0, 0] }, 1);
    const one = ratioGroup({ cost: [1, 2, 3, 4, 5], success: [0, 0, 0, 0, 1] }, 2);
    const all = ratioGroup({ cost: [1, 2, 3, 4, 5], success: [1, 1, 1, 1, 1] }, 3);
    expect(compareRatios(none, all, 1)).toMatchObject({ difference: null, p: null });
    expect(compareRatios(none, none, 1).p).toBeNull();
    expect(compareRatios(one, all, 1).high).toBeNull();
    expect(compareRatios(all, one, 1).low).toBeNull();
  });
});
