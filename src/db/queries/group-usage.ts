/** Usage of one agent, department or project, and the models that it called. */

import type { GroupKey } from '../../domain/performance.ts';
import type { ReportFilter } from '../../domain/report.ts';
import { USAGE_COLUMNS } from '../call-row.ts';
import type { Connection } from '../open.ts';
import { dayZone } from '../period-sums.ts';
import type { Sum } from '../rollups.ts';
import { costParts } from './cost-parts.ts';
import { rollupCondition } from './filter.ts';
import { ofGroups } from './performers.ts';
import { prepared } from './prepared.ts';
import { NO_SUMS, type SumRow } from './sums.ts';

const NEEDED: readonly Sum[] = [
  ...(['tool_calls', 'output_extra', 'estimated_calls', 'cost', 'priced_calls'] as const),
  ...USAGE_COLUMNS,
];
const sumsOf = (alias: string): string =>
  NEEDED.map((name) => `coalesce(sum(${alias}.${name}), 0) AS ${name}`).join(', ');

export interface GroupUsage {
  readonly sums: SumRow;
  /** Canonical names. */
  readonly models: readonly string[];
}

/**
 * From the sums of the group's seat. Only sessions know the types of their tasks and which models their tools were called beside, and are
 * asked while no days are stored.
 */
export function groupUsage(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  by: GroupKey,
  name: string | null,
): GroupUsage {
  if (filter.taskTypes.length + filter.models.length > 0 || dayZone(db) !== timezone)
    return usageOfSessions(db, filter, by, name);
  const sums: SumRow = { ...NO_SUMS };
  const models = new Set<string>();
  for (const { from, where } of costParts(db, filter, timezone, ['model'], { by, name })) {
    const { called, ...row } = prepared(
      db,
      `SELECT ${sumsOf('x')}, json_group_array(DISTINCT x.model_id) FILTER (WHERE x.model_calls > 0 AND x.model_id > 0) AS called
         FROM ${from.sql} WHERE ${where.sql}`,
    ).get(...from.values, ...where.values) as SumRow & { called: string };
    for (const sum of NEEDED) sums[sum] += row[sum];
    for (const id of JSON.parse(called) as number[]) models.add(modelName(db, id));
  }
  return { sums, models: [...models] };
}

function modelName(db: Connection, id: number): string {
  return prepared(db, `SELECT canonical FROM models WHERE model_id = ?`).pluck().get(id) as string;
}

/** Grouping many at once would sort all their rows, which takes longer. */
function usageOfSessions(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  name: string | null,
): GroupUsage {
  const { sql, values } = ofGroups(rollupCondition(filter), by, [name]);
  const from = `FROM sessions s CROSS JOIN rollups r USING (session_key) LEFT JOIN models m ON m.model_id = r.model_id WHERE ${sql}`;
  const sums = prepared(db, `SELECT ${sumsOf('r')} ${from}`).get(...values) as SumRow;
  const models = prepared(db, `SELECT DISTINCT m.canonical ${from} AND r.model_calls > 0 AND r.model_id <> 0`)
    .pluck()
    .all(...values) as string[];
  return { sums: { ...NO_SUMS, ...sums }, models };
}
