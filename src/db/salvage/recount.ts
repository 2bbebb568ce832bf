/** Adds up the rollups anew from the rows that they stand for. */

import { USAGE_COLUMNS } from '../call-row.ts';
import type { Connection } from '../open.ts';
import { COUNTED, ROLES } from '../roles.ts';
import { BUCKET_MS, SUMS, type Sum } from '../rollups.ts';

/** What one table contributes: its time and model columns, and the sums as SQL. */
interface Contribution {
  readonly from: string;
  readonly at: string;
  readonly model?: string;
  readonly sums: Partial<Readonly<Record<Sum, string>>>;
}

/** What a counted call adds to each sum, as SQL. */
export const CALL_SUMS: Partial<Readonly<Record<Sum, string>>> = {
  ...Object.fromEntries(USAGE_COLUMNS.map((name) => [name, `coalesce(${name}, 0)`])),
  model_calls: '1',
  output_extra: 'coalesce(output_estimated - coalesce(output, 0), 0)',
  estimated_calls: 'output_estimated IS NOT NULL',
  cost: 'coalesce(cost, 0)',
  priced_calls: 'cost IS NOT NULL',
  unpriced_calls: 'cost IS NULL',
  reported_cost: 'coalesce(reported_cost, 0)',
  reported_calls: 'reported_cost IS NOT NULL',
  cost_extra: 'coalesce(cost_extra, 0)',
  cache_saved: 'coalesce(cache_saved, 0)',
};

/** What the total of an attempt adds. */
export const ATTEMPT_SUMS: Partial<Readonly<Record<Sum, string>>> = {
  unclassified: 'applied_tokens',
  cost: 'coalesce(applied_cost, 0)',
  priced_calls: 'applied_cost IS NOT NULL',
  reported_cost: 'coalesce(applied_reported, 0)',
  reported_calls: 'applied_reported IS NOT NULL',
};

/** `clamped_fields` stands in no row: it is the one sum that is not restored. */
const CONTRIBUTIONS: readonly Contribution[] = [
  {
    from: `events WHERE flags & ${COUNTED}`,
    at: 'at',
    sums: { events: '1', compactions: `role = ${ROLES.compaction}` },
  },
  { from: 'tool_calls WHERE 1', at: 'at', sums: { tool_calls: '1' } },
  { from: 'errors WHERE 1', at: 'at', sums: { errors: '1', tool_errors: `origin = 'tool'` } },
  {
    from: 'model_calls WHERE counted = 1',
    at: 'first_at',
    model: 'model_id',
    sums: CALL_SUMS,
  },
  {
    from: 'attempts WHERE 1',
    at: `applied_bucket * ${BUCKET_MS}`,
    sums: ATTEMPT_SUMS,
  },
  {
    from: 'sessions WHERE reported_cost IS NOT NULL',
    at: 'reported_at',
    sums: { reported_cost: 'reported_cost', reported_calls: '1' },
  },
];

/** Adds the rollup rows that are missing; those that are there stay. Inside the caller's transaction. */
export function recountMissing(db: Connection): void {
  const parts = CONTRIBUTIONS.map(
    ({ from, at, model = '0', sums }) =>
      `SELECT session_key, CASE WHEN ${at} IS NULL THEN -1 ELSE ${at} / ${BUCKET_MS} END AS bucket, ${model} AS model_id,
         ${SUMS.map((name) => `${sums[name] ?? '0'} AS ${name}`).join(', ')} FROM ${from}`,
  );
  db.exec(
    `INSERT OR IGNORE INTO rollups (session_key, bucket, model_id, ${SUMS.join(', ')})
     SELECT session_key, bucket, model_id, ${SUMS.map((name) => `sum(${name})`).join(', ')}
     FROM (${parts.join('\nUNION ALL\n')}) GROUP BY session_key, bucket, model_id`,
  );
}
