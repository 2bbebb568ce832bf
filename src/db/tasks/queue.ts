/** Which tasks have to be made anew: noted while records are stored, in their transaction, so that nothing is forgotten by a kill. */

import { type LedgerType, TELLING_TYPES } from '../../domain/ledger.ts';
import { readMeta, writeMeta } from '../meta.ts';
import type { Connection } from '../open.ts';
import { dropDays } from '../period-sums.ts';
import { prepared } from '../queries/prepared.ts';
import { FORGET_TOLD_USAGE } from './told.ts';

/** `agent`: what was given to it; `profile`: all that is an agent's, because where it belongs may be told anew. */
type NotedKind = 'task' | 'session' | 'agent' | 'profile';
type QueueKind = NotedKind | 'day';

export interface Queued {
  readonly kind: QueueKind;
  readonly id: string;
}

/** Whom a fact of each type says something of; types that are not here change no task. */
const SPEAKS_OF: Readonly<Partial<Record<LedgerType, readonly NotedKind[]>>> = {
  work_item: ['task', 'session'],
  work_item_event: ['task'],
  assignment: ['task', 'agent'],
  agent_session: ['agent', 'session'],
  agent_state: ['agent'],
  agent_profile: ['profile'],
  quality_signal: ['task', 'agent'],
  quality_review: ['task', 'session'],
  convoy_participation: ['task'],
  work_log: ['task', 'session'],
  task_attempt: ['task', 'session'],
  task_completion: ['task', 'session'],
};

/** What a fact is about. */
export interface About {
  readonly agent: string | null;
  readonly taskId: string | null;
  readonly sessionId: string | null;
}

export type TaskQueue = ReturnType<typeof createTaskQueue>;

export function createTaskQueue(db: Connection) {
  const put = db.prepare(`INSERT INTO task_queue (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING`);
  const sessionsOf = db.prepare(`SELECT session_key FROM sessions WHERE session_id = ?`).pluck();
  const sessions = new Set<number>();
  const tasks = new Set<string>();
  const agents = new Set<string>();
  const profiles = new Set<string>();
  /** Ids of the harness: their sessions are looked up at the end of the transaction. */
  const sessionIds = new Set<string>();

  return {
    /** A session's row or sums have changed; 0 is nobody's. */
    session(key: number): void {
      if (key > 0) sessions.add(key);
    },
    /** The ledger has a new fact, or a newer version of one. `recordId` as stored. */
    fact(recordType: LedgerType, recordId: string, { taskId, sessionId, agent }: About): void {
      for (const of of SPEAKS_OF[recordType] ?? []) {
        if (of === 'agent' && agent !== null) agents.add(agent);
        if (of === 'profile' && agent !== null) profiles.add(agent);
        if (of === 'session' && sessionId !== null) sessionIds.add(sessionId);
        if (of === 'task' && taskId !== null) tasks.add(taskId);
      }
      // The attempt was a task of its own while nobody had said which task it is of.
      if (recordType === 'task_attempt' || recordType === 'task_completion') tasks.add(recordId);
    },
    /** Writes what was noted; inside the transaction of the records that it follows from. */
    flush(): void {
      for (const id of sessionIds) for (const key of sessionsOf.all(id) as number[]) sessions.add(key);
      for (const key of sessions) put.run('session', String(key));
      for (const id of tasks) put.run('task', id);
      for (const name of agents) put.run('agent', name);
      for (const name of profiles) put.run('profile', name);
      for (const noted of [sessionIds, sessions, tasks, agents, profiles]) noted.clear();
    },
  };
}

/** Every session may belong to somebody else now. */
export function enqueueSessions(db: Connection): void {
  db.exec(
    `INSERT OR IGNORE INTO task_queue (kind, id) SELECT 'session', session_key FROM sessions WHERE session_key > 0`,
  );
}

/** A model by the name that was logged, and the one that it is joined by now. */
export type Renaming = (model: string, provider: string | null) => { readonly canonical: string };

export const TELLING_SQL = TELLING_TYPES.map((type) => `'${type}'`).join(', ');
const NAMES_MODEL = `l.record_type IN (${TELLING_SQL}) AND iif(json_valid(l.data), l.data ->> '$.model', NULL)`;

/**
 * Models have other names now: tasks of sessions that called these models, tasks without calls whose records name one that has another
 * name, and tasks whose told usage stands under the number of one, which no longer need be the model that the records name.
 */
export function enqueueRenamed(db: Connection, modelIds: readonly number[], renaming: Renaming): void {
  db.prepare(
    `INSERT OR IGNORE INTO task_queue (kind, id) SELECT DISTINCT 'session', session_key FROM rollups
       WHERE session_key > 0 AND model_id IN (SELECT value FROM json_each(?))`,
  ).run(JSON.stringify(modelIds));
  const told = db
    .prepare(
      `SELECT t.task_id AS id, l.data ->> '$.model' AS name, l.data ->> '$.provider' AS provider, w.word AS stored
       FROM ledger l JOIN tasks t ON t.task_id = coalesce(l.task_id, l.record_id) LEFT JOIN words w ON w.word_id = t.model
       WHERE ${NAMES_MODEL} IS NOT NULL AND coalesce(t.model_calls, 0) = 0`,
    )
    .all() as { id: string; name: string; provider: string | null; stored: string | null }[];
  const put = db.prepare(`INSERT OR IGNORE INTO task_queue (kind, id) VALUES ('task', ?)`);
  for (const { id, name, provider, stored } of told)
    if (renaming(name, provider).canonical !== stored) put.run(id);
  db.prepare(
    `INSERT OR IGNORE INTO task_queue (kind, id) SELECT DISTINCT 'task', t.task_id FROM rollups r JOIN tasks t ON t.task_key = -r.session_key
       WHERE r.session_key < 0 AND r.model_id IN (SELECT value FROM json_each(?))`,
  ).run(JSON.stringify(modelIds));
}

/** All tasks are forgotten and will be made anew of ledger and sessions. */
export function enqueueEverything(db: Connection): void {
  db.exec(`DELETE FROM tasks; DELETE FROM task_sessions; DELETE FROM task_spans; DELETE FROM task_pages; DELETE FROM task_queue;
    UPDATE sessions SET work = NULL WHERE work IS NOT NULL;
    ${FORGET_TOLD_USAGE}
    INSERT OR IGNORE INTO task_queue (kind, id) SELECT 'task', task_id FROM ledger WHERE task_id IS NOT NULL;
    INSERT OR IGNORE INTO task_queue (kind, id) SELECT 'task', record_id FROM ledger WHERE record_type IN ('task_attempt', 'task_completion');`);
  dropDays(db);
  enqueueSessions(db);
}

/** Without days: packing a page waits until all of its tasks are made. */
export function nextQueued(db: Connection, limit: number): Queued[] {
  return prepared(db, `SELECT kind, id FROM task_queue WHERE kind <> 'day' ORDER BY kind, id LIMIT ?`).all(
    limit,
  ) as Queued[];
}

export function queuedDays(db: Connection): number[] {
  return (prepared(db, `SELECT id FROM task_queue WHERE kind = 'day'`).pluck().all() as string[]).map(Number);
}

/** Open tasks whose sessions have been silent since a time: they are over, though no record says so. Beads stay open until they are closed. */
export function enqueueSilent(db: Connection, since: number): void {
  db.prepare(
    `INSERT OR IGNORE INTO task_queue (kind, id) SELECT 'session', h.session_key FROM tasks t JOIN task_sessions h USING (task_key) JOIN sessions s USING (session_key)
     WHERE t.completed_at IS NULL AND t.bead_id IS NULL GROUP BY t.task_key HAVING max(s.last_at) < ?`,
  ).run(since);
}

/** Is anything waiting? */
export function isQueued(db: Connection): boolean {
  return prepared(db, `SELECT 1 FROM task_queue LIMIT 1`).get() !== undefined;
}

/** These are made. Inside the transaction that made them. */
export function dequeue(db: Connection, queued: readonly Queued[]): void {
  const drop = prepared(db, `DELETE FROM task_queue WHERE kind = ? AND id = ?`);
  for (const { kind, id } of queued) drop.run(kind, id);
}

/** How often nothing was left to make. Whatever was noted before this number rose has been made. */
export function timesMade(db: Connection): number {
  return Number(readMeta(db, 'tasks_made') ?? 0);
}

/** Nothing is left. */
export function noteMade(db: Connection): void {
  writeMeta(db, 'tasks_made', String(timesMade(db) + 1));
}
