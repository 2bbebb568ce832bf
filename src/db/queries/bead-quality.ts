/** What became of a bead at the gate: merged at once, sent back, or failed (gastown.md 3). */

import type { Connection } from '../open.ts';
import { groupByTask, known, type LedgerRow, ledgerRows } from './bead-ledger.ts';
import type { Window } from './bead-windows.ts';

/** R0.2's words. */
export type QualitySignal = 'passed' | 'rework_requested' | 'failed';

export interface BeadQuality {
  readonly qualitySignal: QualitySignal | null;
  readonly rework: boolean;
}

type ByTask<Row> = ReadonlyMap<string, readonly Row[]>;

/**
 * The last verdict of the merge queue; a pass after anything that sent the bead back (a failed merge, a second sling, work after it was
 * done, a reopening) is `rework_requested`, because it did not pass at first sight.
 */
export function beadQuality(
  db: Connection,
  taskIds: readonly string[],
  assignments: ByTask<LedgerRow>,
  windows: ByTask<Window>,
  events: ByTask<LedgerRow>,
): Map<string, BeadQuality> {
  const named = groupByTask(ledgerRows(db, 'quality_signal', 'task_id', taskIds));
  const reviews = groupByTask(ledgerRows(db, 'quality_review', 'task_id', taskIds));
  const agents = known(taskIds.flatMap((id) => assignments.get(id) ?? []).map(({ agent }) => agent));
  const unnamed = ledgerRows(db, 'quality_signal', 'agent', agents).filter(({ taskId }) => taskId === null);
  return new Map(
    taskIds.map((taskId) => {
      const own = assignments.get(taskId) ?? [];
      const signals = [...(named.get(taskId) ?? []), ...signalsOfBranches(own, unnamed)];
      const gates = (reviews.get(taskId) ?? []).filter(({ data }) => data.layer === 'gate');
      const verdicts = [...signals, ...gates].sort((a, b) => a.at - b.at).flatMap(verdictOf);
      const isAgain =
        own.filter(({ data }) => data.action === 'sling').length > 1 ||
        isTakenUpAgain(windows.get(taskId) ?? []) ||
        (events.get(taskId) ?? []).some(({ data }) => data.rework === true);
      return [taskId, judge(verdicts, isAgain)];
    }),
  );
}

function judge(verdicts: readonly QualitySignal[], isAgain: boolean): BeadQuality {
  const last = verdicts.at(-1) ?? null;
  const rework = isAgain || verdicts.slice(0, -1).some((verdict) => verdict !== 'passed');
  if (last === 'passed' || last === null)
    return { qualitySignal: rework ? 'rework_requested' : last, rework };
  return { qualitySignal: last, rework };
}

/** Signals that name no bead, but a branch that the agent handed in for this one. */
function signalsOfBranches(own: readonly LedgerRow[], unnamed: readonly LedgerRow[]): LedgerRow[] {
  const handedIn = new Set(
    own.filter(({ data }) => data.branch !== undefined).map(({ agent, data }) => `${agent} ${data.branch}`),
  );
  return unnamed.filter(({ agent, data }) => handedIn.has(`${agent} ${data.branch}`));
}

function verdictOf({ data }: LedgerRow): QualitySignal[] {
  const word = data.signal ?? data.label;
  return word === 'passed' || word === 'failed' || word === 'rework_requested' ? [word] : [];
}

/** Work on it went on after somebody had handed it in. */
function isTakenUpAgain(windows: readonly Window[]): boolean {
  return windows.some(
    ({ endedBy, end }) =>
      endedBy === 'done' && windows.some((later) => later.start >= end && later.end > end),
  );
}
