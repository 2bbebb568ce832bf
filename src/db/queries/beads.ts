/** What beads cost, by whom and how well they were done (R0.2, R0.7): usage of the agent's sessions while the bead was on its hook. */

import type { TokenSums } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import {
  type BeadFacts,
  beadFacts,
  groupByTask,
  known,
  type LedgerRow,
  ledgerRows,
  timeIn,
} from './bead-ledger.ts';
import { beadQuality, type QualitySignal } from './bead-quality.ts';
import { sessionSegments } from './bead-sessions.ts';
import { type BeadUsage, usageOfBeads } from './bead-usage.ts';
import { type Segment, type Window, windowsByAgent } from './bead-windows.ts';
import { prepared } from './prepared.ts';
import { costOf, NO_SUMS, tokenSums } from './sums.ts';

/** One bead in the terms of the work log (REQUIREMENTS.md R0.2). Times epoch ms, money micro-dollars; null = not known. */
export interface BeadWork {
  readonly taskId: string;
  readonly beadType: string | null;
  readonly rigId: string | null;
  readonly convoyId: string | null;
  /** Whom it was last given to; without an assignment, its assignee. */
  readonly agent: string | null;
  /** Sessions that it was worked on in, main ones; their sub-agents' usage is counted with them. */
  readonly sessions: readonly string[];
  /** null when no call belongs to it. */
  readonly tokens: TokenSums | null;
  readonly modelCalls: number;
  /** null when no call of it has a price. */
  readonly costUsdMicros: number | null;
  readonly unpricedCalls: number;
  /** As logged; of several the one that cost most, then the one with most tokens. */
  readonly model: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly qualitySignal: QualitySignal | null;
  /** It was given out, opened or merged more than once. */
  readonly rework: boolean;
}

/** Ids of all beads that the ledger knows as work or as given to somebody. */
export function beadIds(db: Connection): string[] {
  return prepared(
    db,
    `SELECT task_id FROM ledger WHERE record_type = 'assignment' AND task_id IS NOT NULL
     UNION SELECT record_id FROM ledger WHERE record_type = 'work_item' AND json_extract(data, '$.bead_kind') = 'work' ORDER BY 1`,
  )
    .pluck()
    .all() as string[];
}

/** What Gas Town and beads say of one bead; usage is told apart. */
export type BeadSide = Omit<
  BeadWork,
  'sessions' | 'tokens' | 'modelCalls' | 'costUsdMicros' | 'unpricedCalls' | 'model'
> & {
  /** When it was on somebody's hook, in order. */
  readonly windows: readonly Window[];
  /** Whom it was given to and taken from, in order. */
  readonly assignments: readonly LedgerRow[];
  readonly item: LedgerRow | undefined;
};

/** What is known of beads, and what it was gathered from (also of beads that were not asked for). */
export interface BeadSides {
  readonly beads: readonly BeadSide[];
  readonly facts: BeadFacts;
  readonly windows: ReadonlyMap<string, readonly Window[]>;
}

/** The given beads, each once, in their order; one that nothing is known of is all null. */
export function beadWork(db: Connection, taskIds: readonly string[]): BeadWork[] {
  const { beads, facts, windows } = beadSides(db, taskIds);
  const segments = sessionSegments(db, facts, windows);
  const usage = usageOfBeads(db, segments, new Set(beads.map(({ taskId }) => taskId)));
  return beads.map(({ windows: _, assignments: __, item, ...bead }) => ({
    ...bead,
    ...usageFields(usage.get(bead.taskId), item),
  }));
}

/** Only the stretches of sessions. */
export function beadSegments(db: Connection, taskIds: readonly string[]): Map<string, readonly Segment[]> {
  const facts = beadFacts(db, taskIds);
  return sessionSegments(db, facts, windowsByAgent(facts.assignments, facts.deaths));
}

export function beadSides(db: Connection, taskIds: readonly string[]): BeadSides {
  const wanted = [...new Set(taskIds)];
  const facts = beadFacts(db, wanted);
  const windows = windowsByAgent(facts.assignments, facts.deaths);
  const ofTask = groupByTask([...windows.values()].flat());
  const items = new Map(ledgerRows(db, 'work_item', 'task_id', wanted).map((row) => [row.taskId, row]));
  const convoys = new Map(
    ledgerRows(db, 'convoy_participation', 'task_id', wanted).map((row) => [row.taskId, row]),
  );
  const assignments = groupByTask(facts.assignments);
  const events = groupByTask(ledgerRows(db, 'work_item_event', 'task_id', wanted));
  const quality = beadQuality(db, wanted, assignments, ofTask, events);
  const beads = wanted.map((taskId): BeadSide => {
    const item = items.get(taskId);
    const own = (ofTask.get(taskId) ?? []).toSorted((a, b) => a.start - b.start || a.end - b.end);
    const history = events.get(taskId) ?? [];
    const given = own.at(-1)?.agent ?? assignments.get(taskId)?.at(-1)?.agent;
    const agent = given ?? item?.agent ?? takenBy(history);
    return {
      taskId,
      beadType: text(item?.data.issue_type),
      rigId: rigOf(agent) ?? text(item?.data.rig),
      convoyId: text(item?.data.convoy_id) ?? text(convoys.get(taskId)?.data.convoy_id),
      agent,
      ...timesOf(own, item, history),
      ...(quality.get(taskId) ?? { qualitySignal: null, rework: false }),
      windows: own,
      assignments: assignments.get(taskId) ?? [],
      item,
    };
  });
  return { beads, facts, windows };
}

/** Who took the bead, else who closed it: an assignee may be cleared when a bead is closed (beads.md 5). */
function takenBy(history: readonly LedgerRow[]): string | null {
  const last = (event: string): string | null =>
    history.findLast(({ agent, data }) => data.event === event && agent !== null)?.agent ?? null;
  return last('claimed') ?? last('closed');
}

/** Both times from one place where that can be: the table of events may be hours off the beads' own times (beads.md 3). */
function timesOf(windows: readonly Window[], item: LedgerRow | undefined, history: readonly LedgerRow[]) {
  const startedAt = windows[0]?.start ?? (item === undefined ? null : timeIn(item, 'started_at'));
  const completedAt = (item === undefined ? null : timeIn(item, 'closed_at')) ?? doneAt(windows);
  const taken = history.find(({ data }) => data.event === 'claimed');
  if (startedAt !== null || taken === undefined) return { startedAt, completedAt };
  const closed = history.findLast(({ data }) => data.event === 'closed');
  const isOpen = item !== undefined && completedAt === null;
  return { startedAt: taken.at, completedAt: isOpen ? null : (closed?.at ?? null) };
}

function usageFields(usage: BeadUsage | undefined, item: LedgerRow | undefined) {
  const sums = usage?.sums ?? NO_SUMS;
  return {
    sessions: known([...(usage?.sessions ?? []), item?.sessionId ?? null]).sort(),
    tokens: sums.model_calls === 0 ? null : tokenSums(sums),
    modelCalls: sums.model_calls,
    costUsdMicros: costOf(sums),
    unpricedCalls: sums.unpriced_calls,
    model: usage?.model ?? null,
  };
}

/** When the last window ended by being done; null while there is more to do. */
function doneAt(windows: readonly Window[]): number | null {
  const last = windows.at(-1);
  return last?.endedBy === 'done' ? last.end : null;
}

/** `gastown/polecats/Toast` works for the rig `gastown`; agents of the whole town for none. */
function rigOf(agent: string | null): string | null {
  const slash = agent?.indexOf('/') ?? -1;
  return slash <= 0 ? null : (agent as string).slice(0, slash);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
