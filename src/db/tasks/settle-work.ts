/** Decides anew what of tasks sessions were spent on, when tasks were made: their rows say it, and their sums move with them. */

import type { Connection } from '../open.ts';
import { storedDays } from '../period-sums.ts';
import { prepared } from '../queries/prepared.ts';
import { CUT, TYPED, UNTYPED } from '../work.ts';

/** What the tasks say of a session itself; NULL = nothing, so that it is its parent's. */
const ownWork = (session: string): string => `CASE
  WHEN EXISTS (SELECT 1 FROM task_spans k WHERE k.session_key = ${session}.session_key) THEN '${CUT}'
  ELSE (SELECT coalesce('${TYPED}' || w.word, '${UNTYPED}') FROM task_sessions h JOIN tasks t USING (task_key)
    LEFT JOIN words w ON w.word_id = t.task_type WHERE h.session_key = ${session}.session_key ORDER BY h.task_key LIMIT 1) END`;

/** Sessions of a list, with those below them, whose rows say something else. Tasks are made of whole trees: a sub-agent is its main session's. */
const CHANGED = `WITH RECURSIVE down (key, harness, id) AS (
    SELECT s.session_key, s.harness, s.session_id FROM json_each(?) j JOIN sessions s ON s.session_key = j.value
    UNION SELECT c.session_key, c.harness, c.session_id FROM down d JOIN sessions c ON c.parent_id = d.id AND c.harness = d.harness),
  up (start, harness, parent, work) AS (
    SELECT s.session_key, s.harness, s.parent_id, ${ownWork('s')} FROM down d JOIN sessions s ON s.session_key = d.key
    UNION SELECT u.start, p.harness, p.parent_id, ${ownWork('p')} FROM up u JOIN sessions p ON p.harness = u.harness AND p.session_id = u.parent
      WHERE u.work IS NULL)
  SELECT s.session_key AS key, n.work FROM (SELECT start, max(work) AS work FROM up GROUP BY start) n JOIN sessions s ON s.session_key = n.start
  WHERE s.work IS NOT n.work`;

/** `sessions`: those that tasks have got or lost, or whose tasks may be of another type. Inside a transaction of the caller's. */
export function settleWork(db: Connection, sessions: Iterable<number>): void {
  const changed = prepared(db, CHANGED).all(JSON.stringify([...sessions])) as {
    key: number;
    work: string | null;
  }[];
  if (changed.length === 0) return;
  const days = storedDays(db);
  days?.moveWorks(changed);
  days?.flush();
  const put = prepared(db, `UPDATE sessions SET work = ? WHERE session_key = ?`);
  for (const { key, work } of changed) put.run(work, key);
}
