/** Totals, models and errors over a filter. */

import type { SkipReason } from '../../domain/event.ts';
import type { ErrorReport, ModelReport, ReportFilter, TotalsReport } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { rollupCondition, sessionCondition, timedCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { costOf, reportedCostOf, SUM_SQL, type SumRow, tokenSums } from './sums.ts';

const ROLLUPS = `rollups r JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id)`;

export function totals(db: Connection, filter: ReportFilter): TotalsReport {
  const rows = rollupCondition(filter);
  const sums = prepared(
    db,
    `SELECT ${SUM_SQL} FROM rollups r LEFT JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id) WHERE ${rows.sql}`,
  ).get(...rows.values) as SumRow;
  const held = sessionCondition(filter);
  const counted = prepared(
    db,
    `SELECT count(*) FILTER (WHERE s.parent_id IS NULL) AS main, count(*) FILTER (WHERE s.parent_id IS NOT NULL) AS sub
       FROM sessions s WHERE s.first_at IS NOT NULL AND ${held.sql}`,
  ).get(...held.values) as { main: number; sub: number };
  const skippedByReason = skipped(db, filter);
  return {
    sessions: counted.main,
    subagentSessions: counted.sub,
    events: sums.events,
    modelCalls: sums.model_calls,
    toolCalls: sums.tool_calls,
    toolErrors: sums.tool_errors,
    errors: sums.errors,
    compactions: sums.compactions,
    tokens: tokenSums(sums),
    costUsdMicros: costOf(sums),
    reportedCostUsdMicros: reportedCostOf(sums),
    unpricedCalls: sums.unpriced_calls,
    skipped: [...skippedByReason.values()].reduce((sum, count) => sum + count, 0),
    skippedByReason,
    clampedFields: sums.clamped_fields,
  };
}

/** Skipped lines belong to files, not to sessions: of all filters only the source narrows them. */
function skipped(db: Connection, filter: ReportFilter): Map<SkipReason, number> {
  const marks = filter.sources.map(() => '?').join(', ');
  const where =
    filter.sources.length === 0 ? '1' : `lineage IN (SELECT lineage FROM files WHERE source IN (${marks}))`;
  const rows = prepared(
    db,
    `SELECT reason, count(*) AS count FROM skipped WHERE ${where} GROUP BY reason ORDER BY reason`,
  ).all(...filter.sources) as { reason: SkipReason; count: number }[];
  return new Map(rows.map((row) => [row.reason, row.count]));
}

/** Models of a session, dearest first. */
export function modelsOf(db: Connection, sessionKey: number): ModelReport[] {
  const found = prepared(
    db,
    `SELECT m.canonical, m.provider, s.harness, group_concat(DISTINCT m.name) AS names, count(DISTINCT r.session_key) AS sessions, ${SUM_SQL}
       FROM ${ROLLUPS} WHERE r.model_id <> 0 AND r.session_key = ? GROUP BY m.canonical, s.harness HAVING sum(r.model_calls) > 0
       ORDER BY sum(r.cost) DESC, m.canonical`,
  ).all(sessionKey) as (SumRow & {
    canonical: string;
    provider: string | null;
    harness: string;
    names: string;
    sessions: number;
  })[];
  const named = prepared(
    db,
    `SELECT DISTINCT m.name FROM ${ROLLUPS} WHERE m.canonical = ? AND s.harness = ? AND r.model_calls > 0 AND r.session_key = ? ORDER BY m.name`,
  ).pluck();
  return found.map((row) => ({
    modelCanonical: row.canonical,
    provider: row.provider,
    models: named.all(row.canonical, row.harness, sessionKey) as string[],
    harness: row.harness,
    effort: null,
    taskType: null,
    sessions: row.sessions,
    modelCalls: row.model_calls,
    tokens: tokenSums(row),
    costUsdMicros: costOf(row),
    unpricedCalls: row.unpriced_calls,
  }));
}

export function errors(
  db: Connection,
  filter: ReportFilter,
  sessionKey: number | null = null,
): ErrorReport[] {
  const rows = timedCondition(filter, 'e.at');
  const own = sessionKey === null ? '' : ' AND e.session_key = ?';
  return prepared(
    db,
    `SELECT f.fingerprint, f.category, count(*) AS count, count(DISTINCT e.session_key) AS sessions, min(e.at) AS firstSeen, max(e.at) AS lastSeen, f.sample
       FROM errors e JOIN sessions s USING (session_key) JOIN fingerprints f USING (fingerprint_id)
       WHERE ${rows.sql}${own} GROUP BY f.fingerprint_id ORDER BY count DESC, lastSeen DESC LIMIT 200`,
  ).all(...rows.values, ...(sessionKey === null ? [] : [sessionKey])) as ErrorReport[];
}
