/**
 * Sums by day and month, place and model, over all places of a seat, and over all places and models: what views of cost and trends add up
 * instead of the rollups, which grow with the sessions.
 */

import { daysOf, periodStart } from '../domain/days.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { remembered } from '../domain/remembered.ts';
import { dropMeta, readMeta, writeMeta } from './meta.ts';
import type { Connection } from './open.ts';
import { placeIds, placeOf, SEAT_KINDS, seatColumn } from './places.ts';
import { BUCKET_MS, SUMS } from './rollups.ts';
import { NAMING, type Naming } from './session-row.ts';

/** Day of what has no time at all. */
export const NO_DAY = -1_000_000;
/** Place and model of a sum over all of them. */
export const ALL = -1;
/** All places of a seat, as a place of sums. */
export const ofSeat = (seat: number): number => ALL - seat;
export const GRAINS = { day: 1, month: 2 } as const;

/** Days since 1970-01-01 of the calendar in the zone; a bucket belongs to the day that it begins in. */
export function dayOfBucket(timezone: string): (bucket: number) => number {
  const days = daysOf(timezone);
  return (bucket) => (bucket < 0 ? NO_DAY : days.dayOf(bucket * BUCKET_MS));
}

/** First day of the month of a day. */
function monthOf(day: number): number {
  return day === NO_DAY ? NO_DAY : periodStart(day, 'month');
}

/** Places whose seats are kept in memory. */
const MOST_PLACES = 10_000;
const MARKS = SUMS.map(() => '?').join(', ');
const INSERT = `INSERT INTO period_sums (grain, place_id, model_id, start, ${SUMS.join(', ')})`;

type Key = readonly [grain: number, place: number, model: number, start: number];

export class PeriodSums {
  /** By key as text. */
  readonly #deltas = new Map<string, { key: Key; values: Float64Array }>();
  readonly #dayOf: (bucket: number) => number;
  readonly #upsert;
  readonly #dropEmpty;
  readonly #stored;
  readonly #seatsOfPlace;
  /** By place; a place keeps its seats. */
  readonly #seats = new Map<number, readonly number[]>();

  constructor(db: Connection, timezone: string) {
    this.#dayOf = dayOfBucket(timezone);
    const sums = SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
    this.#upsert = db.prepare(
      `${INSERT} VALUES (?, ?, ?, ?, ${MARKS}) ON CONFLICT (grain, place_id, model_id, start) DO UPDATE SET ${sums}`,
    );
    this.#dropEmpty = db.prepare(
      `DELETE FROM period_sums WHERE grain = ? AND place_id = ? AND model_id = ? AND start = ? AND ${SUMS.map((name) => `${name} = 0`).join(' AND ')}`,
    );
    this.#stored = db
      .prepare(`SELECT bucket, model_id, ${SUMS.join(', ')} FROM rollups WHERE session_key = ?`)
      .raw();
    this.#seatsOfPlace = db
      .prepare(`SELECT ${SEAT_KINDS.map(seatColumn).join(', ')} FROM places WHERE place_id = ?`)
      .raw();
  }

  add(place: number, bucket: number, model: number, values: ArrayLike<number>, sign: 1 | -1): void {
    this.#add([GRAINS.day, place, model, this.#dayOf(bucket)], values, sign);
  }

  /** What the rollups hold of a session now counts for another place. */
  moveStored(sessionKey: number, fromPlace: number, toPlace: number): void {
    for (const [bucket, modelId, ...values] of this.#stored.all(sessionKey) as number[][]) {
      this.add(fromPlace, bucket as number, modelId as number, values, -1);
      this.add(toPlace, bucket as number, modelId as number, values, 1);
    }
  }

  flush(): void {
    for (const { key, values } of [...this.#deltas.values()])
      for (const wider of widerThan(key, this.#seatsOf(key[1]))) this.#add(wider, values, 1);
    for (const { key, values } of this.#deltas.values()) {
      if (values.every((value) => value === 0)) continue;
      this.#upsert.run(...key, ...values);
      if (values.some((value) => value < 0)) this.#dropEmpty.run(...key);
    }
    this.#deltas.clear();
  }

  #seatsOf(place: number): readonly number[] {
    const find = () => (this.#seatsOfPlace.get(place) as number[] | undefined) ?? [];
    return remembered(this.#seats, place, MOST_PLACES, find);
  }

  #add(key: Key, values: ArrayLike<number>, sign: 1 | -1): void {
    const row = getOrInsert(this.#deltas, key.join('/'), () => ({
      key,
      values: new Float64Array(SUMS.length),
    })).values;
    for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + sign * (values[i] as number);
  }
}

/** The sums that the sum of a day, place and model is a part of. What is of no session has no seats. */
function widerThan([grain, place, model, day]: Key, seats: readonly number[]): Key[] {
  const month = monthOf(day);
  const over: (readonly [place: number, model: number])[] = [
    [place, ALL],
    [ALL, model],
    [ALL, ALL],
    ...seats.flatMap((seat) => [[ofSeat(seat), model] as const, [ofSeat(seat), ALL] as const]),
  ];
  return [
    ...over.map(([p, m]): Key => [grain, p, m, day]),
    ...[[place, model] as const, ...over].map(([p, m]): Key => [GRAINS.month, p, m, month]),
  ];
}

/** Zone that the stored days are cut in; null while they have to be made anew. */
export function dayZone(db: Connection): string | null {
  return readMeta(db, 'day_zone');
}

/**
 * The stored days, to be kept in step beside the recorder's; null while there are none: the next writer makes them of all rollups. Only for
 * one transaction, which ends with a flush.
 */
export function storedDays(db: Connection): PeriodSums | null {
  const zone = dayZone(db);
  return zone === null ? null : new PeriodSums(db, zone);
}

/** The stored days are no longer true: the next writer makes them anew. Within the transaction that makes them untrue. */
export function dropDays(db: Connection): void {
  dropMeta(db, 'day_zone');
}

/** Makes all sums anew from the rollups when days are cut in another zone or were dropped. One transaction. */
export function prepareDays(db: Connection, timezone: string): void {
  if (dayZone(db) === timezone) return;
  const dayOf = dayOfBucket(timezone);
  db.function('day_of_bucket', { deterministic: true }, (bucket: unknown) => dayOf(bucket as number));
  db.function('month_of_day', { deterministic: true }, (day: unknown) => monthOf(day as number));
  const added = SUMS.map((name) => `sum(x.${name})`).join(', ');
  const { day, month } = GRAINS;
  db.transaction(() => {
    placeSessions(db);
    db.exec(`DELETE FROM period_sums`);
    db.exec(
      `${INSERT} SELECT ${day}, coalesce(s.place_id, 0) AS place, x.model_id, day_of_bucket(x.bucket) AS start, ${added}
       FROM rollups x LEFT JOIN sessions s USING (session_key) GROUP BY place, x.model_id, start`,
    );
    db.exec(
      `${INSERT} SELECT ${month}, place_id, model_id, month_of_day(x.start) AS first, ${added}
       FROM period_sums x GROUP BY place_id, model_id, first`,
    );
    for (const kind of SEAT_KINDS)
      db.exec(
        `${INSERT} SELECT grain, ${ALL} - p.${seatColumn(kind)} AS seat, model_id, start, ${added} FROM period_sums x JOIN places p USING (place_id)
         GROUP BY grain, seat, model_id, start`,
      );
    for (const [place, model, narrow] of [
      ['place_id', ALL, 'true'],
      [ALL, 'model_id', `place_id > ${ALL}`],
      [ALL, ALL, `place_id > ${ALL}`],
    ])
      db.exec(
        `${INSERT} SELECT grain, ${place} AS p, ${model} AS m, start, ${added} FROM period_sums x
         WHERE ${narrow} AND model_id <> ${ALL} GROUP BY grain, p, m, start`,
      );
    writeMeta(db, 'day_zone', timezone);
  }).immediate();
}

/** Puts every session to the place that its row tells. */
export function placeSessions(db: Connection): void {
  const idOf = placeIds(db);
  const put = db.prepare(`UPDATE sessions SET place_id = ? WHERE session_key = ?`);
  const all = db.prepare(
    `SELECT session_key AS key, place_id AS placed, work, harness, ${NAMING.join(', ')} FROM sessions`,
  );
  for (const row of all.all() as (Naming & { key: number; placed: number | null; work: string | null })[]) {
    const place = idOf(placeOf(row, row.work));
    if (place !== row.placed) put.run(place, row.key);
  }
}
