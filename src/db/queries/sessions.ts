/** Session rows with their sums, the sums of their descendants, and the tool they run now. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { LogPlace } from '../../domain/live.ts';
import type { SourceId } from '../../domain/source.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, type Condition, DEPARTMENT_SQL, PROJECT_SQL } from './filter.ts';
import { prepared } from './prepared.ts';
import { addSums, NO_SUMS, SUM_SQL, type SumRow } from './sums.ts';

/** A session as stored. */
export interface SessionRow {
  readonly sessionKey: number;
  readonly harness: string;
  readonly sessionId: string;
  readonly parentId: string | null;
  readonly source: SourceId;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly title: string | null;
  readonly harnessVersion: string | null;
  readonly model: string | null;
  readonly contextWindow: number | null;
  readonly effort: string | null;
  readonly attemptId: string | null;
  readonly prUrl: string | null;
  readonly resumedFrom: string | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly filesModified: number | null;
  readonly commits: number | null;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly turnState: 'running' | 'done' | 'interrupted' | null;
  readonly turnAt: number | null;
  readonly endStatus: 'completed' | 'failed' | 'timeout' | 'interrupted' | null;
  readonly endAt: number | null;
  readonly durationMs: number | null;
  readonly askAt: number | null;
  readonly grewAt: number | null;
  readonly contextTokens: number | null;
  readonly contextPeak: number | null;
  readonly nowLineage: number | null;
  readonly nowOffset: number | null;
  readonly nowLength: number | null;
}

/** A session with what reports need beside it. */
export interface StoredSession extends SessionRow {
  readonly sums: SumRow;
  readonly models: readonly string[];
  readonly taskIds: readonly string[];
  readonly harnessVersions: readonly string[];
  /** An attempt's total stands in the sums (a stream said it, no call did). */
  readonly reportedOnly: boolean;
}

const COLUMNS = `s.session_key AS sessionKey, s.harness, s.session_id AS sessionId, s.parent_id AS parentId, s.source, ${AGENT_SQL} AS agent, ${DEPARTMENT_SQL} AS department, ${PROJECT_SQL} AS project,
  s.cwd, s.branch, s.title, s.harness_version AS harnessVersion, m.name AS model, coalesce(s.context_window, m.context_window) AS contextWindow, s.effort, s.attempt_id AS attemptId,
  s.pr_url AS prUrl, s.resumed_from AS resumedFrom, s.lines_added AS linesAdded, s.lines_deleted AS linesDeleted, s.files_modified AS filesModified,
  s.commits, s.first_at AS firstAt, s.last_at AS lastAt, s.turn_state AS turnState, s.turn_at AS turnAt, s.end_status AS endStatus, s.end_at AS endAt,
  s.duration_ms AS durationMs, CASE WHEN s.ask_key IS NULL THEN NULL ELSE s.ask_at END AS askAt, s.grew_at AS grewAt, s.context_tokens AS contextTokens,
  s.context_peak AS contextPeak, s.now_lineage AS nowLineage, s.now_offset AS nowOffset, s.now_length AS nowLength`;

/** Sessions that meet the condition (alias s), newest first, at most `limit`; without sums. */
export function selectSessionRows(db: Connection, condition: Condition, limit: number): SessionRow[] {
  return prepared(
    db,
    `SELECT ${COLUMNS} FROM sessions s LEFT JOIN models m USING (model_id)
       WHERE s.first_at IS NOT NULL AND ${condition.sql} ORDER BY s.last_at DESC, s.session_key LIMIT ?`,
  ).all(...condition.values, limit) as SessionRow[];
}

/** Main sessions that meet the condition (alias s). */
export function countSessions(db: Connection, condition: Condition): number {
  return prepared(
    db,
    `SELECT count(*) FROM sessions s WHERE s.first_at IS NOT NULL AND s.parent_id IS NULL AND ${condition.sql}`,
  )
    .pluck()
    .get(...condition.values) as number;
}

/** The same with sums, models and tasks. */
export function selectSessions(db: Connection, condition: Condition, limit: number): StoredSession[] {
  return withSums(db, selectSessionRows(db, condition, limit));
}

/** Puts to sessions what has to be summed or listed for them, in one question each. */
export function withSums(db: Connection, rows: readonly SessionRow[]): StoredSession[] {
  const keys = JSON.stringify(rows.map((row) => row.sessionKey));
  const sums = sumsBySession(db, keys);
  const models = listBySession(
    db,
    `SELECT DISTINCT r.session_key AS sessionKey, m.name AS value FROM rollups r JOIN models m USING (model_id)
     WHERE r.model_calls > 0 AND r.session_key IN (SELECT value FROM json_each(?)) ORDER BY m.name`,
    keys,
  );
  const tasks = listBySession(
    db,
    `SELECT session_key AS sessionKey, task_id AS value FROM session_tasks JOIN task_names USING (task_ref)
     WHERE session_key IN (SELECT value FROM json_each(?)) ORDER BY task_ref`,
    keys,
  );
  const attempts = listBySession(
    db,
    `SELECT session_key AS sessionKey, '1' AS value FROM attempts WHERE (applied_tokens > 0 OR applied_cost IS NOT NULL)
     AND session_key IN (SELECT value FROM json_each(?))`,
    keys,
  );
  const versions = listBySession(
    db,
    `SELECT session_key AS sessionKey, version AS value FROM session_versions
     WHERE session_key IN (SELECT value FROM json_each(?)) ORDER BY first_at, version`,
    keys,
  );
  return rows.map((row) => ({
    ...row,
    sums: sums.get(row.sessionKey) ?? { ...NO_SUMS },
    models: models.get(row.sessionKey) ?? [],
    taskIds: tasks.get(row.sessionKey) ?? [],
    harnessVersions: versions.get(row.sessionKey) ?? [],
    reportedOnly: attempts.has(row.sessionKey),
  }));
}

function sumsBySession(db: Connection, keys: string): Map<number, SumRow> {
  const rows = prepared(
    db,
    `SELECT r.session_key AS sessionKey, ${SUM_SQL} FROM rollups r WHERE r.session_key IN (SELECT value FROM json_each(?)) GROUP BY r.session_key`,
  ).all(keys) as (SumRow & { sessionKey: number })[];
  return new Map(rows.map(({ sessionKey, ...sums }) => [sessionKey, sums as SumRow]));
}

function listBySession(db: Connection, sql: string, keys: string): Map<number, string[]> {
  const lists = new Map<number, string[]>();
  for (const { sessionKey, value } of prepared(db, sql).all(keys) as {
    sessionKey: number;
    value: string;
  }[]) {
    getOrInsert(lists, sessionKey, () => []).push(value);
  }
  return lists;
}

/** Number and sums of all descendants of a session, itself included. */
export function descendants(
  db: Connection,
  harness: string,
  sessionId: string,
): { sessions: number; sums: SumRow } {
  const row = prepared(
    db,
    `WITH RECURSIVE tree(session_key, session_id) AS (
         SELECT session_key, session_id FROM sessions WHERE harness = @harness AND session_id = @sessionId
         UNION SELECT c.session_key, c.session_id FROM sessions c JOIN tree t ON c.parent_id = t.session_id WHERE c.harness = @harness)
       SELECT (SELECT count(*) FROM tree) AS sessions, ${SUM_SQL} FROM rollups r WHERE r.session_key IN (SELECT session_key FROM tree)`,
  ).get({ harness, sessionId }) as SumRow & { sessions: number };
  const { sessions, ...sums } = row;
  return { sessions, sums: addSums(NO_SUMS, sums as SumRow) };
}

/** Ids of sessions that have sub-agents. */
export function parents(db: Connection): Set<string> {
  return new Set(
    prepared(db, `SELECT DISTINCT harness || char(10) || parent_id FROM sessions WHERE parent_id IS NOT NULL`)
      .pluck()
      .all() as string[],
  );
}

/** Where a record stands now: of the files that share its lineage the one that goes furthest. */
export function placeOf(db: Connection, lineage: number, offset: number, length: number): LogPlace | null {
  const file = prepared(
    db,
    `SELECT path, source FROM files WHERE lineage = ? ORDER BY state = 'live' DESC, gz, offset DESC LIMIT 1`,
  ).get(lineage) as { path: string; source: SourceId } | undefined;
  return file === undefined ? null : { ...file, offset, length };
}

export interface OpenTool {
  readonly name: string | null;
  readonly at: number | null;
  readonly lineage: number;
  readonly offset: number;
  readonly length: number;
}

/** By session, the newest call that has no result yet; sessions where none runs are left out. */
export function openTools(db: Connection, keys: readonly number[]): Map<number, OpenTool> {
  const rows = prepared(
    db,
    `SELECT c.session_key AS sessionKey, t.name, c.at, c.lineage, c.offset, e.length FROM tool_calls c LEFT JOIN tools t USING (tool_id)
       JOIN events e ON e.lineage = c.lineage AND e.offset = c.offset
       WHERE c.session_key IN (SELECT value FROM json_each(?)) AND c.result_at IS NULL ORDER BY c.at`,
  ).all(JSON.stringify(keys)) as (OpenTool & { sessionKey: number })[];
  return new Map(rows.map((row) => [row.sessionKey, row]));
}

/** Tokens of a session by quarter hour since `bucket`. */
export function tokensByBucket(
  db: Connection,
  keys: readonly number[],
  bucket: number,
): Map<number, Map<number, number>> {
  const found = new Map<number, Map<number, number>>();
  const rows = prepared(
    db,
    `SELECT session_key AS sessionKey, bucket, sum(input + cache_creation_5m + cache_creation_1h + cache_creation_unsplit + cache_read + output + unclassified) AS tokens
       FROM rollups WHERE bucket >= ? AND session_key IN (SELECT value FROM json_each(?)) AND (model_calls > 0 OR unclassified > 0) GROUP BY session_key, bucket`,
  ).all(bucket, JSON.stringify(keys)) as { sessionKey: number; bucket: number; tokens: number }[];
  for (const row of rows) {
    getOrInsert(found, row.sessionKey, () => new Map<number, number>()).set(row.bucket, row.tokens);
  }
  return found;
}
