/** What changed within one window: versions of harnesses and models that came into use. */

import { hasSessionBefore, modelUses, versionUses } from '../db/queries/trend-sessions.ts';
import type { TrendMarker } from '../domain/trends.ts';
import type { MetricWindow } from '../metrics/statistics/window.ts';
import { trendMarkers } from '../metrics/trend-markers.ts';
import type { Question } from './trends.ts';

export function windowMarkers(
  { db, filter, timezone, days, sessions }: Question,
  { from, to }: Pick<MetricWindow, 'from' | 'to'>,
): TrendMarker[] {
  const within = { ...filter, since: from, until: Math.min(filter.until, to - 1) };
  const span = [days.dayOf(within.since), days.dayOf(within.until)] as const;
  const versions = versionUses(db, within, sessions(null)).map((use) => ({
    kind: 'harness_version' as const,
    ...use,
  }));
  const models = modelUses(db, filter, timezone, span).map((use) => ({
    ...{ kind: 'model' as const, ...use },
    at: days.startOf(use.at),
  }));
  return trendMarkers([...versions, ...models], !hasSessionBefore(db, filter, from));
}
