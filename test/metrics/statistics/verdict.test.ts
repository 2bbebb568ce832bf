import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../src/metrics/statistics/comparison.ts';
import { compareRates } from '../../../src/metrics/statistics/comparison.ts';
import { holm, verdictOfOne, verdictsOf, withheld } from '../../../src/metrics/statistics/verdict.ts';

const row = (some: Partial<Difference> = {}): Difference => ({
  n: 50,
  againstN: 60,
  difference: 0.3,
  low: 0.1,
  high: 0.5,
  p: 0.001,
  ...some,
});

const RATE = { higherIsBetter: true };

describe("Holm's correction", () => {
  // R 4, p.adjust(c(0.01, 0.02, 0.03, 0.04), "holm") and with the values out of order.
  it.each([
    [
      [0.01, 0.02, 0.03, 0.04],
      [0.04, 0.06, 0.06, 0.06],
    ],
    [
      [0.04, 0.005, 0.6],
      [0.08, 0.015, 0.6],
    ],
    [
      [null, 0.03, null],
      [null, 0.03, null],
    ],
    [
      [0.9, 0.8],
      [1, 1],
    ],
  ])('of %j', (values, expected) => {
    const adjusted = holm(values);
    for (const [i, p] of expected.entries()) {
      if (p === null) expect(adjusted[i]).toBeNull();
      else expect(adjusted[i]).toBeCloseTo(p, 12);
    }
  });
});

describe('verdicts', () => {
  it('call a difference that interval and p show, in words that know which way is better', () => {
    expect(verdictOfOne(row(), RATE)).toMatchObject({
      verdict: 'better',
      reason: { code: 'difference_shown' },
    });
    expect(verdictOfOne(row(), { higherIsBetter: false }).verdict).toBe('worse');
    expect(verdictOfOne(row({ difference: -0.3, low: -0.5, high: -0.1 }), RATE).verdict).toBe('worse');
    expect(verdictOfOne(row({ high: null }), RATE).verdict).toBe('better');
  });

  it.each([
    ['interval_contains_zero', row({ low: -0.1 })],
    ['interval_contains_zero', row({ low: null })],
    ['p_not_small', row({ p: 0.06 })],
  ])('show no difference for %s', (code, difference) => {
    expect(verdictOfOne(difference, RATE)).toMatchObject({
      verdict: 'no_difference_shown',
      reason: { code },
    });
  });

  it('need five tasks of each group', () => {
    const few = verdictOfOne(row({ n: 4 }), RATE);
    expect(few).toMatchObject({ verdict: 'insufficient_data', difference: null, low: null, high: null });
    expect(few.reason).toMatchObject({ code: 'too_few_tasks', n: 4, needed: 5, p: null });
    expect(verdictOfOne(row({ againstN: 4 }), RATE).verdict).toBe('insufficient_data');
    expect(verdictOfOne(row({ difference: null, low: null, high: null, p: null }), RATE).reason.code).toBe(
      'no_success',
    );
  });

  it('correct for the rows of a table, and count only those that can be judged', () => {
    const rows = [row({ p: 0.03 }), row({ p: 0.4 }), row({ p: 0.001 }), row({ n: 2, p: 0.0001 })];
    const verdicts = verdictsOf(rows, RATE);
    expect(verdicts.map(({ verdict, reason }) => [verdict, reason.code])).toEqual([
      ['no_difference_shown', 'not_after_holm'],
      ['no_difference_shown', 'p_not_small'],
      ['better', 'difference_shown'],
      ['insufficient_data', 'too_few_tasks'],
    ]);
    expect(verdicts[0]?.reason).toMatchObject({ p: 0.03, adjustedP: 0.06, comparisons: 3 });
  });

  it('keep the word of the strata where all tasks together tell another story, and say so', () => {
    const reversed = { ...row(), reversalMatters: true };
    expect(verdictOfOne(reversed, RATE)).toMatchObject({ verdict: 'better', reason: { code: 'reversal' } });
  });

  it('show no difference of equal groups and of 4 of 5 against 3 of 5', () => {
    expect(verdictOfOne(compareRates({ successes: 40, n: 50 }, { successes: 40, n: 50 }), RATE).verdict).toBe(
      'no_difference_shown',
    );
    expect(verdictOfOne(compareRates({ successes: 4, n: 5 }, { successes: 3, n: 5 }), RATE).verdict).toBe(
      'no_difference_shown',
    );
  });

  it('are withheld with a reason where the figures cannot be held against each other', () => {
    expect(withheld('different_logging', 10, 20)).toMatchObject({
      verdict: 'insufficient_data',
      reason: { code: 'different_logging', n: 10, againstN: 20 },
    });
  });
});
