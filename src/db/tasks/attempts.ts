/** Which task an attempt, or a completion that names no task, is of. */

import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';

/** Attempts whose task somebody told. */
export function attemptTasks(db: Connection, attemptIds: readonly string[]): Map<string, string> {
  if (attemptIds.length === 0) return new Map();
  const rows = prepared(
    db,
    `SELECT l.record_id AS attempt, l.task_id AS task FROM json_each(?) j
     JOIN ledger l ON l.record_type = 'task_attempt' AND l.record_id = j.value WHERE l.task_id IS NOT NULL`,
  ).all(JSON.stringify([...new Set(attemptIds)])) as { attempt: string; task: string }[];
  return new Map(rows.map(({ attempt, task }) => [attempt, task]));
}

interface Loose {
  readonly recordId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What each of these records is of where it names no task: the task of its attempt, else the attempt itself, else the record. */
export function looseTargets(db: Connection, rows: readonly Loose[]): (row: Loose) => string {
  const attemptOf = ({ data }: Loose): string | null =>
    typeof data.attempt_id === 'string' ? data.attempt_id : null;
  const tasks = attemptTasks(
    db,
    rows.map(attemptOf).filter((attempt) => attempt !== null),
  );
  return (row) => {
    const attempt = attemptOf(row);
    return attempt === null ? row.recordId : (tasks.get(attempt) ?? attempt);
  };
}

/** Ids of tasks that queued ids stand for: an attempt or a record may be of a task that somebody has named meanwhile. */
export function standFor(db: Connection, ids: Iterable<string>): Set<string> {
  const found = new Set(ids);
  const list = JSON.stringify([...found]);
  const rows = prepared(
    db,
    `SELECT l.record_id AS recordId, l.task_id AS taskId, l.data FROM json_each(?) j
     JOIN ledger l ON l.record_type IN ('task_attempt', 'task_completion') AND l.record_id = j.value`,
  ).all(list) as { recordId: string; taskId: string | null; data: string }[];
  const opened = rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }));
  const targetOf = looseTargets(db, opened);
  for (const row of opened) found.add(row.taskId ?? targetOf(row));
  return found;
}
