/** The work log (REQUIREMENTS.md R0.2): lines that an orchestrator wrote itself, and what beads and sessions tell where it wrote none. */

import { NO_FILTER, type ReportFilter } from '../../domain/report.ts';
import type { WorkLogReport } from '../../domain/work-report.ts';
import type { Connection } from '../open.ts';
import { timeIn } from './bead-ledger.ts';
import { type BeadWork, beadIds, beadWork } from './beads.ts';
import { prepared } from './prepared.ts';
import { workFilter } from './work-filter.ts';

/** Micro-dollars in a cent. */
const CENT = 10_000;

interface Stored {
  readonly id: string;
  readonly agent: string | null;
  readonly taskId: string | null;
  readonly sessionId: string | null;
  readonly data: string;
}

/** Whose work is asked for: an agent's, and that on some beads. */
export interface WorkOf {
  readonly agent: string | null;
  readonly beads: readonly string[];
}

const LINES = `SELECT record_id AS id, agent, task_id AS taskId, session_id AS sessionId, data FROM ledger`;
const ALL_LINES = `${LINES} WHERE record_type = 'work_log'`;
const LINES_OF = `${LINES} INDEXED BY ledger_by_agent WHERE agent = @agent AND record_type = 'work_log'
  UNION ${LINES} INDEXED BY ledger_by_task WHERE task_id IN (SELECT value FROM json_each(@beads)) AND record_type = 'work_log'`;

/**
 * Work of the filter, the newest first; a range is held against its completion (DATA.md 1). A bead that has lines of its own in the
 * ledger is told by them alone. `of` null = everybody's.
 */
export function workLog(
  db: Connection,
  filter: ReportFilter = NO_FILTER,
  of: WorkOf | null = null,
): WorkLogReport[] {
  const isAsked = workFilter(db, filter);
  const rows = (
    of === null
      ? prepared(db, ALL_LINES).all()
      : prepared(db, LINES_OF).all({ agent: of.agent, beads: JSON.stringify(of.beads) })
  ) as Stored[];
  const told = new Set(rows.map((row) => row.taskId));
  const derived = beadWork(
    db,
    (of?.beads ?? beadIds(db)).filter((id) => !told.has(id)),
  ).filter((bead) => bead.sessions.length > 0 || bead.completedAt !== null);
  return [...rows.map(reported), ...derived.map(computed)]
    .filter(({ agentId, beadId, ...row }) =>
      isAsked({ ...row, agent: agentId, taskId: beadId, at: row.completedAt ?? row.startedAt }),
    )
    .sort(
      (a, b) =>
        (b.completedAt ?? b.startedAt ?? 0) - (a.completedAt ?? a.startedAt ?? 0) || (a.id < b.id ? -1 : 1),
    );
}

function reported(row: Stored): WorkLogReport {
  const data = JSON.parse(row.data) as Record<string, unknown>;
  const text = (name: string) => (typeof data[name] === 'string' ? data[name] : null);
  const number = (name: string) => (typeof data[name] === 'number' ? data[name] : null);
  const cents = number('cost_cents');
  const micros = number('cost_usd_micros') ?? (cents === null ? null : cents * CENT);
  return {
    id: row.id,
    agentId: row.agent,
    beadId: row.taskId,
    beadType: text('bead_type'),
    rigId: text('rig_id'),
    convoyId: text('convoy_id'),
    startedAt: timeIn({ data }, 'started_at'),
    completedAt: timeIn({ data }, 'completed_at'),
    qualitySignal: text('quality_signal'),
    model: text('model'),
    tokenUsage: number('token_usage'),
    costUsdMicros: micros,
    costCents: cents ?? centsOf(micros),
    costBasis: micros === null ? null : 'reported',
    sessionIds: row.sessionId === null ? [] : [row.sessionId],
  };
}

function computed(bead: BeadWork): WorkLogReport {
  const { taskId, agent, tokens, costUsdMicros, sessions } = bead;
  return {
    id: `bead:${taskId}`,
    agentId: agent,
    beadId: taskId,
    beadType: bead.beadType,
    rigId: bead.rigId,
    convoyId: bead.convoyId,
    startedAt: bead.startedAt,
    completedAt: bead.completedAt,
    qualitySignal: bead.qualitySignal,
    model: bead.model,
    tokenUsage: tokens?.total ?? null,
    costUsdMicros,
    costCents: centsOf(costUsdMicros),
    costBasis: costUsdMicros === null ? null : 'computed',
    sessionIds: sessions,
  };
}

const centsOf = (micros: number | null): number | null =>
  micros === null ? null : Math.round(micros / CENT);
