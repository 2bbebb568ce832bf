/** Who worked: sessions and usage by agent, department or project. */

import type { GroupKey } from '../../domain/performance.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { SourceId } from '../../domain/source.ts';
import { USAGE_COLUMNS } from '../call-row.ts';
import type { Connection } from '../open.ts';
import type { Sum } from '../rollups.ts';
import {
  AGENT_SQL,
  type Condition,
  DEPARTMENT_SQL,
  PROJECT_SQL,
  rollupCondition,
  sessionCondition,
} from './filter.ts';
import { prepared } from './prepared.ts';
import { NO_SUMS, type SumRow } from './sums.ts';

export const GROUP_SQL: Readonly<Record<GroupKey, string>> = {
  agent: AGENT_SQL,
  department: DEPARTMENT_SQL,
  project: PROJECT_SQL,
};

/**
 * What counts as a session: an agent's own ones, sub-agents' under their own names; of a department or project the main ones, because a
 * sub-agent's stands below one of those.
 */
const COUNTED: Readonly<Record<GroupKey, string>> = {
  agent: '1',
  department: 's.parent_id IS NULL',
  project: 's.parent_id IS NULL',
};

/** Sessions of a group that overlap the range; times epoch ms. */
export interface SessionCount {
  readonly name: string | null;
  readonly sessions: number;
  /** null when no session says when it began and ended. */
  readonly durationMs: number | null;
  readonly lastAt: number | null;
}

/** `names` null = every group there is. */
type Names = readonly (string | null)[] | null;

export function sessionCounts(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  names: Names = null,
): SessionCount[] {
  const { sql, values } = ofGroups(sessionCondition(filter), by, names);
  return prepared(
    db,
    `SELECT ${GROUP_SQL[by]} AS name, count(*) FILTER (WHERE ${COUNTED[by]}) AS sessions,
       sum(coalesce(s.duration_ms, s.last_at - s.first_at)) FILTER (WHERE ${COUNTED[by]}) AS durationMs, max(s.last_at) AS lastAt
       FROM sessions s WHERE s.first_at IS NOT NULL AND ${sql} GROUP BY ${GROUP_SQL[by]}`,
  ).all(...values) as SessionCount[];
}

/** Distinct facts of a group's sessions. */
export interface SessionPlace {
  readonly name: string | null;
  readonly source: SourceId;
  readonly harness: string;
  readonly department: string | null;
  readonly project: string | null;
}

export function sessionPlaces(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  names: Names,
): SessionPlace[] {
  const { sql, values } = ofGroups(sessionCondition(filter), by, names);
  return prepared(
    db,
    `SELECT DISTINCT ${GROUP_SQL[by]} AS name, s.source, s.harness, ${DEPARTMENT_SQL} AS department, ${PROJECT_SQL} AS project
       FROM sessions s WHERE s.first_at IS NOT NULL AND ${sql} ORDER BY s.source, s.harness, department, project`,
  ).all(...values) as SessionPlace[];
}

const NEEDED: readonly Sum[] = [
  ...(['tool_calls', 'output_extra', 'estimated_calls', 'cost', 'priced_calls'] as const),
  ...USAGE_COLUMNS,
];
const NEEDED_SQL = NEEDED.map((name) => `coalesce(sum(r.${name}), 0) AS ${name}`).join(', ');

/** Usage of one group, and the canonical models that it called. Grouping many at once would sort all their rows, which takes longer. */
export function groupUsage(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  name: string | null,
): { readonly sums: SumRow; readonly models: readonly string[] } {
  const { sql, values } = ofGroups(rollupCondition(filter), by, [name]);
  const from = `FROM sessions s CROSS JOIN rollups r USING (session_key) LEFT JOIN models m ON m.model_id = r.model_id WHERE ${sql}`;
  const sums = prepared(db, `SELECT ${NEEDED_SQL} ${from}`).get(...values) as SumRow;
  const models = prepared(db, `SELECT DISTINCT m.canonical ${from} AND r.model_calls > 0 AND r.model_id <> 0`)
    .pluck()
    .all(...values) as string[];
  return { sums: { ...NO_SUMS, ...sums }, models };
}

function ofGroups(filter: Condition, by: GroupKey, names: Names): Condition {
  if (names === null) return filter;
  const named = `${GROUP_SQL[by]} IN (SELECT value FROM json_each(?))`;
  return {
    sql: `(${names.includes(null) ? `${named} OR ${GROUP_SQL[by]} IS NULL` : named}) AND ${filter.sql}`,
    values: [JSON.stringify(names.filter((name) => name !== null)), ...filter.values],
  };
}
