import { describe, expect, it } from 'vitest';
import { binomialUpperTail, logGamma, normalUpperTail } from '../../../src/metrics/statistics/special.ts';

/** All expected figures: scipy 1.17.1 (special.gammaln, stats.norm, stats.binom). */
describe('special functions', () => {
  it.each([
    [0.5, 0.5723649429247001],
    [1, 0],
    [100.5, 361.43554046777757],
    [1e6, 12815504.569147611],
  ])('log gamma of %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * (1 + expected) * 10);
  });

  it.each([
    [-2, 0.9772498680518208],
    [0.5, 0.3085375387259869],
    [1.959963984540054, 0.025],
    [3.5, 0.00023262907903552504],
    [10, 7.619853024160525e-24],
  ])('normal tail above %d', (z, expected) => {
    expect(normalUpperTail(z) / expected).toBeCloseTo(1, 12);
  });

  it('adds up the binomial distribution', () => {
    const n = 12;
    const p = 0.3;
    const choose = (k: number): number => Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1));
    let tail = 0;
    for (let k = n; k >= 0; k--) {
      tail += choose(k) * p ** k * (1 - p) ** (n - k);
      expect(binomialUpperTail(n, p, k)).toBeCloseTo(tail, 12);
    }
    expect(binomialUpperTail(100_000, 0.4998, 50_000)).toBeCloseTo(0.4509232282935333, 8);
  });
});
