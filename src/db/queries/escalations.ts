/** Escalations as the ledger knows them (REQUIREMENTS.md R0.3), with what was answered. */

import { NO_FILTER, type ReportFilter } from '../../domain/report.ts';
import type { EscalationReport } from '../../domain/work-report.ts';
import type { Connection } from '../open.ts';
import { timeIn } from './bead-ledger.ts';
import { prepared } from './prepared.ts';
import { workFilter } from './work-filter.ts';
import type { WorkOf } from './work-log.ts';

interface Stored {
  readonly id: string;
  readonly agent: string | null;
  readonly beadId: string | null;
  readonly sessionId: string | null;
  readonly at: number | null;
  readonly severity: unknown;
  readonly category: unknown;
  readonly createdAt: unknown;
}

const COLUMNS = `SELECT record_id AS id, agent, task_id AS beadId, session_id AS sessionId, at, json_extract(data, '$.severity') AS severity,
  json_extract(data, '$.category') AS category, coalesce(json_extract(data, '$.created_at'), json_extract(data, '$.escalated_at')) AS createdAt
  FROM ledger`;
const ALL = `${COLUMNS} WHERE record_type = 'escalation' ORDER BY at DESC, record_id`;
const ALL_OF = `${COLUMNS} INDEXED BY ledger_by_agent WHERE agent = @agent AND record_type = 'escalation'
  UNION ${COLUMNS} INDEXED BY ledger_by_task WHERE task_id IN (SELECT value FROM json_each(@beads)) AND record_type = 'escalation'
  ORDER BY at DESC, id`;

/** Those of the filter, the newest first; `of` null = everybody's. */
export function escalations(
  db: Connection,
  filter: ReportFilter = NO_FILTER,
  of: WorkOf | null = null,
): EscalationReport[] {
  const isAsked = workFilter(db, filter);
  const rows = (
    of === null
      ? prepared(db, ALL).all()
      : prepared(db, ALL_OF).all({ agent: of.agent, beads: JSON.stringify(of.beads) })
  ) as Stored[];
  return rows
    .map((row) => ({
      ...row,
      createdAt: timeIn({ data: { createdAt: row.createdAt } }, 'createdAt') ?? row.at,
    }))
    .filter(({ agent, beadId, sessionId, createdAt }) =>
      isAsked({
        ...{ agent, model: null, taskId: beadId, at: createdAt },
        sessionIds: sessionId === null ? [] : [sessionId],
      }),
    )
    .map(({ id, agent, beadId, severity, category, createdAt }) => ({
      id,
      agentId: agent,
      beadId,
      severity: word(severity),
      category: word(category),
      createdAt,
    }));
}

const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
