/** Theil and Sen's slope: the median of the slopes of all pairs of points, with its rank interval. Pure. */

import { criticalS, varianceOfS } from './mann-kendall.ts';
import type { RankedPoints } from './pairs.ts';
import { type Slopes, slopesOf } from './slopes.ts';
import { Z_95 } from './special.ts';

export interface TheilSen {
  /** Unit of y per unit of x; null when no two points differ in x. */
  readonly slope: number | null;
  /** Ends of the 95 % interval; null where so few points cannot bound it. */
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/**
 * Theil-Sen slope of points (P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1968;
 * Gilbert 1987, section 16.5). The interval inverts the Mann-Kendall test, ties and continuity as there, exact for up to 10 points
 * without ties: it excludes 0 only where that test is below 0.05 (Hollander and Wolfe, Nonparametric Statistical Methods, 1999, section 9.3).
 *
 * Exact for up to 2,000 points. Above, 100,000 pairs (or one for each point) are drawn with a fixed seed from the points in order, and the
 * interval is widened by the error of the draw: by a tenth at 10,000 points, by four fifths at 100,000, where it is narrow anyway.
 */
export function theilSen(points: RankedPoints): TheilSen {
  const { x, tiesX, tiesY } = points;
  const n = x.length;
  const pairs = (n * (n - 1)) / 2 - tiesX.pairs;
  if (pairs === 0) return { slope: null, low: null, high: null, n };
  const untied = tiesX.pairs + tiesY.pairs === 0;
  const critical = criticalS(n, varianceOfS(n, tiesX, tiesY), Z_95, untied);
  return { ...slopeAndEnds(slopesOf(points, pairs), pairs, critical), n };
}

function slopeAndEnds(slopes: Slopes, pairs: number, critical: number | null): Omit<TheilSen, 'n'> {
  const { count } = slopes;
  const reach =
    critical === null ? Number.POSITIVE_INFINITY : Math.hypot((critical / pairs) * count, slopes.error);
  // A slope b is rejected when |slopes above - slopes below| reaches the critical value: that many are cut at either end, less one.
  const cut = Math.floor((count - reach) / 2);
  const middle = [Math.floor((count - 1) / 2), Math.floor(count / 2)] as const;
  const at = slopes.select([...middle, ...(cut >= 0 ? [cut, count - 1 - cut] : [])]);
  const value = (rank: number): number => at.get(rank) as number;
  return {
    slope: (value(middle[0]) + value(middle[1])) / 2,
    low: cut >= 0 ? value(cut) : null,
    high: cut >= 0 ? value(count - 1 - cut) : null,
  };
}
