/** The rows of accepted lines. Behind everything known of a lineage they are gathered and written many at a time. */

import type { Connection } from './open.ts';

/** What is looked at of a stored row. */
interface StoredEvent {
  readonly length: number;
  readonly kindId: number;
  readonly at: number | null;
  readonly flags: number;
}

/** Rows of a batch nearly all have these in common: bound once for all rows of a statement. */
const SHARED = ['lineage', 'session_key', 'task_ref'] as const;
const OWN = ['offset', 'length', 'kind_id', 'role', 'at', 'flags', 'uid_key'] as const;
const MARKS = `(${OWN.map(() => '?').join(', ')})`;
const TABLE = `events (${[...SHARED, ...OWN].join(', ')})`;
/** Rows of one statement, largest first; the last one takes what is left. */
const GATHERED = [96, 12, 1] as const;
const FULL = SHARED.length + GATHERED[0] * OWN.length;

export class EventRows {
  /** Nothing is stored at or behind the present batch: its rows cannot meet any, so they may wait for each other. */
  #isAppending = false;
  /** What the rows that are not written yet have in common, and behind it their own values, row after row. */
  #waiting: (number | null)[] = [];
  readonly #put;
  readonly #putMany;
  readonly #stored;
  readonly #isAny;
  readonly #isAnyFrom;

  constructor(db: Connection) {
    this.#put = db.prepare(`INSERT INTO ${TABLE} VALUES (?, ?, ?, ${MARKS.slice(1)} ON CONFLICT DO NOTHING`);
    this.#putMany = GATHERED.map((rows) => ({
      values: rows * OWN.length,
      put: db.prepare(
        `INSERT INTO ${TABLE} SELECT ?, ?, ?, * FROM (VALUES ${Array(rows).fill(MARKS).join(', ')})`,
      ),
    }));
    this.#stored = db.prepare(
      `SELECT length, kind_id AS kindId, at, flags FROM events WHERE lineage = ? AND offset = ?`,
    );
    this.#isAny = db.prepare(`SELECT 1 FROM events WHERE lineage = ? AND offset = ?`).pluck();
    this.#isAnyFrom = db.prepare(`SELECT 1 FROM events WHERE lineage = ? AND offset >= ? LIMIT 1`).pluck();
  }

  /** Rows wait for each other: nothing is stored that they could meet. */
  get isAppending(): boolean {
    return this.#isAppending;
  }

  /** Before the lines of a batch; nothing may be waiting. `mayWait`: nobody looks for their ids in the table. */
  enter(lineage: number, fromOffset: number, mayWait: boolean): void {
    this.#isAppending = mayWait && this.#isAnyFrom.get(lineage, fromOffset) === undefined;
  }

  /** Stores a row. False: its place is taken. */
  insert(
    lineage: number,
    offset: number,
    length: number,
    kindId: number,
    role: number,
    sessionKey: number,
    at: number | null,
    taskRef: number | null,
    flags: number,
    uidKey: number | null,
  ): boolean {
    if (!this.#isAppending)
      return (
        this.#put.run(lineage, sessionKey, taskRef, offset, length, kindId, role, at, flags, uidKey)
          .changes === 1
      );
    const waiting = this.#waiting;
    if (waiting[0] !== lineage || waiting[1] !== sessionKey || waiting[2] !== taskRef) {
      this.flush();
      this.#waiting = [lineage, sessionKey, taskRef];
    }
    this.#waiting.push(offset, length, kindId, role, at, flags, uidKey);
    if (this.#waiting.length === FULL) this.flush();
    return true;
  }

  /** The row at a place, if there is one. */
  stored(lineage: number, offset: number): StoredEvent | undefined {
    this.flush();
    return this.#stored.get(lineage, offset) as StoredEvent | undefined;
  }

  /** Is the line that is being recorded already stored? */
  isStored(lineage: number, offset: number): boolean {
    return !this.#isAppending && this.#isAny.get(lineage, offset) !== undefined;
  }

  /** Writes the rows that wait (values as arguments: an array would be read through its prototype, at a third more): before anybody else reads the table, and at the end of a batch. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    if (waiting.length === FULL) {
      this.#putMany[0]?.put.run(...waiting);
      return;
    }
    const shared = waiting.slice(0, SHARED.length);
    let from = SHARED.length;
    for (const { values, put } of this.#putMany)
      for (; waiting.length - from >= values; from += values)
        put.run(...shared, ...waiting.slice(from, from + values));
  }
}
