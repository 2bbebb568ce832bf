/** Figures of agentperf's own work (REQUIREMENTS.md R3.12). */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { sessionCondition, timedCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** From the event to our alert, ms, ascending: of alerts raised while the event happened, not when history was read. */
export function detectionLatencies(db: Connection, filter: ReportFilter): number[] {
  const { sql, values } = timedCondition(filter, 'a.opened_at');
  return prepared(
    db,
    `SELECT max(0, a.detected_at - a.opened_at) AS ms FROM alerts a LEFT JOIN sessions s USING (session_key)
       WHERE a.writer = 'agentperf' AND a.detected_at IS NOT NULL AND ${sql} ORDER BY ms`,
  )
    .pluck()
    .all(...values) as number[];
}

/** A session that says nothing for so long has ended, whatever its log says (DATA.md 4). */
const SILENT_MS = 2 * 3_600_000;

/** Main sessions that are over, and how many of them have their end in the log and lost no bytes. */
export function completeLogs(
  db: Connection,
  filter: ReportFilter,
  now: number,
): { readonly complete: number; readonly ended: number } {
  const { sql, values } = sessionCondition(filter);
  const isOver = `(s.end_status IS NOT NULL OR s.turn_state IN ('done', 'interrupted'))`;
  const hasGap = `EXISTS (SELECT 1 FROM session_files k JOIN files f USING (lineage) WHERE k.session_key = s.session_key AND f.gaps > 0)`;
  return prepared(
    db,
    `SELECT count(*) AS ended, count(*) FILTER (WHERE ${isOver} AND NOT ${hasGap}) AS complete FROM sessions s
       WHERE s.parent_id IS NULL AND s.first_at IS NOT NULL AND (${isOver} OR s.last_at <= ?) AND ${sql}`,
  ).get(now - SILENT_MS, ...values) as { complete: number; ended: number };
}
