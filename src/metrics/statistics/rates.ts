/** Statistics of shares: how sure a share is, given how few it was counted from. Pure. */

import type { Interval } from '../../domain/metric.ts';

/** 97.5th percentile of the standard normal distribution: two-sided 95 %. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval, 95 %, of the share `successes / n`, both ends in 0 to 1 (Wilson 1927; "method 3" of Newcombe 1998). Unlike
 * the textbook interval it is right for small n and shares near 0 and 1. Null for n = 0: nothing is known.
 */
export function wilson(successes: number, n: number): Interval | null {
  if (n <= 0) return null;
  const share = successes / n;
  const z2 = Z_95 * Z_95;
  const centre = share + z2 / (2 * n);
  const spread = Z_95 * Math.sqrt((share * (1 - share) + z2 / (4 * n)) / n);
  const scale = 1 + z2 / n;
  // At the ends the sums cancel to 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === n ? 1 : (centre + spread) / scale,
  };
}
