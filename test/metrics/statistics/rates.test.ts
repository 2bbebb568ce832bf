import { describe, expect, it } from 'vitest';
import { wilson } from '../../../src/metrics/statistics/rates.ts';

describe("Wilson's interval", () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is as published', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('mirrors: failures have the interval of successes turned round', () => {
    const successes = wilson(1, 29);
    const failures = wilson(28, 29);
    expect(failures?.low).toBeCloseTo(1 - (successes?.high as number), 12);
    expect(failures?.high).toBeCloseTo(1 - (successes?.low as number), 12);
  });

  it('reaches 0 and 1 exactly at the ends, and nothing beyond', () => {
    expect(wilson(0, 5)?.low).toBe(0);
    expect(wilson(5, 5)?.high).toBe(1);
    expect(wilson(5, 5)?.low).toBeGreaterThan(0.5);
  });

  it('knows nothing of nothing', () => {
    expect(wilson(0, 0)).toBeNull();
  });
});
