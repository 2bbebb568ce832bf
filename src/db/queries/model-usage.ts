/** All usage of models, tasks or not: by canonical model, harness and effort. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { rollupCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { SUM_SQL, type SumRow } from './sums.ts';

export type ModelUsageRow = SumRow & {
  readonly canonical: string;
  readonly provider: string | null;
  readonly harness: string;
  readonly effort: string | null;
  /** As logged, a JSON list. */
  readonly names: string;
};

export function modelUsage(db: Connection, filter: ReportFilter): ModelUsageRow[] {
  const rows = rollupCondition(filter);
  return prepared(
    db,
    `SELECT m.canonical, m.provider, s.harness, s.effort, json_group_array(DISTINCT m.name ORDER BY m.name) AS names, ${SUM_SQL}
       FROM rollups r JOIN sessions s USING (session_key) JOIN models m USING (model_id)
       WHERE r.model_id <> 0 AND ${rows.sql} GROUP BY m.canonical, s.harness, s.effort HAVING sum(r.model_calls) > 0`,
  ).all(...rows.values) as ModelUsageRow[];
}

/** Names as logged, by canonical name. */
export function namesByModel(db: Connection): Map<string, string[]> {
  const rows = prepared(
    db,
    `SELECT canonical, json_group_array(name ORDER BY name) AS names FROM models GROUP BY canonical`,
  ).all() as { canonical: string; names: string }[];
  return new Map(rows.map(({ canonical, names }) => [canonical, JSON.parse(names) as string[]]));
}
