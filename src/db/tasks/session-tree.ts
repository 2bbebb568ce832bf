/** Sessions with their sub-agents: tasks are made of whole trees. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';

/** What decides which tasks a main session belongs to. Times epoch ms, with its sub-agents. */
export interface SessionHead {
  readonly key: number;
  readonly harness: string;
  readonly sessionId: string;
  readonly attemptId: string | null;
  readonly cwd: string | null;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The topmost known session above each; a sub-agent whose parent's log is gone stands for itself. */
export function rootsOf(db: Connection, keys: Iterable<number>): Set<number> {
  const rows = prepared(
    db,
    `WITH RECURSIVE up (start, key, harness, parent) AS (
       SELECT s.session_key, s.session_key, s.harness, s.parent_id FROM json_each(?) j JOIN sessions s ON s.session_key = j.value
       UNION SELECT u.start, p.session_key, p.harness, p.parent_id FROM up u JOIN sessions p ON p.harness = u.harness AND p.session_id = u.parent
         WHERE p.first_at IS NOT NULL)
     SELECT key FROM up u WHERE u.parent IS NULL
       OR NOT EXISTS (SELECT 1 FROM sessions p WHERE p.harness = u.harness AND p.session_id = u.parent AND p.first_at IS NOT NULL)`,
  )
    .pluck()
    .all(JSON.stringify([...keys])) as number[];
  return new Set(rows);
}

/** (root, session) of every session at or below the roots. The values of `?`: a JSON list of root keys. */
export const TREE_SQL = `WITH RECURSIVE tree (root, key, harness, id) AS (
    SELECT s.session_key, s.session_key, s.harness, s.session_id FROM json_each(?) j JOIN sessions s ON s.session_key = j.value
    UNION SELECT t.root, c.session_key, c.harness, c.session_id FROM tree t JOIN sessions c ON c.parent_id = t.id AND c.harness = t.harness)`;

/** Those of the sessions that have records, and others of the same id, which another harness may have. */
export function headsOf(db: Connection, roots: Iterable<number>): SessionHead[] {
  const list = JSON.stringify([...roots]);
  const same = prepared(
    db,
    `SELECT o.session_key FROM json_each(?) j JOIN sessions s ON s.session_key = j.value JOIN sessions o ON o.session_id = s.session_id
     WHERE o.first_at IS NOT NULL`,
  )
    .pluck()
    .all(list) as number[];
  return prepared(
    db,
    `${TREE_SQL} SELECT s.session_key AS key, s.harness, s.session_id AS sessionId, s.attempt_id AS attemptId, s.cwd,
       min(coalesce(b.first_at, s.first_at)) AS firstAt, max(coalesce(b.last_at, s.last_at)) AS lastAt
     FROM tree t JOIN sessions s ON s.session_key = t.root JOIN sessions b ON b.session_key = t.key
     WHERE s.first_at IS NOT NULL GROUP BY t.root ORDER BY t.root`,
  ).all(JSON.stringify([...rootsOf(db, same)])) as SessionHead[];
}

/** Main sessions with these ids of a harness. */
export function sessionsWithIds(db: Connection, ids: Iterable<string>): number[] {
  return prepared(
    db,
    `SELECT s.session_key FROM json_each(?) j JOIN sessions s ON s.session_id = j.value WHERE s.first_at IS NOT NULL`,
  )
    .pluck()
    .all(JSON.stringify([...ids])) as number[];
}

/** The sessions and all of their sub-agents. */
export function treeKeys(db: Connection, heads: readonly SessionHead[]): number[] {
  return prepared(db, `${TREE_SQL} SELECT DISTINCT key FROM tree`)
    .pluck()
    .all(JSON.stringify(heads.map(({ key }) => key))) as number[];
}

/** Each of the sessions with its sub-agents. */
export function treesOf(db: Connection, roots: readonly number[]): Map<number, number[]> {
  const rows = prepared(db, `${TREE_SQL} SELECT root, key FROM tree`).all(JSON.stringify(roots)) as {
    root: number;
    key: number;
  }[];
  const found = new Map<number, number[]>();
  for (const { root, key } of rows) getOrInsert(found, root, () => []).push(key);
  return found;
}
