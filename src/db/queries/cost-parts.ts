/** Where the sums of a filter stand: whole days and months in period_sums, what a range cuts off a day in the rollups. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { registerDays } from '../period-days.ts';
import { ALL, dayZone, GRAINS } from '../period-sums.ts';
import { SEAT_KINDS, type SeatKind, seatColumn } from '../places.ts';
import { SUMS } from '../rollups.ts';
import { CUT, WORK_SEAT, workOfType } from '../work.ts';
import { bucketsOf, type Span, spansOf } from './cost-spans.ts';
import {
  type Condition,
  inList,
  join,
  modelCondition,
  placeParts,
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
    (kind) => groups.includes(kind) || filter[LISTS[kind]].length > 0 || own?.by === kind,
  );
  // What a work took is kept by place, not by their seats.
  const isOfWork = filter.taskTypes.length > 0 && kinds.length > 0;
  if (kinds.length > 1 || filter.sources.length > 0 || isOfWork) return 'place';
  return kinds[0] ?? 'all';
}

/** The list of a filter that names seats. */
const LISTS = {
  ...{ harness: 'harnesses', agent: 'agents', department: 'departments', project: 'projects' },
} as const satisfies Record<SeatKind, keyof ReportFilter>;

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
  if (filter.taskTypes.length > 0)
    return [...workParts(db, filter, timezone, groups, own), ...cutParts(filter, groups, own)];
  const placing = placingOf(filter, groups, own);
  const stored = { from: { sql: 'period_sums x', values: [] }, where: sumsOf(placing, filter, own) };
  return partsOf(db, filter, timezone, groups, own, {
    placing,
    stored,
    sessions: ANY_SESSION,
    keepsDays: true,
  });
}

/** As `costParts`, of what was spent on works that have sums: of the types of the filter, else of all; their rows have `work`, too. */
export function workParts(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
  own: OwnName | null = null,
): Part[] {
  const placing = placingOf(filter, groups, own) === 'all' ? 'all' : 'place';
  return partsOf(db, filter, timezone, groups, own, {
    placing,
    stored: { from: workSums(filter, own, placing), where: ANY_SESSION },
    sessions: filter.taskTypes.length === 0 ? OF_ANY_WORK : workedWholly(filter.taskTypes),
    keepsDays: placing === 'all' || !asksModels(filter, groups),
  });
}

/** Which sums and sessions parts are of. */
interface Kind {
  readonly placing: Placing;
  /** Rows of period_sums, whatever their time and model. */
  readonly stored: Part;
  /** Sessions of the rollups (alias s). */
  readonly sessions: Condition;
  /** There are sums of days. */
  readonly keepsDays: boolean;
}

function partsOf(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  groups: readonly CostGroup[],
  own: OwnName | null,
  { placing, stored, sessions, keepsDays }: Kind,
): Part[] {
  registerDays(db, timezone);
  const buckets = bucketsOf(filter);
  const spans: Span[] =
    dayZone(db) === timezone
      ? spansOf(filter, timezone, groups.includes('day'), keepsDays)
      : [{ grain: null, buckets }];
  const narrowed = narrowing(filter, own);
  const models = modelsAsked(filter.models);
  const parts = spans.map(
    (span): Part =>
      span.grain === null
        ? { from: rollupRows(span.buckets, placing, sessions), where: narrowed }
        : {
            from: stored.from,
            where: join([
              { sql: 'x.grain = ? AND x.start BETWEEN ? AND ?', values: [span.grain, ...span.periods] },
              stored.where,
              models ?? (asksModels(filter, groups) ? everyModel(span.grain, own !== null) : ALL_MODELS),
            ]),
          },
  );
  return filter.models.length === 0 ? parts : [...parts, looseRows(filter, own, placing, sessions)];
}

/** Sessions that are cut among tasks, one of them of a type of the filter. */
function cutParts(filter: ReportFilter, groups: readonly CostGroup[], own: OwnName | null): Part[] {
  const placing = placingOf(filter, groups, own);
  const sessions = workedPartly(filter.taskTypes);
  // They are few: found by session and not by time.
  const rows = {
    sql: `(SELECT ${rollups(placing)} FROM sessions s CROSS JOIN rollups r USING (session_key) WHERE ${sessions.sql} AND r.bucket BETWEEN ? AND ?) x`,
    values: [...sessions.values, ...bucketsOf(filter)],
  };
  const parts = [{ from: rows, where: narrowing(filter, own) }];
  return filter.models.length === 0 ? parts : [...parts, looseRows(filter, own, placing, sessions)];
}

const asksModels = (filter: ReportFilter, groups: readonly CostGroup[]): boolean =>
  filter.models.length > 0 || groups.includes('model');

/** On rows of rollups. */
const narrowing = (filter: ReportFilter, own: OwnName | null): Condition =>
  join([spotCondition(filter, own), modelsAsked(filter.models)].filter((part) => part !== null));

/** Sums of works at places, numbered by the place, or at all places together. */
function workSums(filter: ReportFilter, own: OwnName | null, placing: 'all' | 'place'): Condition {
  const { sql, values } = join(placesOf(filter, own));
  const [at, asked] =
    placing === 'all'
      ? ['t.place_id IS NULL', []]
      : [`t.place_id IN (SELECT place_id FROM places WHERE ${sql})`, values];
  const types = join(inList('t.name', filter.taskTypes.map(workOfType)));
  return {
    sql: `(SELECT t.name AS work, t.place_id, y.grain, y.model_id, y.start, ${SUMS.map((name) => `y.${name}`).join(', ')}
      FROM seats t CROSS JOIN period_sums y ON y.place_id = ${ALL} - t.seat_id WHERE t.kind = '${WORK_SEAT}' AND ${types.sql} AND ${at}) x`,
    values: [...types.values, ...asked],
  };
}

const ANY_SESSION: Condition = { sql: '1', values: [] };
const OF_ANY_WORK: Condition = { sql: `s.work <> '${CUT}'`, values: [] };
const ALL_MODELS: Condition = { sql: `x.model_id = ${ALL}`, values: [] };
/** Places of the sums, as a list, so that each is looked up: what lies between them in the table is not read. */
export function sumsOf(placing: Placing, filter: ReportFilter, own: OwnName | null): Condition {
  if (placing === 'all') return { sql: `x.place_id = ${ALL}`, values: [] };
  const [ids, conditions] =
    placing === 'place'
      ? ['place_id FROM places', placesOf(filter, own)]
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
  ...inList('name', filter[LISTS[kind]]),
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
  return `day_of_bucket(r.bucket) AS start, s.place_id AS spot, ${place} AS place_id, s.work, r.*`;
}

function rollupRows(buckets: readonly [number, number], placing: Placing, sessions: Condition): Condition {
  return {
    sql: `(SELECT ${rollups(placing)} FROM rollups r JOIN sessions s USING (session_key) WHERE r.bucket BETWEEN ? AND ? AND ${sessions.sql}) x`,
    values: [...buckets, ...sessions.values],
  };
}

/** Totals of attempts and sessions that no call stands behind, in sessions that used one of the models. */
function looseRows(filter: ReportFilter, own: OwnName | null, placing: Placing, sessions: Condition): Part {
  const uses = usesOneOf(filter.models);
  const from = {
    sql: `(SELECT ${rollups(placing)} FROM rollups r INDEXED BY rollups_without_model JOIN sessions s USING (session_key)
      WHERE r.model_id = 0 AND (r.unclassified <> 0 OR r.priced_calls <> 0 OR r.reported_calls <> 0 OR r.reported_cost <> 0)
        AND r.bucket BETWEEN ? AND ? AND ${uses.sql} AND ${sessions.sql}) x`,
    values: [...bucketsOf(filter), ...uses.values, ...sessions.values],
  };
  return { from, where: join([spotCondition(filter, own)].filter((part) => part !== null)) };
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
