/** Tasks as they are stored, with their words in place of numbers; and a keeper for hand-fed databases. */

import type Database from 'better-sqlite3';
import { OUTCOMES, QUALITY_SIGNALS } from '../../src/domain/task.ts';
import { createTaskKeeper } from '../../src/writing/task-keeper.ts';
import type { TestDatabase } from './database.ts';
import { LOGGED_NAMES } from './naming.ts';

export type TaskFields = Record<string, unknown>;

const WORDS = [
  'agent',
  'department',
  'project',
  'harness',
  'model',
  'provider',
  'effort',
  'task_type',
  'complexity',
  'language',
];

/** In the order of orchestrator and id; `sessions` are their ids, without keys of the database. */
export function storedTasks(db: Database.Database): TaskFields[] {
  const words = WORDS.map((name) => `(SELECT word FROM words WHERE word_id = t.${name}) AS ${name}`).join(
    ', ',
  );
  const rows = db
    .prepare(
      `SELECT t.*, ${words}, (SELECT group_concat(id) FROM (SELECT s.session_id AS id FROM task_sessions h JOIN sessions s USING (session_key)
         WHERE h.task_key = t.task_key ORDER BY 1)) AS sessions
       FROM tasks t ORDER BY t.orchestrator, t.task_id`,
    )
    .all() as TaskFields[];
  return rows.map(({ task_key: _, ...row }) => ({
    ...row,
    outcome: row.outcome === null ? null : OUTCOMES[row.outcome as number],
    quality_signal: row.quality_signal === null ? null : QUALITY_SIGNALS[row.quality_signal as number],
    flags: JSON.parse(row.flags as string),
    sessions: typeof row.sessions === 'string' ? row.sessions.split(',') : [],
  }));
}

/** Makes the tasks of a hand-fed database. */
export function makeTasks(database: TestDatabase): TaskFields[] {
  const keeper = createTaskKeeper(database.db, {
    now: () => database.now,
    naming: LOGGED_NAMES,
  });
  while (keeper.step());
  return storedTasks(database.db);
}

/** What no order of reading may change: everything but words' numbers, which are names of names. */
export function comparable(tasks: readonly TaskFields[]): TaskFields[] {
  return tasks.map(({ rig_id: _, convoy_id: __, repo_size_category: ___, ...rest }) => rest);
}
