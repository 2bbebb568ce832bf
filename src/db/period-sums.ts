/**
 * Sums by day and month, place and model, over all places of a seat, over all places and models, and of what was spent on a work: what
 * views of cost and trends add up instead of the rollups, which grow with the sessions.
 */

import { getOrInsert } from '../domain/get-or-insert.ts';
import { remembered } from '../domain/remembered.ts';
import { dropMeta, readMeta } from './meta.ts';
import type { Connection } from './open.ts';
import { dayOfBucket, monthOf, registerDays } from './period-days.ts';
import { SEAT_KINDS, type Spot, seatColumn } from './places.ts';
import { SUMS } from './rollups.ts';
import { hasSums, workSeats } from './work.ts';

/** Place and model of a sum over all of them. */
export const ALL = -1;
/** All places of a seat, as a place of sums. */
export const ofSeat = (seat: number): number => ALL - seat;
export const GRAINS = { day: 1, month: 2 } as const;

/** Places whose seats are kept in memory. */
const MOST_PLACES = 10_000;
const MARKS = SUMS.map(() => '?').join(', ');
export const INSERT_SUMS = `INSERT INTO period_sums (grain, place_id, model_id, start, ${SUMS.join(', ')})`;

type Key = readonly [grain: number, place: number, model: number, start: number];

type StoredWork = [
  place: number,
  before: string | null,
  work: string | null,
  model: number,
  day: number,
  ...sums: number[],
];

/** By key as text. */
type Deltas = Map<string, { readonly key: Key; readonly values: Float64Array }>;

function addTo(deltas: Deltas, key: Key, values: ArrayLike<number>, sign: 1 | -1): void {
  const row = getOrInsert(deltas, key.join('/'), () => ({
    key,
    values: new Float64Array(SUMS.length),
  })).values;
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + sign * (values[i] as number);
}

export class PeriodSums {
  /** By day, place and model; flushing adds what is wider. */
  readonly #deltas: Deltas = new Map();
  /** By day, work at a place and model, by the seat of the work at all places. */
  readonly #works = new Map<number, Deltas>();
  readonly #dayOf: (bucket: number) => number;
  readonly #upsert;
  readonly #dropEmpty;
  readonly #stored;
  readonly #storedWorks;
  readonly #seatsOfPlace;
  readonly #workSeats;
  /** By place; a place keeps its seats. */
  readonly #seats = new Map<number, readonly number[]>();

  constructor(db: Connection, timezone: string) {
    this.#dayOf = dayOfBucket(timezone);
    registerDays(db, timezone);
    const sums = SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
    this.#upsert = db.prepare(
      `${INSERT_SUMS} VALUES (?, ?, ?, ?, ${MARKS}) ON CONFLICT (grain, place_id, model_id, start) DO UPDATE SET ${sums}`,
    );
    this.#dropEmpty = db.prepare(
      `DELETE FROM period_sums WHERE grain = ? AND place_id = ? AND model_id = ? AND start = ? AND ${SUMS.map((name) => `${name} = 0`).join(' AND ')}`,
    );
    this.#stored = db
      .prepare(`SELECT bucket, model_id, ${SUMS.join(', ')} FROM rollups WHERE session_key = ?`)
      .raw();
    // Added up by SQLite: the rows of many sessions take longer to hand over than to add.
    this.#storedWorks = db
      .prepare(
        `SELECT s.place_id, s.work, j.value ->> 1 AS now, x.model_id, day_of_bucket(x.bucket) AS day, ${SUMS.map((name) => `sum(x.${name})`).join(', ')}
           FROM json_each(?) j CROSS JOIN sessions s ON s.session_key = j.value ->> 0 CROSS JOIN rollups x ON x.session_key = s.session_key
           WHERE s.place_id IS NOT NULL GROUP BY s.place_id, s.work, now, x.model_id, day`,
      )
      .raw();
    this.#seatsOfPlace = db
      .prepare(`SELECT ${SEAT_KINDS.map(seatColumn).join(', ')} FROM places WHERE place_id = ?`)
      .raw();
    this.#workSeats = workSeats(db);
  }

  add(spot: Spot, bucket: number, model: number, values: ArrayLike<number>, sign: 1 | -1): void {
    const day = this.#dayOf(bucket);
    addTo(this.#deltas, [GRAINS.day, spot.place, model, day], values, sign);
    this.#addWork(spot, model, day, values, sign);
  }

  /** What the rollups hold of a session now counts for another place or work. */
  moveStored(sessionKey: number, from: Spot, to: Spot): void {
    if (from.place === to.place && from.work === to.work) return;
    for (const [bucket, modelId, ...values] of this.#stored.all(sessionKey) as number[][]) {
      const [day, model] = [this.#dayOf(bucket as number), modelId as number];
      for (const [spot, sign] of [
        [from, -1],
        [to, 1],
      ] as const) {
        if (from.place !== to.place) addTo(this.#deltas, [GRAINS.day, spot.place, model, day], values, sign);
        this.#addWork(spot, model, day, values, sign);
      }
    }
  }

  /** What the rollups hold of sessions now counts for these works; their rows still say the ones before. */
  moveWorks(sessions: readonly { readonly key: number; readonly work: string | null }[]): void {
    const list = JSON.stringify(sessions.map(({ key, work }) => [key, work]));
    for (const [place, before, work, model, day, ...values] of this.#storedWorks.all(list) as StoredWork[]) {
      this.#addWork({ place, work: before }, model, day, values, -1);
      this.#addWork({ place, work }, model, day, values, 1);
    }
  }

  #addWork({ place, work }: Spot, model: number, day: number, values: ArrayLike<number>, sign: 1 | -1): void {
    if (!hasSums(work)) return;
    const { here, all } = this.#workSeats(work, place);
    const deltas = getOrInsert(this.#works, all, (): Deltas => new Map());
    addTo(deltas, [GRAINS.day, ofSeat(here), model, day], values, sign);
  }

  flush(): void {
    for (const { key, values } of [...this.#deltas.values()])
      for (const wider of widerThan(key, this.#seatsOf(key[1]))) addTo(this.#deltas, wider, values, 1);
    for (const [seat, deltas] of this.#works)
      for (const { key, values } of deltas.values())
        for (const stored of sumsOfWork(key, seat)) addTo(this.#deltas, stored, values, 1);
    this.#works.clear();
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

/**
 * The sums that what a work took of a model on a day at one place is a part of. At one place there are about as many days and models as
 * sessions, so that those are not kept.
 */
function sumsOfWork([, here, model, day]: Key, seat: number): Key[] {
  const month = monthOf(day);
  const all = ofSeat(seat);
  return [
    [GRAINS.day, here, ALL, day],
    [GRAINS.day, all, model, day],
    [GRAINS.day, all, ALL, day],
    ...[here, all].flatMap((at): Key[] => [
      [GRAINS.month, at, model, month],
      [GRAINS.month, at, ALL, month],
    ]),
  ];
}

/** Zone that the stored days are cut in; null while they have to be made anew. */
export function dayZone(db: Connection): string | null {
  return readMeta(db, 'day_zone');
}

/** The stored days, to be kept in step for one transaction; null while there are none: the next writer makes them of all rollups. */
export function storedDays(db: Connection): PeriodSums | null {
  const zone = dayZone(db);
  return zone === null ? null : new PeriodSums(db, zone);
}

/** The stored days are no longer true: the next writer makes them anew. Within the transaction that makes them untrue. */
export function dropDays(db: Connection): void {
  dropMeta(db, 'day_zone');
}
