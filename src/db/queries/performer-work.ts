/** What the ledger says of a group's work beside its tasks: molecule steps, convoys, escalations. By indexes, however many tasks there are. */

import type { GroupKey } from '../../domain/performance.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

/** Ids of distinct facts. */
export interface LedgerWork {
  readonly moleculeSteps: readonly string[];
  readonly convoys: readonly string[];
  readonly escalations: readonly string[];
}

type Queries = Readonly<Record<keyof LedgerWork, string>>;

/** Facts of an agent's own. A step is told by a record, or is a closed bead below another one (beads.md). */
const OF_AGENT: Queries = {
  moleculeSteps: `SELECT coalesce(task_id, record_id) AS id, at FROM ledger INDEXED BY ledger_by_agent
      WHERE agent = @name AND record_type = 'molecule_step'
    UNION ALL SELECT w.record_id, unixepoch(w.data ->> '$.closed_at', 'subsec') * 1000 FROM ledger w INDEXED BY ledger_by_agent
      JOIN ledger l INDEXED BY ledger_by_task ON l.task_id = w.record_id AND l.record_type = 'work_item_link'
      WHERE w.agent = @name AND w.record_type = 'work_item' AND w.data ->> '$.status' = 'closed' AND l.data ->> '$.link' = 'parent-child'`,
  convoys: `SELECT data ->> '$.convoy_id' AS id, at FROM ledger INDEXED BY ledger_by_agent
      WHERE agent = @name AND record_type = 'convoy_participation'`,
  escalations: `SELECT record_id AS id, at FROM ledger INDEXED BY ledger_by_agent WHERE agent = @name AND record_type = 'escalation'`,
};

/** Facts of the tasks of a department or project: the ledger itself knows neither. Facts are few, tasks are many: the join begins there. */
function ofTasks(column: 'department' | 'project'): Queries {
  const about = (type: string) =>
    `ledger l CROSS JOIN tasks t ON t.task_id = l.task_id
       WHERE l.record_type = '${type}'
         AND (t.${column} = (SELECT word_id FROM words WHERE word = @name) OR (@name IS NULL AND t.${column} IS NULL))`;
  return {
    moleculeSteps: `SELECT l.task_id AS id, l.at FROM ${about('molecule_step')}
      UNION ALL SELECT l.task_id, t.completed_at FROM ${about('work_item_link')} AND l.data ->> '$.link' = 'parent-child' AND t.completed_at IS NOT NULL`,
    convoys: `SELECT l.data ->> '$.convoy_id' AS id, l.at FROM ${about('convoy_participation')}`,
    escalations: `SELECT l.record_id AS id, l.at FROM ${about('escalation')}`,
  };
}

const QUERIES: Readonly<Record<GroupKey, Queries>> = {
  agent: OF_AGENT,
  department: ofTasks('department'),
  project: ofTasks('project'),
};

/** Facts of the range; those without a time are of every range. */
export function ledgerWork(
  db: Connection,
  { since, until }: Pick<ReportFilter, 'since' | 'until'>,
  by: GroupKey,
  name: string | null,
): LedgerWork {
  const ids = (facts: string): string[] =>
    prepared(
      db,
      `SELECT DISTINCT id FROM (${facts}) WHERE id IS NOT NULL
         AND (at IS NULL OR (at >= coalesce(@since, -1e18) AND at <= coalesce(@until, 1e18)))`,
    )
      .pluck()
      .all({ name, since, until }) as string[];
  const queries = QUERIES[by];
  return {
    moleculeSteps: ids(queries.moleculeSteps),
    convoys: ids(queries.convoys),
    escalations: ids(queries.escalations),
  };
}
