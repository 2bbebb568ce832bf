/** All usage of models, tasks or not: by canonical model and harness. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { costSums } from './cost-sums.ts';
import { prepared } from './prepared.ts';
import { NO_SUMS, type SumRow } from './sums.ts';

export type ModelUsageRow = SumRow & {
  readonly canonical: string;
  readonly provider: string | null;
  readonly harness: string;
};

/** From the sums of seats, which are few however many sessions there are. `timezone`: zone that days are cut in. */
export function modelUsage(db: Connection, filter: ReportFilter, timezone: string): ModelUsageRow[] {
  return costSums(db, filter, timezone, ['model', 'harness']).flatMap(
    ({ key: { model, provider, harness }, sums }): ModelUsageRow[] =>
      model === null ||
      harness === null ||
      (sums.model_calls === 0 && sums.priced_calls === 0 && sums.unclassified === 0)
        ? []
        : [{ ...NO_SUMS, ...sums, canonical: model, provider, harness }],
  );
}

/** Names as logged, by canonical name. */
export function namesByModel(db: Connection): Map<string, string[]> {
  const rows = prepared(
    db,
    `SELECT canonical, json_group_array(name ORDER BY name) AS names FROM models GROUP BY canonical`,
  ).all() as { canonical: string; names: string }[];
  return new Map(rows.map(({ canonical, names }) => [canonical, JSON.parse(names) as string[]]));
}
