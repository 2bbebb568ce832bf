/** Gathers all that is known of the tasks that may have changed, each kind of fact in one question for all of them. */

import type { ToolKind } from '../../domain/event.ts';
import { getOrInsert } from '../../domain/get-or-insert.ts';
import { OWN_SESSION } from '../../domain/task.ts';
import type { TaskBead, TaskFacts, TaskRow, TaskSession } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import type { Segment } from '../queries/bead-windows.ts';
import { beadSides } from '../queries/beads.ts';
import { beadOf, toolRunningAt } from './bead-facts.ts';
import { targetKey, targetOf } from './claims.ts';
import { profilesOf } from './profiles.ts';
import { reviewsOfSessions, rowsOfTasks } from './rows.ts';
import type { Scope } from './scope.ts';
import { treesOf } from './session-tree.ts';
import { taskSessions, toolKinds } from './task-sessions.ts';
import { attemptKey, type Share, usageOf } from './usage.ts';

/** A task of a ledger id: what names one orchestrator, or what names none. */
interface Group {
  readonly orchestrator: string;
  readonly taskId: string;
  readonly rows: readonly TaskRow[];
  readonly bead: TaskBead | null;
  readonly held: readonly Held[];
}

interface Held {
  readonly session: number;
  readonly segment: Segment;
}

/** Record types that make a task by themselves; others only say more of one. */
const MAKES_TASK = new Set(['task_attempt', 'task_completion', 'work_log', 'assignment', 'work_item']);
/** Kinds of beads that stand for something else than work (beads.md, gastown.md 5). */
const WORK_KINDS: ReadonlySet<unknown> = new Set(['work', 'molecule', undefined]);

export function gather(db: Connection, scope: Scope): TaskFacts[] {
  const held = new Map<string, Held[]>();
  for (const [session, own] of scope.claims)
    for (const segment of own) getOrInsert(held, segment.taskId, () => []).push({ session, segment });
  const claimants = new Map<string, string[]>();
  for (const key of held.keys()) {
    const { taskId, orchestrator } = targetOf(key);
    if (orchestrator !== null) getOrInsert(claimants, taskId, () => []).push(orchestrator);
  }
  const ids = [...scope.taskIds];
  const rows = rowsOfTasks(db, ids);
  const beadIds = ids.filter((id) => rows.get(id)?.some(isBeadRow));
  const sides = beadSides(db, beadIds);
  const beads = new Map(sides.beads.map((side) => [side.taskId, beadOf(side, sides.facts.deaths)]));
  const groups = ids.flatMap((id) =>
    groupsOf(id, rows.get(id) ?? [], beads.get(id) ?? null, held, claimants),
  );
  const own = ownGroups(db, scope);
  return finish(db, [...groups, ...own], scope);
}

const isBeadRow = ({ recordType }: TaskRow): boolean =>
  recordType === 'assignment' || recordType === 'work_item';

/** Facts that name different orchestrators are tasks of their own; what names none joins the only one that is named. */
function groupsOf(
  taskId: string,
  rows: readonly TaskRow[],
  bead: TaskBead | null,
  held: ReadonlyMap<string, readonly Held[]>,
  claimants: ReadonlyMap<string, readonly string[]>,
): Group[] {
  const named = new Map<string, TaskRow[]>();
  const rest: TaskRow[] = [];
  for (const row of rows) {
    const name = row.data.orchestrator;
    if (typeof name === 'string' && name !== '') getOrInsert(named, name, () => []).push(row);
    else rest.push(row);
  }
  for (const name of claimants.get(taskId) ?? []) getOrInsert(named, name, () => []);
  const heldBy = (orchestrator: string | null): readonly Held[] =>
    held.get(targetKey(taskId, orchestrator)) ?? [];
  if (named.size <= 1) {
    const [only] = named.keys();
    const all = only === undefined ? heldBy(null) : [...heldBy(null), ...heldBy(only)];
    return makeGroup(only ?? null, taskId, rows, bead, all);
  }
  return [
    ...[...named].flatMap(([name, own]) => makeGroup(name, taskId, own, null, heldBy(name))),
    ...makeGroup(null, taskId, rest, bead, heldBy(null)),
  ];
}

function makeGroup(
  name: string | null,
  taskId: string,
  rows: readonly TaskRow[],
  bead: TaskBead | null,
  held: readonly Held[],
): Group[] {
  const item = rows.find(({ recordType }) => recordType === 'work_item');
  const isOther = item !== undefined && !WORK_KINDS.has(item.data.bead_kind);
  const isGone = item?.data.deleted === true || item?.data.template === true;
  const isMade = held.length > 0 || rows.some(({ recordType }) => MAKES_TASK.has(recordType));
  if (!isMade || isGone) return [];
  if (isOther && held.length === 0 && rows.every((row) => row.recordType !== 'task_completion')) return [];
  return [{ orchestrator: name ?? '', taskId, rows, bead, held }];
}

/** Sessions that nobody else speaks of; those that share an id are one task. */
function ownGroups(db: Connection, scope: Scope): Group[] {
  const free = scope.heads.filter(
    ({ key, sessionId }) => !scope.claims.has(key) && scope.ownIds.has(sessionId),
  );
  const reviews = reviewsOfSessions(
    db,
    free.map(({ sessionId }) => sessionId),
  );
  const groups = new Map<string, Held[]>();
  for (const { key, sessionId } of free) {
    const segment = { taskId: sessionId, start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
    getOrInsert(groups, sessionId, () => []).push({ session: key, segment });
  }
  return [...groups].map(([taskId, held]) => ({
    ...{ orchestrator: OWN_SESSION, taskId, rows: reviews.get(taskId) ?? [], bead: null, held },
  }));
}

/** Puts sessions, usage and names to the groups. */
function finish(db: Connection, groups: readonly Group[], scope: Scope): TaskFacts[] {
  const shares: Share[] = [];
  const attempts = new Map<number, number>();
  for (const [task, { rows, held }] of groups.entries()) {
    for (const { session, segment } of held)
      shares.push({ task, session, start: segment.start, end: segment.end });
    for (const { recordType, recordId } of rows)
      if (recordType === 'task_attempt') attempts.set(attemptKey(recordId), task);
  }
  const usage = usageOf(db, groups.length, shares, attempts);
  const heads = new Map(scope.heads.map((head) => [head.key, head]));
  const sessions = taskSessions(db, new Set(shares.map(({ session }) => session)));
  const members = treesOf(db, [...sessions.keys()]);
  const kindsOf = toolKinds(db);
  const profiles = profilesOf(db, groups, sessions);
  return groups.map((group, task): TaskFacts => {
    const spans = new Map<number, { from: number; to: number } | null>();
    for (const { session, segment } of group.held) spans.set(session, merge(spans.get(session), segment));
    const own = [...spans].flatMap(([key, span]): TaskSession[] => {
      const row = sessions.get(key);
      const head = heads.get(key);
      if (row === undefined || head === undefined) return [];
      const killed = group.bead?.killed ?? null;
      const runningTool = killed === null ? null : toolRunningAt(db, key, killed.at);
      const { firstAt, lastAt } = head;
      return [
        {
          ...row,
          firstAt,
          lastAt,
          span,
          stretches: span === null ? [] : stretchesOf(group.held, key),
          runningTool,
          usedTool: usedTool(() => kindsOf(members.get(key) ?? [])),
        },
      ];
    });
    own.sort((a, b) => (a.firstAt ?? 0) - (b.firstAt ?? 0) || (a.sessionId < b.sessionId ? -1 : 1));
    return {
      orchestrator: group.orchestrator || derived(group, own),
      taskId: group.taskId,
      rows: group.rows,
      bead: group.bead,
      sessions: own,
      usage: usage[task] ?? null,
      profiles,
    };
  });
}

function stretchesOf(held: readonly Held[], session: number): TaskSession['stretches'] {
  return held
    .filter((one) => one.session === session)
    .map(({ segment }) => ({ start: segment.start, end: segment.end }));
}

/** Asks once, and only when it matters. */
function usedTool(ask: () => ReadonlySet<ToolKind>): TaskSession['usedTool'] {
  let known: ReadonlySet<ToolKind> | null = null;
  return (...kinds) => {
    known ??= ask();
    return kinds.some((kind) => known?.has(kind));
  };
}

function merge(
  span: { from: number; to: number } | null | undefined,
  { start, end }: Segment,
): { from: number; to: number } | null {
  if (span === null || (start === Number.NEGATIVE_INFINITY && end === Number.POSITIVE_INFINITY)) return null;
  return { from: Math.min(span?.from ?? start, start), to: Math.max(span?.to ?? end, end) };
}

/** By what tells of it, where nothing names the orchestrator. */
function derived({ rows }: Group, sessions: readonly TaskSession[]): string {
  if (rows.some(({ recordType, source }) => recordType === 'assignment' && source === 'gastown'))
    return 'gastown';
  if (rows.some(isBeadRow)) return 'beads';
  const attempts = rows.filter(({ recordType }) => recordType === 'task_attempt').map(({ source }) => source);
  const told = [...attempts, ...sessions.map(({ taskSource }) => taskSource)];
  return ['work-stream', 'bosun'].find((name) => told.includes(name)) ?? 'ledger';
}
