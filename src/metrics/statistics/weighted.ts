/** Whether a series of buckets of unequal size changes: a test in which each bucket weighs as its tasks. Pure. */

import type { TrendPoint } from '../../domain/metric.ts';
import { twoSidedP } from './special.ts';

/**
 * Two-sided p of the correlation of value and time, points weighted by their tasks; null where all points have equally many, which need no
 * weights. For rates this is the test of Cochran (Biometrics 10, 1954) and Armitage (Biometrics 11, 1955) with the spread between buckets in
 * place of the binomial one, in the normal form that keeps its level for few points: z = r √(points - 1).
 *
 * Ranks give a day with one task the voice of a day with fifty. Where an agent grows busier its early buckets scatter most, and
 * Mann-Kendall alone calls up to 8 % of such noise a trend.
 */
export function weightedTrendP(points: readonly TrendPoint[]): number | null {
  const n = points.length;
  if (n < 3 || points.every((point) => point.n === points[0]?.n)) return null;
  const weight = points.reduce((sum, point) => sum + point.n, 0);
  const meanAt = points.reduce((sum, point) => sum + point.n * (point.at - (points[0]?.at ?? 0)), 0) / weight;
  const mean = points.reduce((sum, point) => sum + point.n * point.value, 0) / weight;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const point of points) {
    const x = point.at - (points[0]?.at ?? 0) - meanAt;
    const y = point.value - mean;
    xx += point.n * x * x;
    yy += point.n * y * y;
    xy += point.n * x * y;
  }
  return xx > 0 && yy > 0 ? twoSidedP((xy / Math.sqrt(xx * yy)) * Math.sqrt(n - 1)) : 1;
}
