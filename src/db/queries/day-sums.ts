/** Sums of each day over a filter, all that rollups hold: what trends of usage are made of. */

import { daysOf } from '../../domain/days.ts';
import type { Connection } from '../open.ts';
import { BUCKET_MS } from '../rollups.ts';
import { costParts } from './cost-parts.ts';
import { bucketsOf } from './cost-spans.ts';
import type { Condition } from './filter.ts';
import { prepared } from './prepared.ts';
import { addValues, type SumRow } from './sums.ts';
import type { TimedFilter } from './trend-sessions.ts';

/** What trends ask of a day. */
const DAY_SUMS = [
  ...['model_calls', 'tool_calls', 'tool_errors', 'errors', 'compactions', 'input', 'cache_read'],
  ...['cache_creation_5m', 'cache_creation_1h', 'cache_creation_unsplit', 'output', 'unclassified'],
  ...['cost', 'priced_calls', 'unpriced_calls'],
] as const satisfies readonly (keyof SumRow)[];
export type DaySums = Readonly<Record<(typeof DAY_SUMS)[number], number>>;

/** Of these a model filter takes what its sessions did: they belong to no model. */
const OF_NO_MODEL: ReadonlySet<string> = new Set(['tool_calls', 'tool_errors', 'errors', 'compactions']);

const columns = (wanted: (name: string) => boolean): string =>
  DAY_SUMS.map((name) => (wanted(name) ? `sum(x.${name})` : '0')).join(', ');

/** By day (days since 1970-01-01 in the zone); `sessions`: those of the filter. Days without usage are not there. */
export function daySums(
  db: Connection,
  filter: TimedFilter,
  timezone: string,
  sessions: Condition,
): ReadonlyMap<number, DaySums> {
  const byDay = new Map<number, number[]>();
  const isNarrowed = filter.models.length > 0;
  const counted = columns((name) => !isNarrowed || !OF_NO_MODEL.has(name));
  for (const { from, where } of costParts(db, filter, timezone, ['day']))
    add(
      byDay,
      prepared(db, `SELECT x.start, ${counted} FROM ${from.sql} WHERE ${where.sql} GROUP BY x.start`)
        .raw()
        .all(...from.values, ...where.values) as number[][],
    );
  if (isNarrowed) add(byDay, ofNoModel(db, filter, timezone, sessions));
  return new Map([...byDay].map(([day, values]) => [day, named(values)]));
}

/** What sessions that used one of the models did besides calling it, found by the sessions of the time. */
function ofNoModel(
  db: Connection,
  filter: TimedFilter,
  timezone: string,
  { sql, values }: Condition,
): number[][] {
  const counted = columns((name) => OF_NO_MODEL.has(name));
  const days = daysOf(timezone);
  const rows = prepared(
    db,
    `SELECT x.bucket, ${counted} FROM sessions s CROSS JOIN rollups x ON x.session_key = s.session_key AND x.bucket BETWEEN ? AND ? AND x.model_id = 0
       WHERE ${sql} GROUP BY x.bucket`,
  )
    .raw()
    .all(...bucketsOf(filter), ...values) as number[][];
  return rows.map(([bucket, ...sums]) => [days.dayOf((bucket as number) * BUCKET_MS), ...sums]);
}

function add(byDay: Map<number, number[]>, rows: readonly number[][]): void {
  for (const [day, ...values] of rows) {
    const known = byDay.get(day as number);
    if (known === undefined) byDay.set(day as number, values);
    else addValues(known, values);
  }
}

function named(values: readonly number[]): DaySums {
  return Object.fromEntries(DAY_SUMS.map((name, at) => [name, values[at] as number])) as DaySums;
}
