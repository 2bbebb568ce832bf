/** Whether a metric changes over a window: the trend strategy (R1.9) and its first implementation, Theil-Sen with Mann-Kendall. Pure. */

import type { Trend, TrendPoint, TrendVerdict } from '../../domain/metric.ts';
import type { StrategySettings } from '../../domain/strategy-settings.ts';
import { FEWEST_POINTS } from './cell.ts';
import { mannKendall } from './mann-kendall.ts';
import { type Columns, rankPoints } from './pairs.ts';
import { quantile } from './quantiles.ts';
import { theilSen } from './theil-sen.ts';
import { weightedTrendP } from './weighted.ts';

interface TrendInput {
  /** Days or weeks for rates, tasks for averages and medians; in any order. */
  readonly points: readonly TrendPoint[];
  readonly windowDays: number;
  /** False for costs and durations: a falling slope improves them. Null where neither direction is better. */
  readonly higherIsBetter: boolean | null;
}

/** Judges one series. Alternatives are described in docs/strategies.md. */
export type TrendDetectionStrategy = (input: TrendInput) => Trend;

const DAY_MS = 86_400_000;

/**
 * The first trend strategy: a slope by Theil and Sen on the real dates. `improving` or `declining` (`rising` or `falling` where neither is better) takes three things: the change over the
 * window passes the threshold, the slope's interval excludes 0, and p is below alpha: Mann and Kendall's, and for buckets of unequal size that
 * of `weightedTrendP` too, the larger of the two. The threshold alone calls 72 to 88 % of pure noise changing (STATISTICS.md). Of five points, the fewest R1.9 allows, only a series without one step back reaches 0.05.
 */
export function theilSenTrend({ threshold, alpha }: StrategySettings['trend']): TrendDetectionStrategy {
  return ({ points, windowDays, higherIsBetter }) => {
    const ranked = rankPoints(columnsOf(points));
    const n = ranked.x.length;
    const { slope, low, high } = theilSen(ranked);
    if (n < FEWEST_POINTS || slope === null) return insufficient(windowDays, n, points);
    const p = Math.max(mannKendall(ranked).p, weightedTrendP(points) ?? 0);
    const shown = p < alpha && ((low !== null && low > 0) || (high !== null && high < 0));
    const large = passes(slope * windowDays, quantile(ranked.sorted, 0.5) ?? 0, threshold);
    const verdict = shown && large ? wordOf(slope, higherIsBetter) : 'stable';
    return { windowDays, verdict, slopePerDay: slope, low, high, p, n, points };
  };
}

/** Days since the oldest point, because milliseconds since 1970 would cost the slope its digits. Loops: there may be 100,000 points. */
function columnsOf(points: readonly TrendPoint[]): Columns {
  const n = points.length;
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  let oldest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const { at, value } = points[i] as TrendPoint;
    x[i] = at;
    y[i] = value;
    if (at < oldest) oldest = at;
  }
  for (let i = 0; i < n; i++) x[i] = ((x[i] as number) - oldest) / DAY_MS;
  return { x, y };
}

function insufficient(windowDays: number, n: number, points: readonly TrendPoint[]): Trend {
  return {
    windowDays,
    verdict: 'insufficient_data',
    slopePerDay: null,
    low: null,
    high: null,
    p: null,
    n,
    points,
  };
}

/** Any change of a series whose median is 0 is infinitely large beside it. */
function passes(change: number, median: number, threshold: number): boolean {
  return change !== 0 && Math.abs(change) >= threshold * Math.abs(median);
}

function wordOf(slope: number, higherIsBetter: boolean | null): TrendVerdict {
  if (higherIsBetter === null) return slope > 0 ? 'rising' : 'falling';
  return slope > 0 === higherIsBetter ? 'improving' : 'declining';
}
