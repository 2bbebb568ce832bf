/** Alerts as reported, open ones first. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { AlertReport, ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, PROJECT_SQL, timedCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** A snoozed alert whose time is over is open again, unless it was resolved meanwhile. The first value bound is the time. */
const STATUS_SQL = `CASE WHEN a.status = 'snoozed' AND a.snoozed_until <= ? THEN iif(a.resolved_at IS NULL, 'open', 'resolved') ELSE a.status END`;

/** At most 500, open ones and the newest first. */
export function alerts(
  db: Connection,
  filter: ReportFilter,
  now: number,
  sessionKey: number | null = null,
): AlertReport[] {
  const rows = timedCondition(filter, 'a.last_at');
  const own = sessionKey === null ? '' : ' AND a.session_key = ?';
  const found = prepared(
    db,
    `SELECT a.alert_id AS alertId, a.type, a.severity,
         ${STATUS_SQL} AS status, s.session_id AS sessionId, s.harness, ${PROJECT_SQL} AS project,
         (SELECT task_id FROM task_names WHERE task_ref = coalesce(a.task_ref, (SELECT max(task_ref) FROM session_tasks WHERE session_key = a.session_key))) AS taskId,
         ${AGENT_SQL} AS agent, a.subject, a.evidence, a.recommendation, a.opened_at AS openedAt, a.resolved_at AS resolvedAt, a.detected_at AS detectedAt,
         CASE WHEN a.detected_at IS NULL THEN NULL ELSE max(0, a.detected_at - a.opened_at) END AS latencyMs, a.verdict, a.writer
       FROM alerts a LEFT JOIN sessions s USING (session_key) WHERE ${rows.sql}${own}
       ORDER BY a.resolved_at IS NOT NULL, a.opened_at DESC LIMIT 500`,
  ).all(now, ...rows.values, ...(sessionKey === null ? [] : [sessionKey])) as (Omit<
    AlertReport,
    'evidence'
  > & { evidence: string })[];
  return found.map((row) => ({
    ...row,
    evidence: JSON.parse(row.evidence) as Record<string, string | number>,
  }));
}

/** How many `alerts` of the same filter gives as open. */
export function openAlertCount(db: Connection, filter: ReportFilter, now: number): number {
  const rows = timedCondition(filter, 'a.last_at');
  return prepared(
    db,
    `SELECT count(*) FROM alerts a LEFT JOIN sessions s USING (session_key) 
       WHERE a.resolved_at IS NULL AND ${STATUS_SQL} = 'open' AND ${rows.sql}`,
  )
    .pluck()
    .get(now, ...rows.values) as number;
}

/** What users said of the alerts of each rule. Alerts of other programs say nothing of our rules. */
export function alertVerdicts(
  db: Connection,
  filter: ReportFilter,
): { type: string; real: number; notReal: number }[] {
  const rows = timedCondition(filter, 'a.last_at');
  return prepared(
    db,
    `SELECT a.type, count(*) FILTER (WHERE a.verdict = 'real') AS real, count(*) FILTER (WHERE a.verdict = 'not_real') AS notReal
       FROM alerts a LEFT JOIN sessions s USING (session_key)
       WHERE a.verdict IS NOT NULL AND a.writer = 'agentperf' AND ${rows.sql} GROUP BY a.type ORDER BY a.type`,
  ).all(...rows.values) as { type: string; real: number; notReal: number }[];
}

export interface OpenAlertRow {
  readonly type: string;
  readonly evidence: Readonly<Record<string, string | number>>;
  readonly openedAt: number;
}

/** Open alerts by session: type, subject, evidence, since when. */
export function openAlertsBySession(db: Connection, now: number): Map<number, OpenAlertRow[]> {
  const rows = prepared(
    db,
    `SELECT session_key AS sessionKey, type, evidence, opened_at AS openedAt FROM alerts
       WHERE resolved_at IS NULL AND session_key IS NOT NULL AND status IN ('open', 'acknowledged', 'snoozed') AND NOT (status = 'snoozed' AND snoozed_until > ?)`,
  ).all(now) as { sessionKey: number; type: string; evidence: string; openedAt: number }[];
  const found = new Map<number, OpenAlertRow[]>();
  for (const { sessionKey, type, evidence, openedAt } of rows) {
    getOrInsert(found, sessionKey, () => []).push({
      type,
      evidence: JSON.parse(evidence) as OpenAlertRow['evidence'],
      openedAt,
    });
  }
  return found;
}
