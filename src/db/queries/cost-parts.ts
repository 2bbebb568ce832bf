/** Where the sums of a filter stand: whole days and months in period_sums, what a range cuts off a day in the rollups. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { ALL, dayOfBucket, dayZone, GRAINS } from '../period-sums.ts';
import { SEAT_KINDS, type SeatKind, seatColumn } from '../places.ts';
import { workOfType } from '../work.ts';
import { bucketsOf, type Span, spansOf } from './cost-spans.ts';
import {
  type Condition,
  inList,
  join,
  modelCondition,
  placeParts,
  typeParts,
  usesOneOf,
  workedPartly,
  workedWholly,
} from './filter.ts';

export type CostGroup = 'day' | 'model' | SeatKind;

/** Which sums by place hold what is asked: those over all places, those of seats of one kind, or those of each place. */
export type Placing = 'all' | SeatKind | 'place';

/** One of its agents, departments, ...; null = what has none. */
export interface OwnName {
  readonly by: SeatKind;
  readonly name: string | null;
}

export function placingOf(
  filter: ReportFilter,
  groups: readonly CostGroup[],
  own: OwnName | null = null,
): Placing {
  const kinds = SEAT_KINDS.filter(
    (kind) => groups.includes(kind) || NAMES[kind](filter).length > 0 || own?.by === kind,
  );
  if (kinds.length > 1 || filter.sources.length > 0) return 'place';
  return kinds[0] ?? 'all';
}

/** The seats that a filter names; none = any. */
const NAMES: Readonly<Record<SeatKind, (filter: ReportFilter) => readonly string[]>> = {
  harness: ({ harnesses }) => harnesses,
  agent: ({ agents }) => agents,
  department: ({ departments }) => departments,
  project: ({ projects }) => projects,
  work: ({ taskTypes }) => taskTypes.map(workOfType),
};

/** A source of rows with start (of the day or month), place_id, model_id and sums (alias x), and which of them. */
export interface Part {
  readonly from: Condition;
  readonly where: Condition;
}

/**
 * Parts that together hold each row of the filter once. A model filter takes the model's own rows, and totals without a model of sessions
 * that used it (as `totals` does). Of types of tasks sums know the sessions that are of one task; those that are cut among several are few,
 * and come from their own rollups. `own`: whose rows alone, beside the filter.
 */
export function costParts(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
  own: OwnName | null = null,
): Part[] {
  registerDays(db, timezone);
  const { taskTypes } = filter;
  const whole = workedWholly(taskTypes);
  const buckets = bucketsOf(filter);
  const spans: Span[] =
    dayZone(db) === timezone ? spansOf(filter, timezone, groups.includes('day')) : [{ grain: null, buckets }];
  const placing = placingOf(filter, groups, own);
  const spots = spotCondition(filter, own);
  const models = modelsAsked(filter.models);
  const byModel = models !== null || groups.includes('model');
  const narrowed = join([spots, models].filter((part) => part !== null));
  const parts = spans.map(
    (span): Part =>
      span.grain === null
        ? { from: rollupRows(span.buckets, placing, whole), where: narrowed }
        : {
            from: { sql: 'period_sums x', values: [] },
            where: join([
              { sql: 'x.grain = ? AND x.start BETWEEN ? AND ?', values: [span.grain, ...span.periods] },
              sumsOf(placing, filter, own),
              models ?? (byModel ? everyModel(span.grain, own !== null) : ALL_MODELS),
            ]),
          },
  );
  if (taskTypes.length > 0)
    parts.push({ from: cutRows(buckets, placing, workedPartly(taskTypes)), where: narrowed });
  if (filter.models.length > 0)
    parts.push({ from: looseRows(filter, placing), where: join(spots === null ? [] : [spots]) });
  return parts;
}

const ALL_MODELS: Condition = { sql: `x.model_id = ${ALL}`, values: [] };
/** Places of the sums, as a list, so that each is looked up: what lies between them in the table is not read. */
export function sumsOf(placing: Placing, filter: ReportFilter, own: OwnName | null): Condition {
  if (placing === 'all') return { sql: `x.place_id = ${ALL}`, values: [] };
  const [ids, conditions] =
    placing === 'place'
      ? ['place_id FROM places', [...placesOf(filter, own), ...inList('work', NAMES.work(filter))]]
      : [`${ALL} - seat_id FROM seats`, seatsOf(placing, filter, own)];
  const { sql, values } = join(conditions);
  return { sql: `x.place_id IN (SELECT ${ids} WHERE ${sql})`, values };
}

const placesOf = (filter: ReportFilter, own: OwnName | null): Condition[] => [
  ...(own === null ? [] : [{ sql: `${own.by} IS ?`, values: [own.name] }]),
  ...placeParts(filter),
];

const seatsOf = (kind: SeatKind, filter: ReportFilter, own: OwnName | null): Condition[] => [
  { sql: 'kind = ?', values: [kind] },
  ...(own === null ? [] : [{ sql: 'name IS ?', values: [own.name] }]),
  ...inList('name', NAMES[kind](filter)),
];

/** Of a few places all months are read in one stretch. */
const everyModel = (grain: number, isOwn: boolean): Condition =>
  isOwn && grain === GRAINS.month ? { sql: `x.model_id > ${ALL}`, values: [] } : EVERY_MODEL;
const EVERY_MODEL: Condition = {
  sql: 'x.model_id IN (SELECT 0 UNION ALL SELECT model_id FROM models)',
  values: [],
};

/** `spot`: the place itself; `place_id`: as the sums of this placing number it. */
function rollups(placing: Placing): string {
  const place =
    placing === 'all' || placing === 'place'
      ? 's.place_id'
      : `(SELECT ${ALL} - p.${seatColumn(placing)} FROM places p WHERE p.place_id = s.place_id)`;
  return `day_of_bucket(r.bucket) AS start, s.place_id AS spot, ${place} AS place_id, r.*`;
}

function rollupRows(buckets: readonly [number, number], placing: Placing, sessions: Condition): Condition {
  return {
    sql: `(SELECT ${rollups(placing)} FROM rollups r JOIN sessions s USING (session_key) WHERE r.bucket BETWEEN ? AND ? AND ${sessions.sql}) x`,
    values: [...buckets, ...sessions.values],
  };
}

/** As `rollupRows`, of few sessions: found by session and not by time. */
function cutRows(buckets: readonly [number, number], placing: Placing, sessions: Condition): Condition {
  return {
    sql: `(SELECT ${rollups(placing)} FROM sessions s CROSS JOIN rollups r USING (session_key) WHERE ${sessions.sql} AND r.bucket BETWEEN ? AND ?) x`,
    values: [...sessions.values, ...buckets],
  };
}

/** Totals of attempts and sessions that no call stands behind, in sessions that used one of the models. */
function looseRows(filter: ReportFilter, placing: Placing): Condition {
  const uses = usesOneOf(filter.models);
  const worked = join(typeParts(filter));
  return {
    sql: `(SELECT ${rollups(placing)} FROM rollups r INDEXED BY rollups_without_model JOIN sessions s USING (session_key)
      WHERE r.model_id = 0 AND (r.unclassified <> 0 OR r.priced_calls <> 0 OR r.reported_calls <> 0 OR r.reported_cost <> 0)
        AND r.bucket BETWEEN ? AND ? AND ${uses.sql} AND ${worked.sql}) x`,
    values: [...bucketsOf(filter), ...uses.values, ...worked.values],
  };
}

/** On rows of rollups; null = all. */
function spotCondition(filter: ReportFilter, own: OwnName | null): Condition | null {
  const parts = placesOf(filter, own);
  if (parts.length === 0) return null;
  const { sql, values } = join(parts);
  return { sql: `x.spot IN (SELECT place_id FROM places WHERE ${sql})`, values };
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
