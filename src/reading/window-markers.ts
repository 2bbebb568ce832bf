/** What changed within one window: versions of harnesses, texts of instructions and models that came into use. */

import { firstUses, hasSessionBefore, modelUses, type UsedBySessions } from '../db/queries/trend-sessions.ts';
import type { TrendMarker } from '../domain/trends.ts';
import type { MetricWindow } from '../metrics/statistics/window.ts';
import { trendMarkers } from '../metrics/trend-markers.ts';
import type { Question } from './trends.ts';

const KINDS = ['harness_version', 'instructions'] as const satisfies readonly UsedBySessions[];

export function windowMarkers(
  { db, filter, timezone, days, sessions }: Question,
  { from, to }: Pick<MetricWindow, 'from' | 'to'>,
): TrendMarker[] {
  const within = { ...filter, since: from, until: Math.min(filter.until, to - 1) };
  const span = [days.dayOf(within.since), days.dayOf(within.until)] as const;
  const bySessions = KINDS.flatMap((kind) =>
    firstUses(db, kind, within, sessions(null)).map((use) => ({ kind, ...use })),
  );
  const models = modelUses(db, filter, timezone, span).map((use) => ({
    ...{ kind: 'model' as const, ...use },
    at: days.startOf(use.at),
  }));
  return trendMarkers([...bySessions, ...models], !hasSessionBefore(db, filter, from));
}
