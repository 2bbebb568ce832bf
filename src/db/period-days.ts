/** Days and months of quarter hours in a zone, also as functions of SQL. */

import { daysOf, periodStart } from '../domain/days.ts';
import type { Connection } from './open.ts';
import { BUCKET_MS } from './rollups.ts';

/** Day of what has no time at all. */
export const NO_DAY = -1_000_000;

/** Days since 1970-01-01 of the calendar in the zone; a bucket belongs to the day that it begins in. */
export function dayOfBucket(timezone: string): (bucket: number) => number {
  const days = daysOf(timezone);
  return (bucket) => (bucket < 0 ? NO_DAY : days.dayOf(bucket * BUCKET_MS));
}

/** First day of the month of a day. */
export function monthOf(day: number): number {
  return day === NO_DAY ? NO_DAY : periodStart(day, 'month');
}

const registered = new WeakMap<Connection, string>();

/** Makes `day_of_bucket` and `month_of_day` of SQL cut days in this zone. */
export function registerDays(db: Connection, timezone: string): void {
  if (registered.get(db) === timezone) return;
  const dayOf = dayOfBucket(timezone);
  db.function('day_of_bucket', { deterministic: true }, (bucket: unknown) => dayOf(bucket as number));
  db.function('month_of_day', { deterministic: true }, (day: unknown) => monthOf(day as number));
  registered.set(db, timezone);
}
