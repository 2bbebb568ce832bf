/** Names that a filter can be given: everyone and everything that is recorded, each once, in order. */

import type { FilterNames } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL } from './filter.ts';
import { prepared } from './prepared.ts';

const SQL: Readonly<Record<keyof FilterNames, string>> = {
  agents: `SELECT ${AGENT_SQL} AS name FROM sessions s UNION SELECT agent FROM ledger`,
  departments: `SELECT DISTINCT ${DEPARTMENT_SQL} AS name FROM sessions s`,
  // A task that only records tell of may have no session.
  projects: `SELECT ${PROJECT_SQL} AS name FROM sessions s UNION SELECT word FROM words WHERE word_id IN (SELECT project FROM tasks)`,
  models: `SELECT name FROM models UNION SELECT canonical FROM models UNION SELECT data ->> '$.model' FROM ledger WHERE record_type = 'work_log'`,
  harnesses: `SELECT DISTINCT harness AS name FROM sessions`,
  taskTypes: `SELECT word AS name FROM words WHERE word_id IN (SELECT task_type FROM tasks)`,
};

export function filterNames(db: Connection): FilterNames {
  const names = (sql: string) =>
    prepared(db, `SELECT name FROM (${sql}) WHERE name IS NOT NULL ORDER BY name`).pluck().all() as string[];
  const found = Object.entries(SQL).map(([kind, sql]) => [kind, names(sql)]);
  return Object.fromEntries(found) as FilterNames;
}

/** Whether anybody or anything has this name; found by indexes. */
export function isRecorded(db: Connection, kind: 'agents' | 'projects', name: string): boolean {
  return prepared(db, `SELECT 1 FROM (${SQL[kind]}) WHERE name = ? LIMIT 1`).get(name) !== undefined;
}
