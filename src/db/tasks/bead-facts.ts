/** What Gas Town and beads say of a task. */

import type { TaskBead } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import type { LedgerRow } from '../queries/bead-ledger.ts';
import type { BeadSide } from '../queries/beads.ts';
import { prepared } from '../queries/prepared.ts';

export function beadOf(side: BeadSide, deaths: readonly LedgerRow[]): TaskBead {
  const { assignments, windows } = side;
  const given = assignments.filter(({ data }) => data.action === 'sling' || data.action === 'hook');
  const slings = assignments.filter(({ data }) => data.action === 'sling').length;
  return {
    agent: side.agent,
    assignedAt: given[0]?.at ?? null,
    startedAt: side.startedAt,
    completedAt: side.completedAt,
    assignments: Math.max(slings, windows.length),
    qualitySignal: side.qualitySignal,
    rework: side.rework,
    rigId: side.rigId,
    convoyId: side.convoyId,
    killed: killedOf(side, deaths),
  };
}

/** The last time that it was on a hook, its agent died; nobody closed it or took it up since. */
function killedOf({ windows, completedAt }: BeadSide, deaths: readonly LedgerRow[]): TaskBead['killed'] {
  const last = windows.at(-1);
  if (completedAt !== null || last?.endedBy !== 'death') return null;
  const death = deaths.find(({ agent, at }) => agent === last.agent && at === last.end);
  const by = death?.data.caller ?? death?.data.by;
  return { by: typeof by === 'string' ? by : null, at: last.end };
}

/** The tool that a session ran at a time: begun before it, and without a result until then. */
export function toolRunningAt(db: Connection, sessionKey: number, at: number): string | null {
  const name = prepared(
    db,
    `SELECT t.name FROM tool_calls c JOIN tools t USING (tool_id)
     WHERE c.session_key = ? AND c.at <= ? AND (c.result_at IS NULL OR c.result_at >= ?) ORDER BY c.at DESC, c.tool_key LIMIT 1`,
  )
    .pluck()
    .get(sessionKey, at, at);
  return typeof name === 'string' ? name : null;
}
