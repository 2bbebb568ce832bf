import { describe, expect, it } from 'vitest';
import { simulateFleet, steady } from '../../bench/stats/fleet.ts';
import { ARRAYS, type Judge } from '../../bench/stats/judge.ts';
import { scoresOf, together } from '../../bench/stats/score.ts';
import type { Trend } from '../../src/domain/metric.ts';

/** The short form of `npm run bench:stats`: fewer seeds, bounds as much wider as that makes the shares uncertain. */
const SEEDS = 20;

const share = (counts: Parameters<typeof together>[0]): number => {
  const { asked, claimed } = together(counts, 'all');
  return claimed / asked;
};

/** What R1.9 must not be: a slope over a threshold, without asking how sure it is. */
const bySlopeAlone = ({ slopePerDay, windowDays, ...trend }: Trend): Trend => {
  const large = Math.abs((slopePerDay ?? 0) * windowDays) > 0.1 * Math.abs(trend.points[0]?.value ?? 0);
  const called = trend.verdict === 'stable' && large ? 'improving' : trend.verdict;
  return { ...trend, slopePerDay, windowDays, verdict: called };
};

describe('statistics over a simulated fleet of known truth', () => {
  const { truths, noise } = scoresOf(ARRAYS, SEEDS);

  it.each(truths)('$name: seen', ({ right, seeds }) => {
    expect(right).toBeGreaterThanOrEqual(0.85 * seeds);
  });

  it('sees nearly all truths together', () => {
    const right = truths.reduce((sum, truth) => sum + truth.right, 0);
    expect(right / (SEEDS * truths.length)).toBeGreaterThanOrEqual(0.95);
  });

  it('calls at most 5 % of noise a trend or a difference', () => {
    expect(share(noise.filter(({ name }) => name.startsWith('trend')))).toBeLessThanOrEqual(0.055);
    expect(share(noise.filter(({ name }) => !name.startsWith('trend')))).toBeLessThanOrEqual(0.065);
  });

  it('would catch a method that goes by the slope alone', () => {
    const broken: Judge = {
      ...ARRAYS,
      trends: (tasks, metric) => ARRAYS.trends(tasks, metric).map(bySlopeAlone),
    };
    const trends = scoresOf(broken, 2).noise.filter(({ name }) => name.startsWith('trend'));
    expect(share(trends)).toBeGreaterThan(0.3);
  });
});

describe('the simulated fleet', () => {
  it('is the same for the same seed, another for another', () => {
    const plans = [steady('a')];
    expect(simulateFleet(plans, 10, 1)).toEqual(simulateFleet(plans, 10, 1));
    expect(simulateFleet(plans, 10, 1)).not.toEqual(simulateFleet(plans, 10, 2));
  });
});
