/** Sums by day, place and model: what views of cost and trends add up instead of the rollups, which grow with the sessions. */

import { createDays } from '../domain/days.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { dropMeta, readMeta, writeMeta } from './meta.ts';
import type { Connection } from './open.ts';
import { placeIds, placeOf } from './places.ts';
import { BUCKET_MS, SUMS } from './rollups.ts';
import { NAMING, type Naming } from './session-row.ts';

/** Day of what has no time at all. */
export const NO_DAY = -1_000_000;

/** Days since 1970-01-01 of the calendar in the zone; a bucket belongs to the day that it begins in. */
export function dayOfBucket(timezone: string): (bucket: number) => number {
  const days = createDays(timezone);
  return (bucket) => (bucket < 0 ? NO_DAY : days.dayOf(bucket * BUCKET_MS));
}

export class DaySums {
  /** `day/place/model` -> deltas. */
  readonly #deltas = new Map<string, { key: readonly [number, number, number]; values: Float64Array }>();
  readonly #dayOf: (bucket: number) => number;
  readonly #upsert;
  readonly #stored;

  constructor(db: Connection, timezone: string) {
    this.#dayOf = dayOfBucket(timezone);
    const sums = SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
    this.#upsert = db.prepare(
      `INSERT INTO day_sums (day, place_id, model_id, ${SUMS.join(', ')}) VALUES (?, ?, ?, ${SUMS.map(() => '?').join(', ')})
       ON CONFLICT (day, place_id, model_id) DO UPDATE SET ${sums}`,
    );
    this.#stored = db
      .prepare(`SELECT bucket, model_id, ${SUMS.join(', ')} FROM rollups WHERE session_key = ?`)
      .raw();
  }

  add(placeId: number, bucket: number, modelId: number, values: ArrayLike<number>, sign: 1 | -1): void {
    const key = [this.#dayOf(bucket), placeId, modelId] as const;
    const row = getOrInsert(this.#deltas, key.join('/'), () => ({
      key,
      values: new Float64Array(SUMS.length),
    })).values;
    for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + sign * (values[i] as number);
  }

  /** What the rollups hold of a session now counts for another place. */
  moveStored(sessionKey: number, fromPlace: number, toPlace: number): void {
    for (const [bucket, modelId, ...values] of this.#stored.all(sessionKey) as number[][]) {
      this.add(fromPlace, bucket as number, modelId as number, values, -1);
      this.add(toPlace, bucket as number, modelId as number, values, 1);
    }
  }

  flush(): void {
    for (const { key, values } of this.#deltas.values())
      if (values.some((value) => value !== 0)) this.#upsert.run(...key, ...values);
    this.#deltas.clear();
  }
}

/** Zone that the stored days are cut in; null while they have to be made anew. */
export function dayZone(db: Connection): string | null {
  return readMeta(db, 'day_zone');
}

/** The stored days are no longer true: the next writer makes them anew. Within the transaction that makes them untrue. */
export function dropDays(db: Connection): void {
  dropMeta(db, 'day_zone');
}

/** Makes all days anew from the rollups when they are cut in another zone or were dropped. One transaction. */
export function prepareDays(db: Connection, timezone: string): void {
  if (dayZone(db) === timezone) return;
  const dayOf = dayOfBucket(timezone);
  db.function('day_of_bucket', { deterministic: true }, (bucket: unknown) => dayOf(bucket as number));
  db.transaction(() => {
    placeSessions(db);
    db.exec(`DELETE FROM day_sums`);
    db.exec(
      `INSERT INTO day_sums (day, place_id, model_id, ${SUMS.join(', ')})
       SELECT day_of_bucket(r.bucket) AS day, coalesce(s.place_id, 0) AS place, r.model_id, ${SUMS.map((name) => `sum(r.${name})`).join(', ')}
       FROM rollups r LEFT JOIN sessions s USING (session_key) GROUP BY day, place, r.model_id`,
    );
    writeMeta(db, 'day_zone', timezone);
  }).immediate();
}

function placeSessions(db: Connection): void {
  const idOf = placeIds(db);
  const put = db.prepare(`UPDATE sessions SET place_id = ? WHERE session_key = ?`);
  const all = db.prepare(
    `SELECT session_key AS key, place_id AS placed, harness, ${NAMING.join(', ')} FROM sessions`,
  );
  for (const row of all.all() as (Naming & { key: number; placed: number | null })[]) {
    const place = idOf(placeOf(row));
    if (place !== row.placed) put.run(place, row.key);
  }
}
