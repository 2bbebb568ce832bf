/** All usage of models, tasks or not: by canonical model and harness. */

import type { ReportFilter } from '../../domain/report.ts';
import { USAGE_COLUMNS } from '../call-row.ts';
import type { Connection } from '../open.ts';
import { dayZone } from '../period-sums.ts';
import { bucketOf, type Sum } from '../rollups.ts';
import { costSums } from './cost-sums.ts';
import { rollupCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { NO_SUMS, type SumRow } from './sums.ts';

export type ModelUsageRow = SumRow & {
  readonly canonical: string;
  readonly provider: string | null;
  readonly harness: string;
};

/**
 * From the sums of seats, which are few however many sessions there are. Only sessions know the types of their tasks, and are asked while
 * no days are stored.
 */
export function modelUsage(db: Connection, filter: ReportFilter, timezone: string): ModelUsageRow[] {
  if (filter.taskTypes.length > 0 || dayZone(db) !== timezone) return usageOfSessions(db, filter);
  return costSums(db, filter, timezone, ['model', 'harness']).flatMap(({ key, sums }) => {
    const { model, provider, harness } = key;
    if (model === null || harness === null || sums.model_calls === 0) return [];
    return [{ ...NO_SUMS, ...sums, canonical: model, provider, harness }];
  });
}

const NEEDED: readonly Sum[] = [
  ...['model_calls', 'output_extra', 'estimated_calls', 'cost', 'priced_calls', 'unpriced_calls'],
  ...USAGE_COLUMNS,
] as readonly Sum[];
const sumsOf = (alias: string): string => NEEDED.map((name) => `sum(${alias}.${name}) AS ${name}`).join(', ');

/**
 * Rollups are first summed by session, in the order in which they are stored, so that a session is looked up once and not once a quarter
 * hour: a third of the time.
 */
function usageOfSessions(db: Connection, filter: ReportFilter): ModelUsageRow[] {
  const who = rollupCondition({ ...filter, since: null, until: null });
  const rows = prepared(
    db,
    `SELECT m.canonical, m.provider, s.harness, ${sumsOf('r')}
       FROM (SELECT q.session_key, q.model_id, ${sumsOf('q')} FROM rollups q NOT INDEXED
           WHERE q.model_calls > 0 AND q.bucket >= coalesce(?, -1) AND q.bucket <= coalesce(?, 1e18) GROUP BY q.session_key, q.model_id) r
         CROSS JOIN sessions s USING (session_key) CROSS JOIN models m ON m.model_id = r.model_id
       WHERE ${who.sql} GROUP BY m.canonical, s.harness`,
  ).all(
    filter.since === null ? null : bucketOf(filter.since),
    filter.until === null ? null : bucketOf(filter.until),
    ...who.values,
  ) as ModelUsageRow[];
  return rows.map((row) => ({ ...NO_SUMS, ...row }));
}

/** Names as logged, by canonical name. */
export function namesByModel(db: Connection): Map<string, string[]> {
  const rows = prepared(
    db,
    `SELECT canonical, json_group_array(name ORDER BY name) AS names FROM models GROUP BY canonical`,
  ).all() as { canonical: string; names: string }[];
  return new Map(rows.map(({ canonical, names }) => [canonical, JSON.parse(names) as string[]]));
}
