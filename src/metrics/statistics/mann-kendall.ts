/** Mann and Kendall's test for a trend: whether later values tend to be higher. Pure. */

import type { Columns, RankedPoints, Ties } from './pairs.ts';
import { twoSidedP } from './special.ts';

export interface MannKendall {
  /** Pairs that rise minus pairs that fall. */
  readonly s: number;
  /** Of `s` when nothing changes, corrected for ties in time and in value. */
  readonly variance: number;
  /** Standard normal statistic, continuity corrected; 0 when the variance is 0. */
  readonly z: number;
  /** Two-sided; 1 when nothing can be said. */
  readonly p: number;
  /** Kendall's tau-b, -1 to 1; null when all times or all values are equal. */
  readonly tau: number | null;
  readonly n: number;
}

/** Up to here, and without ties, p is exact. */
const MOST_EXACT = 10;

/**
 * Mann-Kendall test of points (Mann 1945; Kendall, Rank Correlation Methods, 1975; R. O. Gilbert, Statistical Methods for
 * Environmental Pollution Monitoring, 1987, section 16.4). p is exact for up to 10 points without ties, otherwise normal with continuity
 * correction and the variance of ties in both columns. O(n log n).
 */
export function mannKendall({ x, y, tiesX, tiesY, falling }: RankedPoints): MannKendall {
  const n = x.length;
  // Pairs at one time stand in rising order of value and are no inversions; nor are pairs of one value.
  const pairs = (n * (n - 1)) / 2;
  const comparable = pairs - tiesX.pairs - tiesY.pairs + tiesInBoth({ x, y });
  const s = comparable - 2 * falling;
  const variance = varianceOfS(n, tiesX, tiesY);
  const z = variance > 0 && s !== 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0;
  const untied = tiesX.pairs === 0 && tiesY.pairs === 0;
  const p = untied && n <= MOST_EXACT ? exactP(n, Math.abs(s)) : twoSidedP(z);
  const scale = Math.sqrt((pairs - tiesX.pairs) * (pairs - tiesY.pairs));
  return { s, variance, z, p, tau: scale > 0 ? s / scale : null, n };
}

/** Pairs equal in both columns, which are sorted by x, then y. */
function tiesInBoth({ x, y }: Columns): number {
  let pairs = 0;
  let size = 1;
  for (let i = 1; i < x.length; i++) {
    size = x[i] === x[i - 1] && y[i] === y[i - 1] ? size + 1 : 1;
    pairs += size - 1;
  }
  return pairs;
}

/** Variance of S without trend, ties in both columns (Kendall 1975, section 4.3; Gilbert 1987, equation 17.4). */
export function varianceOfS(n: number, x: Ties, y: Ties): number {
  if (n < 2) return 0;
  const base = (n * (n - 1) * (2 * n + 5) - x.cubic - y.cubic) / 18;
  const triples = n > 2 ? (x.triples * y.triples) / (9 * n * (n - 1) * (n - 2)) : 0;
  return base + triples + (2 * x.pairs * y.pairs) / (n * (n - 1));
}

/** Orders of n different values by their number of falling pairs (Kendall's recurrence). */
function ordersByInversions(n: number): number[] {
  let counts = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(counts.length + size - 1).fill(0);
    for (const [inversions, count] of counts.entries()) {
      for (let more = 0; more < size; more++)
        next[inversions + more] = (next[inversions + more] as number) + count;
    }
    counts = next;
  }
  return counts;
}

/** P(|S| >= s) over all orders of n different values, each as likely as another. */
function exactP(n: number, s: number): number {
  const pairs = (n * (n - 1)) / 2;
  let extreme = 0;
  let all = 0;
  for (const [inversions, count] of ordersByInversions(n).entries()) {
    all += count;
    if (Math.abs(pairs - 2 * inversions) >= s) extreme += count;
  }
  return extreme / all;
}

/**
 * The smallest s with P(|S| >= s) <= alpha, which a rank interval at 1 - alpha is cut at; null where even the most extreme order is
 * likelier than alpha. Exact under the conditions of `mannKendall`, otherwise normal with the same continuity correction.
 */
export function criticalS(n: number, variance: number, z: number, untied: boolean): number | null {
  const pairs = (n * (n - 1)) / 2;
  if (!untied || n > MOST_EXACT) return z * Math.sqrt(variance) + 1;
  const alpha = twoSidedP(z);
  for (let s = pairs % 2; s <= pairs; s += 2) {
    if (exactP(n, s) <= alpha) return s;
  }
  return null;
}
