/** Spending by the quarter hour, and calls without a price. */

import type { UnpricedCalls } from '../../domain/costs.ts';
import type { PricedBy } from '../../domain/prices.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { join, modelCondition, rollupCondition, timedCondition } from './filter.ts';
import { prepared } from './prepared.ts';

export interface QuarterRow {
  readonly bucket: number;
  readonly harness: string;
  readonly cost: number;
  readonly tokens: number;
  readonly priced: number;
  readonly unpriced: number;
}

const TOKENS = `input + cache_read + cache_creation_5m + cache_creation_1h + cache_creation_unsplit + output + unclassified`;

/** Quarters of the filter's range that anything was spent in, by harness, in order of time. CROSS JOIN: by time, never from all sessions. */
export function spendByQuarter(db: Connection, filter: ReportFilter): QuarterRow[] {
  const rows = rollupCondition(filter);
  return prepared(
    db,
    `SELECT r.bucket, s.harness, sum(r.cost) AS cost, sum(${TOKENS.split(' + ')
      .map((name) => `r.${name}`)
      .join(' + ')}) AS tokens,
       sum(r.priced_calls) AS priced, sum(r.unpriced_calls) AS unpriced
     FROM rollups r INDEXED BY rollups_by_time CROSS JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id)
     WHERE ${rows.sql} AND (r.model_calls > 0 OR r.unclassified > 0 OR r.priced_calls > 0) GROUP BY r.bucket, s.harness ORDER BY r.bucket`,
  ).all(...rows.values) as QuarterRow[];
}

/** By model, harness and reason, most calls first. Tokens of a record that tells no cost stand as one call (tasks/told.ts). */
export function unpricedCalls(db: Connection, filter: ReportFilter): UnpricedCalls[] {
  const models = filter.models.length === 0 ? [] : [modelCondition(filter.models, 'm')];
  const calls = join([timedCondition(filter, 'c.first_at'), ...models]);
  const told = rollupCondition(filter);
  return prepared(
    db,
    `SELECT m.name AS model, m.canonical AS modelCanonical, s.harness, c.unpriced AS reason, count(*) AS calls,
       sum(${TOKENS.split(' + ')
         .map((name) => `coalesce(c.${name}, 0)`)
         .join(' + ')}) AS tokens
     FROM model_calls c INDEXED BY model_calls_unpriced JOIN sessions s USING (session_key) JOIN models m ON m.model_id = c.model_id
     WHERE c.unpriced IS NOT NULL AND c.counted = 1 AND ${calls.sql}
     GROUP BY m.model_id, s.harness, c.unpriced
     UNION ALL SELECT coalesce(m.name, 'unknown'), coalesce(m.canonical, 'unknown'), s.harness, 'tokens_not_split', sum(r.unpriced_calls), sum(r.unclassified)
     FROM rollups r INDEXED BY rollups_told_unpriced CROSS JOIN sessions s USING (session_key) LEFT JOIN models m ON m.model_id = r.model_id
     WHERE r.session_key < 0 AND r.unpriced_calls > 0 AND ${told.sql} GROUP BY r.model_id, s.harness
     ORDER BY calls DESC, model, harness, reason`,
  ).all(...calls.values, ...told.values) as UnpricedCalls[];
}

/** Who says what models cost, by canonical name; of several names the configuration's word stands before the library's. */
export function pricedByModel(db: Connection): Map<string, PricedBy> {
  const rows = prepared(
    db,
    `SELECT canonical, min(priced_by) AS pricedBy FROM models WHERE priced_by IS NOT NULL GROUP BY canonical`,
  ).all() as { canonical: string; pricedBy: PricedBy }[];
  return new Map(rows.map((row) => [row.canonical, row.pricedBy]));
}
