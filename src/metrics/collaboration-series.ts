/** Collaboration over stretches of time: the score of the points that lie in each. Pure. */

import type { CollaborationTelemetry } from '../domain/collaboration.ts';
import type { Score } from '../domain/performance.ts';
import type { MetricSeries } from './statistics/window.ts';
import type { Strategies } from './strategies.ts';

/** Of the points from `since` to `until`, epoch ms, inclusive; null = no bound. */
export function collaborationBetween(
  { points, ...rest }: CollaborationTelemetry,
  { collaboration }: Pick<Strategies, 'collaboration'>,
  since: number | null,
  until: number | null,
): Score {
  const from = since ?? Number.NEGATIVE_INFINITY;
  const to = until ?? Number.POSITIVE_INFINITY;
  return collaboration({ ...rest, points: points.filter(({ at }) => at >= from && at <= to) });
}

export function collaborationSeries(
  telemetry: CollaborationTelemetry,
  strategies: Pick<Strategies, 'collaboration'>,
): MetricSeries {
  const cell = (from: number, to: number) => collaborationBetween(telemetry, strategies, from, to - 1).cell;
  return { higherIsBetter: true, cell, value: cell };
}
