/** The header of the screen: who is at work now, what today costs, how fast tokens go. */

import type { Connection } from '../db/open.ts';
import { openAlertCount } from '../db/queries/alerts.ts';
import { spendByBucket, tokensSince } from '../db/queries/sources.ts';
import { bucketOf } from '../db/rollups.ts';
import type { HeaderReport } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import { startOfDay } from '../domain/zoned-time.ts';
import type { Recent } from './recent.ts';
import { statusOfStored } from './session-reports.ts';

const HOUR_MS = 3_600_000;
/** The header counts sessions with a sign of life in this time. */
const HEADER_WINDOW_MS = 24 * HOUR_MS;

export function headerReport(
  db: Connection,
  recent: Recent,
  timezone: string,
  now: number,
  filter: ReportFilter,
): HeaderReport {
  const context = recent.context(now);
  const dayAgo = now - HEADER_WINDOW_MS;
  const sessions = recent.rows({ ...filter, since: Math.max(dayAgo, filter.since ?? dayAgo) });
  const counts = { working: 0, waiting: 0, idle: 0, ended: 0, unknown: 0, looping: 0, stalled: 0 };
  for (const session of sessions) {
    const { status, attention } = statusOfStored(session, context);
    counts[attention === 'looping' || attention === 'stalled' ? attention : status]++;
  }
  const { ended: _ended, ...shown } = counts;
  return {
    ...shown,
    alertsOpen: openAlertCount(db, filter, now),
    sessions: sessions.length,
    ...today(db, timezone, now, filter),
    tokensPerMinute: tokensSince(db, now - 60_000, filter),
  };
}

/** A window of a day or more cuts nothing off today, which may have 25 hours. */
function today(db: Connection, timezone: string, now: number, filter: ReportFilter) {
  const start = startOfDay(now, timezone);
  const since = filter.since !== null && filter.since > now - HEADER_WINDOW_MS ? filter.since : start;
  const spend = spendByBucket(db, {
    ...filter,
    since: Math.max(start, since),
    until: Math.min(now, filter.until ?? now),
  });
  const byHour: number[] = Array.from({ length: Math.floor((now - start) / HOUR_MS) + 1 }, () => 0);
  for (const row of spend) {
    const hour = Math.floor((row.bucket - bucketOf(start)) / 4);
    byHour[hour] = (byHour[hour] ?? 0) + row.cost;
  }
  const priced = spend.some((row) => row.priced > 0);
  return {
    todayCostUsdMicros: priced ? spend.reduce((sum, row) => sum + row.cost, 0) : null,
    todayUnpricedCalls: spend.reduce((sum, row) => sum + row.unpriced, 0),
    todayByHour: byHour,
  };
}
