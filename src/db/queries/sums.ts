/** Sums over rollup rows, as SQL and as report figures. */

import type { TokenSums } from '../../domain/report.ts';
import { SUMS, type Sum } from '../rollups.ts';

export type SumRow = Record<Sum, number>;

/** `sum(r.events) AS events, ...` over rows with alias r; 0 where there are none. */
export const SUM_SQL = SUMS.map((name) => `coalesce(sum(r.${name}), 0) AS ${name}`).join(', ');

export const NO_SUMS: Readonly<SumRow> = Object.fromEntries(SUMS.map((name) => [name, 0])) as SumRow;

export function addSums(a: Readonly<SumRow>, b: Readonly<SumRow>): SumRow {
  return Object.fromEntries(SUMS.map((name) => [name, a[name] + b[name]])) as SumRow;
}

/** Adds sums to others, each to the one in its place. */
export function addValues(to: number[], values: readonly number[]): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + (values[i] as number);
}

/** What `tokenSums` adds up to, over a row with alias x. */
export const TOKENS_SQL =
  'x.input + x.cache_read + x.cache_creation_5m + x.cache_creation_1h + x.cache_creation_unsplit + x.output + x.unclassified';

export function tokenSums(row: Readonly<SumRow>): TokenSums {
  const cacheCreation = row.cache_creation_5m + row.cache_creation_1h + row.cache_creation_unsplit;
  return {
    input: row.input,
    cacheRead: row.cache_read,
    cacheCreation,
    cacheCreation5m: row.cache_creation_5m,
    cacheCreation1h: row.cache_creation_1h,
    output: row.output,
    outputEstimated: row.estimated_calls > 0 ? row.output + row.output_extra : null,
    reasoning: row.reasoning,
    unclassified: row.unclassified,
    total: row.input + row.cache_read + cacheCreation + row.output + row.unclassified,
  };
}

/** Our cost of the rows, micro-dollars; null when nothing in them has a price. */
export function costOf(row: Readonly<Pick<SumRow, 'cost' | 'priced_calls'>>): number | null {
  return row.priced_calls > 0 ? row.cost : null;
}

export function reportedCostOf(row: Readonly<SumRow>): number | null {
  return row.reported_calls > 0 ? row.reported_cost : null;
}
