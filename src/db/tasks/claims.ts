/** Which task each moment of a session belongs to: everybody who speaks of it lays claim to a stretch, and the best claim stands. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { Connection } from '../open.ts';
import { timeIn } from '../queries/bead-ledger.ts';
import { type Claim, type Segment, segments } from '../queries/bead-windows.ts';
import { prepared } from '../queries/prepared.ts';
import { attemptTasks, looseTargets } from './attempts.ts';
import type { SessionHead } from './session-tree.ts';

/** Of two claims on one moment the higher one stands (then the one that began later). */
const RANKS = {
  /** The session's own records name the task, or its attempt. */
  record: 3,
  /** The bead was on the hook of whom the session is. */
  window: 2,
  /** A record of the ledger names the session and says when. */
  ledger: 1,
  /** A bead names the session that closed it, and nobody says when it was begun. */
  closing: 0,
} as const;

const FOREVER = Number.POSITIVE_INFINITY;

/** Task and orchestrator that a claim is for; only a record that names the orchestrator has one. */
export function targetKey(taskId: string, orchestrator: string | null): string {
  return orchestrator === null ? taskId : `${taskId}\n${orchestrator}`;
}

export function targetOf(key: string): { taskId: string; orchestrator: string | null } {
  const [taskId, orchestrator] = key.split('\n') as [string, string | undefined];
  return { taskId, orchestrator: orchestrator ?? null };
}

/** Session -> its time cut into stretches of one task each (`taskId` is a target key); a session that nobody claims has none. */
export function claimsOf(
  db: Connection,
  heads: readonly SessionHead[],
  beads: ReadonlyMap<string, readonly Segment[]>,
): Map<number, Segment[]> {
  const claims = new Map<number, Claim[]>();
  const claim = (key: number, one: Claim): void => {
    getOrInsert(claims, key, () => []).push(one);
  };
  for (const [key, own] of namedByRecords(db, heads))
    for (const one of own) claim(key, { ...one, rank: RANKS.record });
  const ofLedger = namedByLedger(db, heads);
  for (const { key, sessionId, firstAt, lastAt } of heads) {
    const hooked = beads.get(sessionId) ?? [];
    for (const one of hooked) claim(key, { ...one, rank: RANKS.window });
    for (const one of hooked.length > 0 ? (ofLedger.get(sessionId) ?? []) : named(ofLedger.get(sessionId)))
      claim(key, one);
    const known = claims.get(key)?.filter(({ start, end }) => start <= lastAt && end > firstAt) ?? [];
    if (known.length === 0) claims.delete(key);
    else claims.set(key, known);
  }
  const found = new Map<number, Segment[]>();
  for (const { key, firstAt, lastAt } of heads) {
    const own = claims.get(key);
    if (own !== undefined) found.set(key, wholeWhereItIs(joined(segments(own)), firstAt, lastAt));
  }
  return found;
}

/** Stretches of the tasks that the session's records name; where they name none, of its attempt. They cover all of the session. */
function namedByRecords(db: Connection, heads: readonly SessionHead[]): Map<number, Segment[]> {
  const rows = prepared(
    db,
    `SELECT t.session_key AS key, n.task_id AS taskId, coalesce(t.first_at, 0) AS start, coalesce(t.last_at, 0) + 1 AS end
     FROM json_each(?) j JOIN session_tasks t ON t.session_key = j.value JOIN task_names n USING (task_ref) ORDER BY t.first_at, n.task_id`,
  ).all(JSON.stringify(heads.map(({ key }) => key))) as (Segment & { key: number })[];
  const found = new Map<number, Segment[]>();
  for (const { key, ...one } of rows) getOrInsert(found, key, () => []).push(one);
  for (const [key, own] of found) found.set(key, filled(own));
  const untold = heads.filter(({ key, attemptId }) => attemptId !== null && !found.has(key));
  const tasks = attemptTasks(
    db,
    untold.map(({ attemptId }) => attemptId as string),
  );
  for (const { key, attemptId } of untold) {
    const taskId = tasks.get(attemptId as string) ?? (attemptId as string);
    found.set(key, [{ taskId, start: -FOREVER, end: FOREVER }]);
  }
  return found;
}

/** Of a session that nobody's hook cuts, whoever names it and says when means all of it: times only tell several of them apart. */
function named(claims: readonly Claim[] = []): Claim[] {
  const told = claims.filter(({ rank }) => rank === RANKS.ledger);
  const rest = claims.filter(({ rank }) => rank !== RANKS.ledger);
  return [...filled(told).map((one) => ({ ...one, rank: RANKS.ledger })), ...rest];
}

/** A task goes on until the next one is named; the first began with the session. */
function filled(own: readonly Segment[]): Segment[] {
  const cut = segments(own.map((one) => ({ ...one, rank: RANKS.record })));
  return joined(
    cut.map((one, index) => ({
      taskId: one.taskId,
      start: index === 0 ? -FOREVER : one.start,
      end: cut[index + 1]?.start ?? FOREVER,
    })),
  );
}

/** A stretch that holds all of the session is the whole session, also what has no time in it. */
function wholeWhereItIs(own: Segment[], firstAt: number, lastAt: number): Segment[] {
  const all = own.find(({ start, end }) => start <= firstAt && end > lastAt);
  return all === undefined ? own : [{ taskId: all.taskId, start: -FOREVER, end: FOREVER }];
}

/** Neighbours of one task as one stretch. */
function joined(own: readonly Segment[]): Segment[] {
  const kept: Segment[] = [];
  for (const one of own) {
    const last = kept.at(-1);
    if (last?.taskId === one.taskId && last.end === one.start)
      kept[kept.length - 1] = { ...last, end: one.end };
    else kept.push(one);
  }
  return kept;
}

interface LedgerClaim {
  readonly recordType: string;
  readonly recordId: string;
  readonly sessionId: string;
  readonly taskId: string | null;
  readonly at: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Claims by session id: completions and work logs with their times, beads by the session that closed them. */
function namedByLedger(db: Connection, heads: readonly SessionHead[]): Map<string, Claim[]> {
  const rows = (
    prepared(
      db,
      `SELECT l.record_type AS recordType, l.record_id AS recordId, l.session_id AS sessionId, l.task_id AS taskId, l.at, l.data
       FROM json_each(?) j JOIN ledger l INDEXED BY ledger_by_session ON l.session_id = j.value
       WHERE l.record_type IN ('task_completion', 'work_log', 'task_attempt', 'work_item') ORDER BY l.at, l.record_type, l.record_id`,
    ).all(JSON.stringify([...new Set(heads.map(({ sessionId }) => sessionId))])) as (LedgerClaim & {
      data: string;
    })[]
  ).map((row): LedgerClaim => ({ ...row, data: JSON.parse(row.data) }));
  const looseTarget = looseTargets(db, rows);
  const assigned = assignedOf(
    db,
    rows.flatMap(({ recordType, taskId }) => (recordType === 'work_item' && taskId !== null ? [taskId] : [])),
  );
  const found = new Map<string, Claim[]>();
  const closedBefore = new Map<string, number>();
  for (const row of rows.sort((a, b) => endOf(a) - endOf(b))) {
    const { recordType, sessionId, taskId, data } = row;
    let one: Claim | null = null;
    if (recordType === 'work_item') {
      const end = timeIn(row, 'closed_at');
      if (taskId === null || end === null || data.started_at !== undefined || assigned.has(taskId)) continue;
      one = { taskId, start: closedBefore.get(sessionId) ?? -FOREVER, end: end + 1, rank: RANKS.closing };
      closedBefore.set(sessionId, end + 1);
    } else {
      const end = endOf(row);
      const orchestrator = typeof data.orchestrator === 'string' ? data.orchestrator : null;
      const target = targetKey(taskId ?? looseTarget(row), orchestrator);
      one = { taskId: target, start: startOf(row, end), end: end + 1, rank: RANKS.ledger };
    }
    if (one.start < one.end) getOrInsert(found, sessionId, () => []).push(one);
  }
  return found;
}

function endOf(row: LedgerClaim): number {
  return timeIn(row, 'completed_at') ?? timeIn(row, 'closed_at') ?? row.at ?? FOREVER;
}

function startOf(row: LedgerClaim, end: number): number {
  const told = timeIn(row, 'started_at');
  if (told !== null) return told;
  const duration = row.data.task_duration_ms;
  return typeof duration === 'number' && duration > 0 ? end - duration : -FOREVER;
}

/** Those of the beads that somebody was given. */
function assignedOf(db: Connection, taskIds: readonly string[]): Set<string> {
  if (taskIds.length === 0) return new Set();
  return new Set(
    prepared(
      db,
      `SELECT DISTINCT task_id FROM ledger INDEXED BY ledger_by_task WHERE task_id IN (SELECT value FROM json_each(?)) AND record_type = 'assignment'`,
    )
      .pluck()
      .all(JSON.stringify(taskIds)) as string[],
  );
}
