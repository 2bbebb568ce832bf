/** Points for the tests of rank statistics, sums for those of means. */

import { createRandom } from '../../../src/domain/random.ts';
import { type MannKendall, mannKendall } from '../../../src/metrics/statistics/mann-kendall.ts';
import { type Columns, rankPoints } from '../../../src/metrics/statistics/pairs.ts';
import type { PowerSums } from '../../../src/metrics/statistics/ratio.ts';
import { type TheilSen, theilSen } from '../../../src/metrics/statistics/theil-sen.ts';

export function columns(x: readonly number[], y: readonly number[]): Columns {
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** The same points in another order. */
export function shuffled(points: Columns, seed: number): Columns {
  const random = createRandom(seed);
  const keys = [...points.x.keys()].map((i) => ({ i, key: random.next() })).sort((a, b) => a.key - b.key);
  return {
    x: Float64Array.from(keys, ({ i }) => points.x[i] as number),
    y: Float64Array.from(keys, ({ i }) => points.y[i] as number),
  };
}

/** `n` points a minute apart, a little off, on a line of `slope` a minute in heavy-tailed noise. */
export function noisyLine(n: number, slope: number, seed: number): Columns {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, (_, i) => i + random.next() / 2);
  return { x, y: x.map((at) => slope * at + random.logNormal(100, 0.8)) };
}

type Points = Parameters<typeof rankPoints>[0];

/** Of points in any order. */
export const mannKendallOf = (points: Points): MannKendall => mannKendall(rankPoints(points));

/** Of points in any order. */
export const theilSenOf = (points: Points): TheilSen => theilSen(rankPoints(points));

export function powersOf(values: readonly number[]): PowerSums {
  const sumOf = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0);
  return { n: values.length, sum: sumOf(1), squares: sumOf(2), cubes: sumOf(3) };
}
