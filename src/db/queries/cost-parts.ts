/** Where the sums of a filter stand: whole days and months in period_sums, what a range cuts off a day in the rollups. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { ALL, dayOfBucket, dayZone, GRAINS } from '../period-sums.ts';
import { bucketsOf, type Span, spansOf } from './cost-spans.ts';
import { type Condition, join, modelCondition, placeParts, usesOneOf, workedOn } from './filter.ts';

export type CostGroup = 'day' | 'model' | 'agent' | 'department' | 'project' | 'harness';

/** Which sums by place hold the groups: none, those of seats, or those of each place. */
export type Placing = 'all' | 'seat' | 'place';
const SEATED: ReadonlySet<CostGroup> = new Set(['harness']);
const UNPLACED: ReadonlySet<CostGroup> = new Set(['day', 'model']);

export function placingOf(filter: ReportFilter, groups: readonly CostGroup[]): Placing {
  const placed = groups.filter((group) => !UNPLACED.has(group));
  if (placeCondition(filter) !== null || placed.some((group) => !SEATED.has(group))) return 'place';
  return placed.length === 0 ? 'all' : 'seat';
}

/** A source of rows with start (of the day or month), place_id, model_id and sums (alias x), and which of them. */
export interface Part {
  readonly from: Condition;
  readonly where: Condition;
}

/**
 * Parts that together hold each row of the filter once. Types of tasks are no place: sums of them come from the rollups of the sessions.
 * A model filter takes the model's own rows, and totals without a model of sessions that used it (as `totals` does). `own`: a condition on
 * places beside those of the filter.
 */
export function costParts(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
  own: Condition | null = null,
): Part[] {
  registerDays(db, timezone);
  const sessions = filter.taskTypes.length === 0 ? ANY_SESSION : workedOn(filter.taskTypes);
  const isCut = dayZone(db) === timezone && sessions === ANY_SESSION;
  const spans: Span[] = isCut
    ? spansOf(filter, timezone, groups.includes('day'))
    : [{ grain: null, buckets: bucketsOf(filter) }];
  const places = placeCondition(filter, own);
  const placing = own === null ? placingOf(filter, groups) : 'place';
  const models = modelsAsked(filter.models);
  const byModel = models !== null || groups.includes('model');
  const parts = spans.map(
    (span): Part =>
      span.grain === null
        ? {
            from: rollupRows(span.buckets, placing, sessions),
            where: join([places, models].filter((part) => part !== null)),
          }
        : {
            from: { sql: 'period_sums x', values: [] },
            where: join([
              { sql: 'x.grain = ? AND x.start BETWEEN ? AND ?', values: [span.grain, ...span.periods] },
              places ?? PLACES[placing],
              models ?? (byModel ? everyModel(span.grain, own !== null) : ALL_MODELS),
            ]),
          },
  );
  if (filter.models.length === 0) return parts;
  const loose = looseRows(bucketsOf(filter), filter.models, placing, sessions);
  return [...parts, { from: loose, where: join(places === null ? [] : [places]) }];
}

const ANY_SESSION: Condition = { sql: '1', values: [] };
const ALL_MODELS: Condition = { sql: `x.model_id = ${ALL}`, values: [] };
/** Lists, so that each is looked up: what lies between them in the table is not read. */
const PLACES: Readonly<Record<Placing, Condition>> = {
  all: { sql: `x.place_id = ${ALL}`, values: [] },
  seat: { sql: `x.place_id IN (SELECT ${ALL} - seat_id FROM seats)`, values: [] },
  place: { sql: 'x.place_id IN (SELECT place_id FROM places)', values: [] },
};
/** Of a few places all months are read in one stretch. */
const everyModel = (grain: number, isOwn: boolean): Condition =>
  isOwn && grain === GRAINS.month ? { sql: `x.model_id > ${ALL}`, values: [] } : EVERY_MODEL;
const EVERY_MODEL: Condition = {
  sql: 'x.model_id IN (SELECT 0 UNION ALL SELECT model_id FROM models)',
  values: [],
};

/** Of seats as they are numbered in the sums. */
const SEAT_SQL = `(SELECT ${ALL} - p.seat_id FROM places p WHERE p.place_id = s.place_id)`;
const rollups = (placing: Placing): string =>
  `day_of_bucket(r.bucket) AS start, ${placing === 'seat' ? SEAT_SQL : 's.place_id'} AS place_id, r.*`;

function rollupRows(buckets: readonly [number, number], placing: Placing, sessions: Condition): Condition {
  return {
    sql: `(SELECT ${rollups(placing)} FROM rollups r JOIN sessions s USING (session_key) WHERE r.bucket BETWEEN ? AND ? AND ${sessions.sql}) x`,
    values: [...buckets, ...sessions.values],
  };
}

/** Totals of attempts and sessions that no call stands behind, in sessions that used one of the models. */
function looseRows(
  buckets: readonly [number, number],
  models: readonly string[],
  placing: Placing,
  sessions: Condition,
): Condition {
  const uses = usesOneOf(models);
  return {
    sql: `(SELECT ${rollups(placing)} FROM rollups r INDEXED BY rollups_without_model JOIN sessions s USING (session_key)
      WHERE r.model_id = 0 AND (r.unclassified <> 0 OR r.priced_calls <> 0 OR r.reported_calls <> 0 OR r.reported_cost <> 0)
        AND r.bucket BETWEEN ? AND ? AND ${uses.sql} AND ${sessions.sql}) x`,
    values: [...buckets, ...uses.values, ...sessions.values],
  };
}

function placeCondition(filter: ReportFilter, own: Condition | null = null): Condition | null {
  const parts = [...(own === null ? [] : [own]), ...placeParts(filter)];
  if (parts.length === 0) return null;
  const { sql, values } = join(parts);
  return { sql: `x.place_id IN (SELECT place_id FROM places WHERE ${sql})`, values };
}

function modelsAsked(models: readonly string[]): Condition | null {
  if (models.length === 0) return null;
  const { sql, values } = modelCondition(models, 'y');
  return { sql: `x.model_id IN (SELECT y.model_id FROM models y WHERE ${sql})`, values };
}

const registered = new WeakMap<Connection, string>();

/** Makes `day_of_bucket` of SQL cut days in this zone. */
function registerDays(db: Connection, timezone: string): void {
  if (registered.get(db) === timezone) return;
  const dayOf = dayOfBucket(timezone);
  db.function('day_of_bucket', { deterministic: true }, (bucket: unknown) => dayOf(bucket as number));
  registered.set(db, timezone);
}
