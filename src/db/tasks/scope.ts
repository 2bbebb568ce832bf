/** Which tasks may have changed, from what was noted in the queue: those named, those of the same agents, and all that share a session with them. */

import { folderKey } from '../../domain/folder-key.ts';
import { OWN_SESSION } from '../../domain/task.ts';
import type { Connection } from '../open.ts';
import { agentsStartedIn } from '../queries/bead-ledger.ts';
import type { Segment } from '../queries/bead-windows.ts';
import { beadSegments } from '../queries/beads.ts';
import { prepared } from '../queries/prepared.ts';
import { standFor } from './attempts.ts';
import { claimsOf, targetOf } from './claims.ts';
import { type Queued, TELLING_SQL } from './queue.ts';
import { headsOf, rootsOf, type SessionHead, sessionsWithIds, treeKeys } from './session-tree.ts';

/** What is to be made anew. */
export interface Scope {
  /** Ids of tasks of orchestrators. */
  readonly taskIds: ReadonlySet<string>;
  /** Ids of sessions that are, were or may be tasks of their own. */
  readonly ownIds: ReadonlySet<string>;
  /** Main sessions of all of them. */
  readonly heads: readonly SessionHead[];
  /** Session -> its time cut into stretches of one task each. */
  readonly claims: ReadonlyMap<number, readonly Segment[]>;
}

export function scopeOf(db: Connection, queued: readonly Queued[]): Scope {
  const ids = (kind: Queued['kind']): string[] =>
    queued.filter((one) => one.kind === kind).map(({ id }) => id);
  const profiled = tasksOfAgents(db, ids('profile'));
  const taskIds = standFor(db, [...ids('task'), ...beadsOfAgents(db, ids('agent')), ...profiled.tasks]);
  const keys = ids('session').map(Number);
  const former = formerTasks(db, keys);
  const own = sessionsWithIds(db, [...former.own, ...profiled.own]);
  const roots = rootsOf(db, [...keys, ...own, ...sessionsHolding(db, taskIds)]);
  for (const id of former.tasks) taskIds.add(id);
  const first = look(db, taskIds, roots);
  const rivals = new Set(taskIds);
  for (const cut of first.claims.values()) for (const { taskId } of cut) rivals.add(targetOf(taskId).taskId);
  // A sub-agent was a task of its own while nobody knew its parent.
  const before = formerTasks(db, treeKeys(db, first.heads));
  for (const id of before.tasks) rivals.add(id);
  for (const id of tasksNaming(db, [...keys, ...first.heads.map(({ key }) => key)])) rivals.add(id);
  const ownIds = new Set([...former.own, ...before.own, ...first.heads.map(({ sessionId }) => sessionId)]);
  if (rivals.size === taskIds.size) return { taskIds, ownIds, ...first };
  // The rivals' other sessions are needed for their own sums; who they belong to has not changed.
  const all = look(db, rivals, new Set(first.heads.map(({ key }) => key)));
  return { taskIds: rivals, ownIds, ...all };
}

interface World {
  readonly heads: readonly SessionHead[];
  readonly claims: ReadonlyMap<number, readonly Segment[]>;
}

/** The sessions given, and all that the tasks have a claim on. */
function look(db: Connection, taskIds: ReadonlySet<string>, roots: ReadonlySet<number>): World {
  const given = headsOf(db, roots);
  const beads = beadSegments(db, [...taskIds, ...beadsOfSessions(db, given)]);
  const claimed = [...beads].filter(([, own]) => own.some(({ taskId }) => taskIds.has(taskId)));
  const more = rootsOf(db, [
    ...sessionsWithIds(
      db,
      claimed.map(([sessionId]) => sessionId),
    ),
    ...sessionsNaming(db, taskIds),
  ]);
  const known = new Set(given.map(({ key }) => key));
  const heads = [...more].every((key) => known.has(key)) ? given : headsOf(db, new Set([...known, ...more]));
  return { heads, claims: claimsOf(db, heads, beads) };
}

/** Beads that the agents of these sessions were given, or that the sessions closed. */
function beadsOfSessions(db: Connection, heads: readonly SessionHead[]): string[] {
  const ids = JSON.stringify([...new Set(heads.map(({ sessionId }) => sessionId))]);
  const named = prepared(
    db,
    `SELECT DISTINCT l.record_type AS type, l.agent, l.task_id AS taskId FROM json_each(?) j
     JOIN ledger l INDEXED BY ledger_by_session ON l.session_id = j.value WHERE l.record_type IN ('agent_session', 'work_item')`,
  ).all(ids) as { type: string; agent: string | null; taskId: string | null }[];
  const agents = new Set<string>();
  const beads: string[] = [];
  for (const { type, agent, taskId } of named) {
    if (type === 'agent_session' && agent !== null) agents.add(agent);
    if (type === 'work_item' && taskId !== null) beads.push(taskId);
  }
  const folders = new Set(heads.flatMap(({ cwd }) => (cwd === null ? [] : [folderKey(cwd)])));
  for (const agent of agentsStartedIn(db, folders)) agents.add(agent);
  return [...beads, ...beadsOfAgents(db, [...agents])];
}

function beadsOfAgents(db: Connection, agents: readonly string[]): string[] {
  if (agents.length === 0) return [];
  return prepared(
    db,
    `SELECT DISTINCT task_id FROM ledger INDEXED BY ledger_by_agent
     WHERE agent IN (SELECT value FROM json_each(?)) AND record_type = 'assignment' AND task_id IS NOT NULL`,
  )
    .pluck()
    .all(JSON.stringify(agents)) as string[];
}

/** Tasks of orchestrators, and sessions that are tasks of their own. */
interface Stored {
  readonly tasks: readonly string[];
  readonly own: readonly string[];
}

/** Tasks that are these agents' by now: a profile says where all of an agent's work belongs. */
function tasksOfAgents(db: Connection, agents: readonly string[]): Stored {
  if (agents.length === 0) return { tasks: [], own: [] };
  return storedTasks(
    db,
    `SELECT t.task_id AS taskId, t.orchestrator FROM json_each(?) j JOIN words w ON w.word = j.value JOIN tasks t ON t.agent = w.word_id`,
    agents,
  );
}

/** Tasks that hold these sessions, or their sub-agents, until now. */
function formerTasks(db: Connection, keys: readonly number[]): Stored {
  return storedTasks(
    db,
    `SELECT DISTINCT t.task_id AS taskId, t.orchestrator FROM json_each(?) j JOIN task_sessions h ON h.session_key = j.value
     JOIN tasks t USING (task_key)`,
    keys,
  );
}

function storedTasks(db: Connection, sql: string, values: readonly (string | number)[]): Stored {
  const rows = prepared(db, sql).all(JSON.stringify(values)) as { taskId: string; orchestrator: string }[];
  const ids = (isOwn: boolean): string[] =>
    rows.filter(({ orchestrator }) => (orchestrator === OWN_SESSION) === isOwn).map(({ taskId }) => taskId);
  return { tasks: ids(false), own: ids(true) };
}

/** Tasks whose records name these sessions, whoever they are of: what is told of them counts while no session has it. */
function tasksNaming(db: Connection, keys: readonly number[]): Set<string> {
  const ids = prepared(
    db,
    `SELECT DISTINCT coalesce(l.task_id, l.record_id) FROM json_each(?) j JOIN sessions s ON s.session_key = j.value
     JOIN ledger l INDEXED BY ledger_by_session ON l.session_id = s.session_id
     WHERE l.record_type IN (${TELLING_SQL})`,
  )
    .pluck()
    .all(JSON.stringify(keys)) as string[];
  return standFor(db, ids);
}

/** Sessions that these tasks hold until now. */
function sessionsHolding(db: Connection, taskIds: Iterable<string>): number[] {
  return prepared(
    db,
    `SELECT DISTINCT h.session_key FROM json_each(?) j JOIN tasks t ON t.task_id = j.value JOIN task_sessions h USING (task_key)`,
  )
    .pluck()
    .all(JSON.stringify([...taskIds])) as number[];
}

/** Sessions whose records name these tasks or their attempts, or that records about the tasks name. */
function sessionsNaming(db: Connection, taskIds: ReadonlySet<string>): number[] {
  const list = JSON.stringify([...taskIds]);
  return prepared(
    db,
    `SELECT t.session_key FROM json_each(@list) j JOIN task_names n ON n.task_id = j.value JOIN session_tasks t USING (task_ref)
     UNION SELECT s.session_key FROM json_each(@list) j JOIN sessions s ON s.attempt_id = j.value
     UNION SELECT s.session_key FROM json_each(@list) j JOIN ledger l INDEXED BY ledger_by_task ON l.task_id = j.value AND l.record_type = 'task_attempt'
       JOIN sessions s ON s.attempt_id = l.record_id
     UNION SELECT s.session_key FROM json_each(@list) j JOIN ledger l INDEXED BY ledger_by_task ON l.task_id = j.value
         AND l.record_type IN ('task_completion', 'work_log', 'task_attempt', 'work_item')
       JOIN sessions s ON s.session_id = l.session_id
     UNION SELECT s.session_key FROM json_each(@list) j JOIN ledger l ON l.record_type IN ('task_completion', 'task_attempt') AND l.record_id = j.value
       JOIN sessions s ON s.session_id = l.session_id`,
  )
    .pluck()
    .all({ list }) as number[];
}
