/**
 * What of tasks a session was spent on, as `sessions.work` and seats say it in one word: NULL = no task; else the type of its task, that
 * nobody knows the type, or that it is cut among tasks, so that each of its calls has to be asked.
 */

import { remembered } from '../domain/remembered.ts';
import type { Connection } from './open.ts';

export const CUT = 'cut';
export const UNTYPED = 'untyped';
/** Before the name of a type, so that no name is one of the other words. */
export const TYPED = 'type:';

/** Kind of the seats of works. */
export const WORK_SEAT = 'work';
/** Seats kept in memory. */
const MOST_SEATS = 10_000;

export function workOfType(type: string | null): string {
  return type === null ? UNTYPED : TYPED + type;
}

/** Of a work that has sums; null: nobody knows the type. */
export function typeOfWork(work: string): string | null {
  return work === UNTYPED ? null : work.slice(TYPED.length);
}

/** True of what has sums of its own: not of no task, whose sums are what is left over, and not of sessions that are cut. */
export function hasSums(work: string | null): work is string {
  return work !== null && work !== CUT;
}

/** Seats of a work: at one place, and at all places together. */
export interface WorkSeats {
  readonly here: number;
  readonly all: number;
}

/** Finds or makes them. */
export function workSeats(db: Connection): (work: string, place: number) => WorkSeats {
  const find = db
    .prepare(`SELECT seat_id FROM seats WHERE kind = '${WORK_SEAT}' AND name = ? AND place_id IS ?`)
    .pluck();
  const insert = db.prepare(`INSERT INTO seats (kind, name, place_id) VALUES ('${WORK_SEAT}', ?, ?)`);
  const seat = (work: string, place: number | null): number =>
    (find.get(work, place) as number | undefined) ?? Number(insert.run(work, place).lastInsertRowid);
  const known = new Map<string, WorkSeats>();
  return (work, place) =>
    remembered(known, `${place} ${work}`, MOST_SEATS, () => ({
      here: seat(work, place),
      all: seat(work, null),
    }));
}
