/** Escalations as the ledger knows them (REQUIREMENTS.md R0.3), with what was answered. */

import type { EscalationReport } from '../../domain/work-report.ts';
import type { Connection } from '../open.ts';
import { timeIn } from './bead-ledger.ts';
import { prepared } from './prepared.ts';

interface Stored {
  readonly id: string;
  readonly agent: string | null;
  readonly beadId: string | null;
  readonly at: number | null;
  readonly severity: unknown;
  readonly category: unknown;
  readonly createdAt: unknown;
}

/** All of them, the newest first. */
export function escalations(db: Connection): EscalationReport[] {
  const rows = prepared(
    db,
    `SELECT record_id AS id, agent, task_id AS beadId, at, json_extract(data, '$.severity') AS severity, json_extract(data, '$.category') AS category,
       coalesce(json_extract(data, '$.created_at'), json_extract(data, '$.escalated_at')) AS createdAt
       FROM ledger WHERE record_type = 'escalation' ORDER BY at DESC, record_id`,
  ).all() as Stored[];
  return rows.map(({ id, agent, beadId, at, severity, category, createdAt }) => ({
    id,
    agentId: agent,
    beadId,
    severity: word(severity),
    category: word(category),
    createdAt: timeIn({ data: { createdAt } }, 'createdAt') ?? at,
  }));
}

const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
