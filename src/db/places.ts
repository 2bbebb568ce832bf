/** Who and where of sessions, as small numbers; a session's sums follow it from place to place (DATA.md 2: rollups move with their owner). */

import { remembered } from '../domain/remembered.ts';
import type { Connection, Statement } from './open.ts';
import type { PeriodSums } from './period-sums.ts';
import type { Naming } from './session-row.ts';
import type { Sessions } from './sessions.ts';

/** What sums by day are grouped by beside the model. */
export interface Place {
  readonly harness: string;
  readonly source: string;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
  /** As db/work.ts says it. */
  readonly work: string | null;
}

/** Each place has a seat of every kind: all places with the same name of it. */
export const SEAT_KINDS = [
  'harness',
  'agent',
  'department',
  'project',
  'work',
] as const satisfies readonly (keyof Place)[];
export type SeatKind = (typeof SEAT_KINDS)[number];
export const seatColumn = (kind: SeatKind): string => `${kind}_seat`;

/** Place of records that are about no session. */
const NOWHERE = 0;

/** Where a session stands is asked of the database each time: making tasks moves sessions, too. */
export class Places {
  readonly #idOf: (place: Place) => number;
  readonly #stored: Statement;
  readonly #put: Statement;

  constructor(
    db: Connection,
    private readonly sessions: Sessions,
    private readonly days: PeriodSums,
  ) {
    this.#idOf = placeIds(db);
    this.#stored = db.prepare(`SELECT place_id AS placed, work FROM sessions WHERE session_key = ?`);
    this.#put = db.prepare(`UPDATE sessions SET place_id = ? WHERE session_key = ?`);
  }

  /** The place that sums of a session count for now; when it is another than before, what is stored of them moves there. */
  settle(sessionKey: number): number {
    if (sessionKey === 0) return NOWHERE;
    const { placed, work } = this.#stored.get(sessionKey) as { placed: number | null; work: string | null };
    if (placed !== null && !this.sessions.isRenamed(sessionKey)) return placed;
    const place = this.#idOf(placeOf(this.sessions.byKey(sessionKey), work));
    this.sessions.settled(sessionKey);
    if (place === placed) return place;
    if (placed !== null) this.days.moveStored(sessionKey, placed, place);
    this.#put.run(place, sessionKey);
    return place;
  }

  /** Sessions that were named anew but had no new sums. */
  settleRenamed(): void {
    for (const key of this.sessions.renamed()) this.settle(key);
  }

  /** Before one session takes over all that is stored of another. Everything must be flushed. */
  absorb(fromKey: number, toKey: number): void {
    const [from, to] = [this.settle(fromKey), this.settle(toKey)];
    if (from !== to) this.days.moveStored(fromKey, from, to);
  }
}

/** The same names as db/queries/filter.ts gives (AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL). */
export function placeOf(session: Naming, work: string | null): Place {
  const ending = session.agent_type === null ? '' : `/${session.agent_type}`;
  return {
    harness: session.harness,
    source: session.source as string,
    agent: session.agent ?? (session.rule_agent ?? session.harness) + ending,
    department: session.department ?? session.rule_department,
    project: session.rule_project ?? session.project,
    work,
  };
}

const NAMES = [
  'harness',
  'source',
  'agent',
  'department',
  'project',
  'work',
] as const satisfies readonly (keyof Place)[];
const COLUMNS = [...NAMES, ...SEAT_KINDS.map(seatColumn)];

/** Finds or makes the number of a place. */
export function placeIds(db: Connection): (place: Place) => number {
  const find = db
    .prepare(`SELECT place_id FROM places WHERE ${NAMES.map((name) => `${name} IS @${name}`).join(' AND ')}`)
    .pluck();
  const findSeat = db.prepare(`SELECT seat_id FROM seats WHERE kind = ? AND name IS ?`).pluck();
  const insertSeat = db.prepare(`INSERT INTO seats (kind, name) VALUES (?, ?)`);
  const insert = db.prepare(
    `INSERT INTO places (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`,
  );
  const seat = (kind: SeatKind, name: string | null): unknown =>
    findSeat.get(kind, name) ?? insertSeat.run(kind, name).lastInsertRowid;
  const make = (place: Place): number => {
    const seats = SEAT_KINDS.map((kind) => [seatColumn(kind), seat(kind, place[kind])]);
    return Number(insert.run({ ...place, ...Object.fromEntries(seats) }).lastInsertRowid);
  };
  const known = new Map<string, number>();
  return (place) => {
    const key = JSON.stringify(NAMES.map((name) => place[name]));
    return remembered(known, key, 10_000, () => (find.get(place) as number | undefined) ?? make(place));
  };
}
