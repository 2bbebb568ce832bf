import { describe, expect, it } from 'vitest';
import { fisherExact, newcombe, wilson } from '../../../src/metrics/statistics/rates.ts';

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

  it('narrows as more tasks show the same share', () => {
    const widths = [5, 10, 50, 100, 1_000].map((n) => {
      const { low, high } = wilson(n * 0.6, n) as { low: number; high: number };
      return high - low;
    });
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  });

  it('knows nothing of nothing', () => {
    expect(wilson(0, 0)).toBeNull();
  });
});

describe("Newcombe's interval of a difference", () => {
  // R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %d/%d less %d/%d is as published', (a, n, b, m, low, high) => {
    const interval = newcombe({ successes: a, n }, { successes: b, n: m });
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('turns round when the groups change places', () => {
    const there = newcombe({ successes: 17, n: 40 }, { successes: 9, n: 12 });
    const back = newcombe({ successes: 9, n: 12 }, { successes: 17, n: 40 });
    expect(there?.low).toBeCloseTo(-(back?.high as number), 12);
    expect(there?.high).toBeCloseTo(-(back?.low as number), 12);
  });

  it('knows nothing where one group is empty', () => {
    expect(newcombe({ successes: 0, n: 0 }, { successes: 3, n: 4 })).toBeNull();
  });
});

describe("Fisher's exact test", () => {
  it.each([
    // R. A. Fisher, The Design of Experiments (1935): the lady tasting tea, 34 of 70 tables.
    [[3, 1, 1, 3], 34 / 70],
    // R. A. Fisher, Statistical Methods for Research Workers: convictions of twins of criminals; p as R's fisher.test prints it.
    [[2, 15, 10, 3], 0.0005367241],
    // scipy 1.17.1, stats.fisher_exact.
    [[8, 2, 1, 5], 0.03496503496503495],
    [[0, 5, 5, 0], 0.007936507936507936],
    [[30, 70, 45, 55], 0.040534006514982644],
  ] as const)('of %j', ([a, b, c, d], p) => {
    expect(fisherExact(a, b, c, d)).toBeCloseTo(p, 9);
  });

  it('is the sum over all tables at most as likely, counted one by one', () => {
    for (let a = 0; a <= 9; a++) {
      for (let c = 0; c <= 7; c++)
        expect(fisherExact(a, 9 - a, c, 7 - c)).toBeCloseTo(bruteFisher(a, 9 - a, c, 7 - c), 10);
    }
  });

  it('stands a million tasks and does not care which way the table is turned', () => {
    const p = fisherExact(300_000, 200_000, 299_000, 201_000);
    expect(p).toBeGreaterThan(0.03);
    expect(p).toBeLessThan(0.05);
    expect(fisherExact(299_000, 201_000, 300_000, 200_000)).toBeCloseTo(p, 6);
    expect(fisherExact(200_000, 300_000, 201_000, 299_000)).toBeCloseTo(p, 6);
  });

  it('says 1 where the margins leave one table', () => {
    expect(fisherExact(5, 0, 7, 0)).toBe(1);
    expect(fisherExact(0, 0, 0, 0)).toBe(1);
  });
});

function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
}

function bruteFisher(a: number, b: number, c: number, d: number): number {
  const column = a + c;
  const ways = (x: number): number =>
    x < 0 || x > column ? 0 : choose(a + b, x) * choose(c + d, column - x);
  const tables = Array.from({ length: a + b + 1 }, (_, x) => ways(x));
  const all = tables.reduce((sum, one) => sum + one, 0);
  return tables.filter((one) => one <= ways(a) * (1 + 1e-9)).reduce((sum, one) => sum + one, 0) / all;
}
