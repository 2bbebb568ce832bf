/** What was read from where, the rejected lines with their places, and the plain list of events. */

import type { SkipReason } from '../../domain/event.ts';
import type { EventReport, ReportFilter } from '../../domain/report.ts';
import type { SourceId } from '../../domain/source.ts';
import type { Connection } from '../open.ts';
import { callCondition, narrows, rollupCondition, timedCondition } from './filter.ts';
import { prepared } from './prepared.ts';

export interface SourceFigures {
  readonly source: SourceId;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly gaps: number;
  readonly lastReadAt: number | null;
  readonly skippedByReason: ReadonlyMap<SkipReason, number>;
  readonly otherTypes: ReadonlyMap<string, number>;
}

export function sources(db: Connection): SourceFigures[] {
  const files = prepared(
    db,
    `SELECT source, count(*) FILTER (WHERE state = 'live') AS files, coalesce(sum(offset + tail_length) FILTER (WHERE state = 'live'), 0) AS bytes,
         sum(gaps) AS gaps, max(read_at) AS lastReadAt FROM files GROUP BY source ORDER BY source`,
  ).all() as { source: SourceId; files: number; bytes: number; gaps: number; lastReadAt: number | null }[];
  const lineages = `SELECT DISTINCT lineage FROM files WHERE source = ?`;
  const records = prepared(
    db,
    `SELECT count(*) FROM events WHERE flags & 1 AND lineage IN (${lineages})`,
  ).pluck();
  const skipped = prepared(
    db,
    `SELECT reason AS name, count(*) AS count FROM skipped WHERE lineage IN (${lineages}) GROUP BY reason`,
  );
  const others = prepared(
    db,
    `SELECT substr(k.name, 7) AS name, c.count FROM kind_counts c JOIN kinds k USING (kind_id)
     WHERE k.name LIKE 'other:%' AND c.source = ? ORDER BY c.count DESC LIMIT 100`,
  );
  const toMap = <K extends string>(rows: unknown) =>
    new Map((rows as { name: K; count: number }[]).map((row) => [row.name, row.count]));
  return files.map((row) => ({
    ...row,
    records: records.get(row.source) as number,
    skippedByReason: toMap<SkipReason>(skipped.all(row.source)),
    otherTypes: toMap<string>(others.all(row.source)),
  }));
}

/** The first `limit` rejected lines of each file: place (in a document, only the line) and reason, no content. */
export function skippedLines(
  db: Connection,
  limit: number,
): { path: string; lineNo: number; offset: number | null; reason: SkipReason }[] {
  return prepared(
    db,
    `SELECT path, line_no AS lineNo, CASE WHEN fingerprint = 'by path' THEN NULL ELSE offset END AS offset, reason FROM (
         SELECT f.path, f.fingerprint, k.line_no, k.offset, k.reason, row_number() OVER (PARTITION BY f.path ORDER BY k.offset) AS n
         FROM skipped k JOIN files f USING (lineage) WHERE f.state = 'live' AND k.reason <> 'duplicate')
       WHERE n <= ? ORDER BY path, offset LIMIT 500`,
  ).all(limit) as { path: string; lineNo: number; offset: number | null; reason: SkipReason }[];
}

/** Every counted event, in the order of the files; one row at a time. */
export function events(db: Connection, filter: ReportFilter): IterableIterator<EventReport> {
  const rows = timedCondition(filter, 'e.at');
  return db
    .prepare(
      `SELECT e.at, k.name AS type, s.session_id AS sessionId, t.task_id AS taskId, f.source, f.path, e.offset
       FROM events e JOIN kinds k USING (kind_id) LEFT JOIN sessions s USING (session_key) LEFT JOIN task_names t USING (task_ref)
       LEFT JOIN files f ON f.file_id = (SELECT file_id FROM files WHERE lineage = e.lineage ORDER BY state = 'live' DESC, gz, offset DESC LIMIT 1)
       WHERE e.flags & 1 AND ${rows.sql}`,
    )
    .iterate(...rows.values) as IterableIterator<EventReport>;
}

/**
 * Cost of what the filter lets through, by bucket; sessions and models are looked up only where it asks for them.
 * CROSS JOIN: from the rows of the time, never from all sessions there are.
 */
export function spendByBucket(
  db: Connection,
  filter: ReportFilter,
): { bucket: number; cost: number; priced: number; unpriced: number }[] {
  const rows = rollupCondition(filter);
  const joined = narrows(filter)
    ? 'rollups r CROSS JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id)'
    : 'rollups r';
  return prepared(
    db,
    `SELECT r.bucket, sum(r.cost) AS cost, sum(r.priced_calls) AS priced, sum(r.unpriced_calls) AS unpriced FROM ${joined}
       WHERE ${rows.sql} GROUP BY r.bucket`,
  ).all(...rows.values) as { bucket: number; cost: number; priced: number; unpriced: number }[];
}

/** Tokens of calls that began since `at`. CROSS JOIN: from the sessions that are active, never from all calls there are. */
export function tokensSince(db: Connection, at: number, filter: ReportFilter): number {
  const calls = callCondition({ ...filter, since: Math.max(at, filter.since ?? at) });
  return prepared(
    db,
    `SELECT coalesce(sum(coalesce(c.input, 0) + coalesce(c.cache_read, 0) + coalesce(c.cache_creation_5m, 0) + coalesce(c.cache_creation_1h, 0)
         + coalesce(c.cache_creation_unsplit, 0) + coalesce(c.output, 0) + coalesce(c.unclassified, 0)), 0)
       FROM sessions s CROSS JOIN model_calls c USING (session_key) WHERE s.last_at >= ? AND c.counted = 1 AND ${calls.sql}`,
  )
    .pluck()
    .get(at, ...calls.values) as number;
}
