/** Sessions as trends count them: when they began, and which versions and models came into use. */

import type { ReportFilter } from '../../domain/report.ts';
import type { SourceId } from '../../domain/source.ts';
import type { Connection } from '../open.ts';
import { dayZone, GRAINS } from '../period-sums.ts';
import { BUCKET_MS } from '../rollups.ts';
import { placingOf, sumsOf } from './cost-parts.ts';
import { type Condition, join, modelCondition, placeParts, sessionCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** A time that is not open: the windows of trends. */
export type TimedFilter = ReportFilter & { readonly since: number; readonly until: number };

/** Sessions (alias s) of a filter, whenever they were; of these sources alone unless null. */
export type SessionChoice = (sources: readonly SourceId[] | null) => Condition;

/** By their place, which is looked up fastest; what places do not know (models, task types) is asked once of the sessions of the time. */
export function sessionChoice(db: Connection, filter: TimedFilter): SessionChoice {
  if (dayZone(db) === null)
    return (sources) =>
      sessionCondition({ ...filter, since: null, until: null, sources: sources ?? filter.sources });
  const keys = filter.models.length + filter.taskTypes.length === 0 ? [] : [keysOf(db, filter)];
  return (sources) => {
    const placed = placeCondition({ ...filter, sources: sources ?? filter.sources });
    const place = `s.place_id IN (SELECT place_id FROM places WHERE ${placed.sql})`;
    return join([...(placed === EVERY ? [] : [{ ...placed, sql: place }]), ...keys]);
  };
}

function keysOf(db: Connection, filter: TimedFilter): Condition {
  const asked = sessionCondition({ ...filter, since: null, until: null });
  const { sql, values } = join([...placesUsing(filter.models), asked]);
  const keys = prepared(db, `SELECT s.session_key FROM sessions s WHERE s.last_at >= ? AND ${sql}`)
    .pluck()
    .all(filter.since, ...values) as number[];
  return { sql: 's.session_key IN (SELECT value FROM json_each(?))', values: [JSON.stringify(keys)] };
}

/** Sessions at places where one of the models was called: a few sums say so, and the rollups of no other session have to be asked. */
function placesUsing(models: readonly string[]): Condition[] {
  if (models.length === 0) return [];
  const { sql, values } = modelCondition(models, 'y');
  const used = `SELECT p.place_id FROM places p CROSS JOIN models y CROSS JOIN period_sums x ON x.grain = ${GRAINS.month} AND x.place_id = p.place_id AND x.model_id = y.model_id
    WHERE ${sql} AND x.model_calls > 0`;
  return [{ sql: `s.place_id IN (${used})`, values }];
}

/** Sessions that began within a quarter of an hour. */
export interface SessionStarts {
  /** Begin of the quarter, epoch ms. */
  readonly at: number;
  /** Main sessions. */
  readonly mains: number;
  /** One of all of them. */
  readonly sessionKey: number;
}

/** By quarter hours of the time, oldest first: days can be made of them, and they are fewer than sessions. */
export function sessionStarts(
  db: Connection,
  { since, until }: Pick<TimedFilter, 'since' | 'until'>,
  { sql, values }: Condition,
): SessionStarts[] {
  const rows = prepared(
    db,
    `SELECT s.first_at / ${BUCKET_MS} AS bucket, sum(s.parent_id IS NULL), min(s.session_key) FROM sessions s INDEXED BY sessions_by_first
       WHERE s.first_at BETWEEN ? AND ? AND ${sql} GROUP BY bucket ORDER BY bucket`,
  )
    .raw()
    .all(since, until, ...values) as [number, number, number][];
  return rows.map(([bucket, mains, sessionKey]) => ({ at: bucket * BUCKET_MS, mains, sessionKey }));
}

/** True when the filter lets something through that began before. */
export function hasSessionBefore(db: Connection, filter: ReportFilter, at: number): boolean {
  const { sql, values } = sessionCondition({ ...filter, since: null, until: null });
  const found = prepared(
    db,
    `SELECT 1 FROM sessions s INDEXED BY sessions_by_first WHERE s.first_at < ? AND ${sql} LIMIT 1`,
  );
  return found.get(at, ...values) !== undefined;
}

/** Sources that the filter can let through. */
export function sourcesOf(db: Connection, filter: ReportFilter): SourceId[] {
  const { sql, values } = placeCondition(filter);
  return prepared(db, `SELECT DISTINCT source FROM places WHERE ${sql} ORDER BY source`)
    .pluck()
    .all(...values) as SourceId[];
}

export interface FirstUse {
  readonly harness: string | null;
  readonly name: string;
  /** First use within the filter's time, epoch ms; of a model the day (days since 1970-01-01). */
  readonly at: number;
  /** Sessions, or calls, that used it. */
  readonly uses: number;
  /** It was used before that time, too, or came where there was nothing for it to change. */
  readonly isOld: boolean;
}

type NewUse = Pick<FirstUse, 'name' | 'at'> & { readonly sessionKey: number };

/** Tables of what sessions came to use: its name and since when; and whether a first use changed something. */
const TABLES = {
  harness_version: { table: 'session_versions', name: 'version', isChange: () => true },
  instructions: { table: 'session_instructions', name: 'name', isChange: hadOtherText },
} as const;
export type UsedBySessions = keyof typeof TABLES;

/** Every name once, in time that follows the names, not the sessions. */
const namesSql = ({ table, name }: (typeof TABLES)[UsedBySessions]): string =>
  `WITH RECURSIVE v (name) AS (SELECT min(${name}) FROM ${table}
  UNION ALL SELECT (SELECT min(x.${name}) FROM ${table} x WHERE x.${name} > v.name) FROM v WHERE v.name IS NOT NULL)`;

/** What sessions came to within the time: versions of harnesses, texts of instructions. It is its first session's harness's. */
export function firstUses(
  db: Connection,
  kind: UsedBySessions,
  { since, until }: Pick<TimedFilter, 'since' | 'until'>,
  { sql, values }: Condition,
): FirstUse[] {
  const { table, name: column, isChange } = TABLES[kind];
  const [ofSessions, where] =
    sql === '1' ? ['', ''] : ['CROSS JOIN sessions s ON s.session_key = x.session_key', `AND ${sql}`];
  // The harness is that of the row with the first use: beside min() SQLite gives the other columns of its row.
  const used = prepared(
    db,
    `${namesSql(TABLES[kind])} SELECT h.harness, u.name, u.at, u.uses, u.session_key AS sessionKey,
         EXISTS (SELECT 1 FROM ${table} x ${ofSessions} WHERE x.${column} = u.name AND x.first_at < ? ${where}) AS isOld
       FROM (SELECT x.${column} AS name, min(x.first_at) AS at, count(*) AS uses, x.session_key FROM v
         CROSS JOIN ${table} x ON x.${column} = v.name AND x.first_at BETWEEN ? AND ? ${ofSessions} WHERE true ${where} GROUP BY x.${column}) u
       JOIN sessions h USING (session_key)`,
  ).all(since, ...values, since, until, ...values) as (Omit<FirstUse, 'isOld'> & {
    isOld: number;
    sessionKey: number;
  })[];
  return used.map(({ sessionKey, isOld, ...use }) => ({
    ...use,
    isOld: isOld === 1 || !isChange(db, { ...use, sessionKey }),
  }));
}

/** A file of instructions is new where its project never had another text: that changes nothing. */
function hadOtherText(db: Connection, { name, sessionKey, at }: NewUse): boolean {
  const file = name.slice(0, name.lastIndexOf(' '));
  return (
    prepared(
      db,
      `SELECT 1 FROM sessions s CROSS JOIN session_instructions x USING (session_key)
         WHERE s.project_name = (SELECT project_name FROM sessions WHERE session_key = ?)
           AND x.name <> ? AND substr(x.name, 1, length(?) + 1) = ? || ' ' AND x.first_at < ? LIMIT 1`,
    ).get(sessionKey, name, file, file, at) !== undefined
  );
}

/** Models called within the days, from the sums by day; none while those are cut in another zone. Sums do not know types of tasks. */
export function modelUses(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  [first, last]: readonly [number, number],
): FirstUse[] {
  if (filter.taskTypes.length > 0 || dayZone(db) !== timezone) return [];
  const placed = sumsOf(placingOf(filter, []), filter, null);
  const named = filter.models.length === 0 ? EVERY : modelCondition(filter.models, 'm');
  const days = `models m CROSS JOIN period_sums x ON x.grain = ${GRAINS.day} AND ${placed.sql} AND x.model_id = m.model_id`;
  const rows = prepared(
    db,
    `SELECT m.canonical AS name, min(x.start) AS at, sum(x.model_calls) AS uses FROM ${days} AND x.start BETWEEN ? AND ?
       WHERE x.model_calls > 0 AND ${named.sql} GROUP BY m.canonical`,
  ).all(...placed.values, first, last, ...named.values) as Pick<FirstUse, 'name' | 'at' | 'uses'>[];
  const before = prepared(
    db,
    `SELECT 1 FROM ${days} AND x.start < ? WHERE x.model_calls > 0 AND m.canonical = ? LIMIT 1`,
  );
  return rows.map((row) => ({
    ...row,
    harness: null,
    isOld: before.get(...placed.values, first, row.name) !== undefined,
  }));
}

const EVERY: Condition = { sql: '1', values: [] };

/** On a row of places; EVERY when nothing of a place is asked. */
function placeCondition(filter: ReportFilter): Condition {
  const parts = placeParts(filter);
  return parts.length === 0 ? EVERY : join(parts);
}
