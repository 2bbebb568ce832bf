/** The rows of accepted lines. Behind everything known of a lineage they are gathered and written many at a time. */

import type { Connection } from './open.ts';

/** What is looked at of a stored row. */
interface StoredEvent {
  readonly length: number;
  readonly kindId: number;
  readonly at: number | null;
  readonly flags: number;
}

const COLUMNS = 10;
const MARKS = `(${Array(COLUMNS).fill('?').join(', ')})`;
const TABLE = `events (lineage, offset, length, kind_id, role, session_key, at, task_ref, flags, uid_key)`;
/** Rows of one statement: most of what more would save is saved by these. */
const GATHERED = 24;

export class EventRows {
  /** Nothing is stored at or behind the present batch: its rows cannot meet any, so they may wait for each other. */
  #isAppending = false;
  /** Values of rows that are not written yet, row after row. */
  #waiting: (number | null)[] = [];
  readonly #put;
  readonly #putMany;
  readonly #stored;
  readonly #isAny;
  readonly #isAnyFrom;

  constructor(db: Connection) {
    this.#put = db.prepare(`INSERT INTO ${TABLE} VALUES ${MARKS} ON CONFLICT DO NOTHING`);
    this.#putMany = db.prepare(`INSERT INTO ${TABLE} VALUES ${Array(GATHERED).fill(MARKS).join(', ')}`);
    this.#stored = db.prepare(
      `SELECT length, kind_id AS kindId, at, flags FROM events WHERE lineage = ? AND offset = ?`,
    );
    this.#isAny = db.prepare(`SELECT 1 FROM events WHERE lineage = ? AND offset = ?`).pluck();
    this.#isAnyFrom = db.prepare(`SELECT 1 FROM events WHERE lineage = ? AND offset >= ? LIMIT 1`).pluck();
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
        this.#put.run(lineage, offset, length, kindId, role, sessionKey, at, taskRef, flags, uidKey)
          .changes === 1
      );
    this.#waiting.push(lineage, offset, length, kindId, role, sessionKey, at, taskRef, flags, uidKey);
    if (this.#waiting.length === GATHERED * COLUMNS) {
      this.#putMany.run(this.#waiting);
      this.#waiting = [];
    }
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

  /** Writes the rows that wait: before anybody else reads the table, and at the end of a batch. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    for (let from = 0; from < this.#waiting.length; from += COLUMNS)
      this.#put.run(this.#waiting.slice(from, from + COLUMNS));
    this.#waiting = [];
  }
}
