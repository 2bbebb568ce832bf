/** Ledger rows about tasks. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { TaskRow } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';
import { looseTargets } from './attempts.ts';

interface Stored extends Omit<TaskRow, 'data'> {
  readonly taskId: string | null;
  readonly data: string;
}

const COLUMNS = `l.record_type AS recordType, l.record_id AS recordId, l.source, coalesce(l.at, 0) AS at, l.agent, l.session_id AS sessionId,
  l.task_id AS taskId, l.flags, l.data`;
const TYPES = `('task_attempt', 'task_completion', 'work_log', 'assignment', 'work_item', 'quality_review', 'quality_signal')`;

/** By task, each list in the order of time; with what names no task but an attempt of one, or is a task by itself. */
export function rowsOfTasks(db: Connection, taskIds: readonly string[]): Map<string, TaskRow[]> {
  const list = JSON.stringify(taskIds);
  const found = new Map<string, TaskRow[]>();
  const add = (taskId: string, { taskId: _, data, ...row }: Stored): void => {
    getOrInsert(found, taskId, () => []).push({ ...row, data: JSON.parse(data) });
  };
  const named = prepared(
    db,
    `SELECT ${COLUMNS} FROM json_each(?) j JOIN ledger l INDEXED BY ledger_by_task ON l.task_id = j.value AND l.record_type IN ${TYPES}`,
  ).all(list) as Stored[];
  for (const row of named) add(row.taskId as string, row);
  const attempts = named
    .filter(({ recordType }) => recordType === 'task_attempt')
    .map(({ recordId }) => recordId);
  for (const [taskId, row] of looseRows(db, [...taskIds, ...attempts])) add(taskId, row);
  for (const own of found.values())
    own.sort((a, b) => a.at - b.at || (a.recordId < b.recordId ? -1 : a.recordId > b.recordId ? 1 : 0));
  return found;
}

/** Attempts and completions without a task id, by these ids of attempts and records, with the task that they are of. */
function looseRows(db: Connection, ids: readonly string[]): [string, Stored][] {
  const list = JSON.stringify(ids);
  const rows = prepared(
    db,
    `SELECT ${COLUMNS} FROM json_each(@list) j JOIN ledger l ON l.record_type IN ('task_attempt', 'task_completion') AND l.record_id = j.value
     WHERE l.task_id IS NULL
     UNION SELECT ${COLUMNS} FROM json_each(@list) j JOIN ledger l INDEXED BY ledger_by_attempt
       ON l.data ->> '$.attempt_id' = j.value AND l.record_type = 'task_completion' AND l.task_id IS NULL`,
  ).all({ list }) as Stored[];
  const opened = rows.map((row) => ({
    row,
    recordId: row.recordId,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }));
  const targetOf = looseTargets(db, opened);
  const wanted = new Set(ids);
  return opened.flatMap((one): [string, Stored][] => {
    const target = targetOf(one);
    return wanted.has(target) ? [[target, one.row]] : [];
  });
}

/** Reviews that name a session and no task. */
export function reviewsOfSessions(db: Connection, sessionIds: readonly string[]): Map<string, TaskRow[]> {
  const rows = prepared(
    db,
    `SELECT ${COLUMNS} FROM json_each(?) j JOIN ledger l INDEXED BY ledger_by_session ON l.session_id = j.value
     WHERE l.record_type = 'quality_review' AND l.task_id IS NULL ORDER BY l.at, l.record_id`,
  ).all(JSON.stringify(sessionIds)) as Stored[];
  const found = new Map<string, TaskRow[]>();
  for (const { taskId: _, data, ...row } of rows)
    getOrInsert(found, row.sessionId as string, () => []).push({ ...row, data: JSON.parse(data) });
  return found;
}
