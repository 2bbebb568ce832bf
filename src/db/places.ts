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
}

/** Each place has a seat of every kind: all places with the same name of it. */
export const SEAT_KINDS = [
  'harness',
  'agent',
  'department',
  'project',
] as const satisfies readonly (keyof Place)[];
export type SeatKind = (typeof SEAT_KINDS)[number];
export const seatColumn = (kind: SeatKind): string => `${kind}_seat`;

/** Place of records that are about no session. */
const NOWHERE: Spot = { place: 0, work: null };

/** Where sums of a session count. */
export interface Spot {
  readonly place: number;
  /** As db/work.ts says it. */
  readonly work: string | null;
}

export class Places {
  readonly #idOf: (place: Place) => number;
  readonly #workOf: Statement;

  constructor(
    db: Connection,
    private readonly sessions: Sessions,
    private readonly days: PeriodSums,
  ) {
    this.#idOf = placeIds(db);
    this.#workOf = db.prepare(`SELECT work FROM sessions WHERE session_key = ?`).pluck();
  }

  /** Where sums of a session count for now; when the place is another than before, what is stored of them moves there. */
  settle(sessionKey: number): Spot {
    if (sessionKey === 0) return NOWHERE;
    // Not kept in memory: making tasks changes it.
    const work = this.#workOf.get(sessionKey) as string | null;
    return { place: this.#settlePlace(sessionKey, work), work };
  }

  #settlePlace(sessionKey: number, work: string | null): number {
    const session = this.sessions.byKey(sessionKey);
    const { place_id: before } = session;
    if (before !== null && !this.sessions.isRenamed(sessionKey)) return before;
    const place = this.#idOf(placeOf(session));
    this.sessions.settled(sessionKey);
    if (place === before) return place;
    if (before !== null) this.days.moveStored(sessionKey, { place: before, work }, { place, work });
    this.sessions.set(session, 'place_id', place);
    return place;
  }

  /** Sessions that were named anew but had no new sums. */
  settleRenamed(): void {
    for (const key of this.sessions.renamed()) this.settle(key);
  }

  /** Before one session takes over all that is stored of another. Everything must be flushed. */
  absorb(fromKey: number, toKey: number): void {
    const [from, to] = [this.settle(fromKey), this.settle(toKey)];
    this.days.moveStored(fromKey, from, to);
  }
}

/** The same names as db/queries/filter.ts gives (AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL). */
export function placeOf(session: Naming): Place {
  const ending = session.agent_type === null ? '' : `/${session.agent_type}`;
  return {
    harness: session.harness,
    source: session.source as string,
    agent: session.agent ?? (session.rule_agent ?? session.harness) + ending,
    department: session.department ?? session.rule_department,
    project: session.rule_project ?? session.project,
  };
}

/** Finds or makes the number of a place. */
export function placeIds(db: Connection): (place: Place) => number {
  const find = db
    .prepare(
      `SELECT place_id FROM places WHERE harness = @harness AND source = @source AND agent = @agent
         AND department IS @department AND project IS @project`,
    )
    .pluck();
  const findSeat = db.prepare(`SELECT seat_id FROM seats WHERE kind = ? AND name IS ?`).pluck();
  const insertSeat = db.prepare(`INSERT INTO seats (kind, name) VALUES (?, ?)`);
  const insert = db.prepare(
    `INSERT INTO places (harness, source, agent, department, project, ${SEAT_KINDS.map(seatColumn).join(', ')})
       VALUES (@harness, @source, @agent, @department, @project, ${SEAT_KINDS.map((kind) => `@${seatColumn(kind)}`).join(', ')})`,
  );
  const seat = (kind: SeatKind, name: string | null): unknown =>
    findSeat.get(kind, name) ?? insertSeat.run(kind, name).lastInsertRowid;
  const make = (place: Place): number => {
    const seats = SEAT_KINDS.map((kind) => [seatColumn(kind), seat(kind, place[kind])]);
    return Number(insert.run({ ...place, ...Object.fromEntries(seats) }).lastInsertRowid);
  };
  const known = new Map<string, number>();
  return (place) => {
    const { harness, source, agent, department, project } = place;
    const key = JSON.stringify([harness, source, agent, department, project]);
    return remembered(known, key, 10_000, () => (find.get(place) as number | undefined) ?? make(place));
  };
}
