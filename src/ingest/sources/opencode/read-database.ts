/** Reads what is new or changed in a database, session by session, in parts (opencode.md 1). */

import type { DocumentPart, DocumentReading, FileContext, ForeignDatabase } from '../../../domain/adapter.ts';
import { isRejection } from '../../../domain/event.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { Progress } from './cursor.ts';
import { offsetOf } from './place.ts';
import { changedRows, KINDS_OF, type RowKey, SQL } from './queries.ts';
import { markRows, rowsSeen } from './row-marks.ts';
import { RowReader } from './row-reader.ts';
import { type Schema, schemaOf } from './schema.ts';
import { type SessionRow, SessionTable } from './sessions.ts';

const RECORDS_PER_PART = 2_000;
const BYTES_PER_PART = 8 * 1024 * 1024;
const ROWS_AT_ONCE = 64;
/** Row of a session that rows name and that is not there: such are read last. */
const ORPHAN = Number.MAX_SAFE_INTEGER;

export function readDatabase(db: ForeignDatabase, file: FileContext, saved: string | null): DocumentReading {
  const schema = schemaOf(db);
  return 'problem' in schema ? schema : new DatabaseReading(db, file, schema, saved).parts();
}

class DatabaseReading {
  readonly #db: ForeignDatabase;
  readonly #schema: Schema;
  readonly #sessions: SessionTable;
  readonly #reader: RowReader;
  readonly #progress: Progress;
  #records: LocatedRecord[] = [];
  #bytes = 0;
  /** Rows of messages that were read in this reading. */
  readonly #read = new Set<number>();

  constructor(db: ForeignDatabase, file: FileContext, schema: Schema, saved: string | null) {
    this.#db = db;
    this.#schema = schema;
    this.#sessions = new SessionTable(db, schema);
    this.#reader = new RowReader(db, file, this.#sessions);
    this.#progress = new Progress(saved, {
      ...{ generation: schema.generation, nowMs: file.nowMs },
      rows: () => markRows(db, schema),
      rowsSeen: (marks) => rowsSeen(db, schema, marks),
    });
  }

  *parts(): Generator<DocumentPart> {
    for (const session of this.#sessionsToRead()) {
      for (const _full of this.#readSession(session)) yield this.#part(false);
      this.#progress.finishSession(session.row);
    }
    yield this.#part(true);
  }

  #part(isLast: boolean): DocumentPart {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return { records, saved: this.#progress.save(isLast), lookAgainAt: this.#progress.lookAgainAt };
  }

  get #kinds() {
    return KINDS_OF[this.#schema.generation];
  }

  /**
   * Sessions that changed, that rows were added to, or that were at work of late: a row that changes while its session's `time_updated`
   * stays and no row is added belongs to work that is just being finished. In the order of their making: an original before its forks.
   */
  #sessionsToRead(): SessionRow[] {
    const progress = this.#progress;
    const ids = new Set(this.#sessions.changed(progress.since, progress.rowsBefore('session')));
    for (const id of progress.watchedBefore()) ids.add(id);
    for (const [id] of progress.pendingBefore()) ids.add(id);
    for (const kind of this.#kinds)
      for (const { value } of this.#db.rows(SQL.sessionsOfNewRows(kind), progress.rowsBefore(kind)))
        if (typeof value === 'string') ids.add(value);
    return [...ids]
      .map((id) => this.#sessions.byId(id) ?? orphan(id))
      .filter(({ row }) => row > progress.after || row === ORPHAN)
      .sort((one, other) => one.row - other.row);
  }

  /** Yields whenever there is enough for a part. */
  *#readSession(session: SessionRow): Generator<void> {
    const { row, id, updatedAt } = session;
    const progress = this.#progress;
    const offset = offsetOf('session', row, id);
    const isNew = row !== ORPHAN && progress.isNewSession(row, offset, session.createdAt);
    if (row !== ORPHAN && (isNew || updatedAt >= progress.since) && progress.isNews(offset, updatedAt))
      this.#push(this.#reader.session(session));
    if (row !== ORPHAN) progress.watch(id, updatedAt);
    const keys = this.#changedKeys(id, isNew);
    let first = this.#records.length;
    for (let from = 0; from < keys.length; from += ROWS_AT_ONCE) {
      this.#readRows(id, keys.slice(from, from + ROWS_AT_ONCE));
      if (this.#records.length < RECORDS_PER_PART && this.#bytes < BYTES_PER_PART) continue;
      this.#order(first);
      yield;
      first = 0;
    }
    this.#readPending(id);
    this.#order(first);
  }

  #readRows(sessionId: string, keys: readonly RowKey[]): void {
    const progress = this.#progress;
    const news = keys.filter(({ kind, row, id, updatedAt }) => {
      progress.watch(sessionId, updatedAt);
      return progress.isNews(offsetOf(kind, row, id), updatedAt);
    });
    this.#reader.load(news);
    for (const { kind, row } of news) {
      if (kind === 'message') this.#read.add(row);
      const found = this.#reader.row(kind, row);
      if (found === null) continue;
      this.#push(found.located);
      if (found.pendingUntil !== null) progress.addPending([sessionId, row], found.pendingUntil);
    }
  }

  /** A new session may be a fork, whose rows bear the times of those that they are copies of: they are all looked at, as are those of one that was not watched. */
  #changedKeys(sessionId: string, isNew: boolean): RowKey[] {
    const progress = this.#progress;
    return this.#kinds
      .flatMap((kind) => {
        const since = isNew ? 0 : progress.sinceOf(sessionId);
        return changedRows(this.#db, kind, sessionId, since, isNew ? -1 : progress.rowsBefore(kind));
      })
      .sort(inOrderOfMaking);
  }

  /** Messages that were left unfinished: given when it is sure that nobody finishes them. */
  #readPending(sessionId: string): void {
    for (const [id, row] of this.#progress.pendingBefore()) {
      if (id !== sessionId || this.#read.has(row)) continue;
      const found = this.#reader.row('message', row);
      if (found === null) continue;
      if (found.pendingUntil !== null) this.#progress.addPending([id, row], found.pendingUntil);
      else this.#push(found.located);
    }
  }

  /** An answer is as old as its end, behind all that was done in it. */
  #order(first: number): void {
    const behind = this.#records.splice(first);
    this.#records.push(...behind.sort((one, other) => timeOfRecord(one) - timeOfRecord(other)));
  }

  #push(record: LocatedRecord): void {
    this.#records.push(record);
    this.#bytes += record.length;
  }
}

function timeOfRecord({ result }: LocatedRecord): number {
  return isRejection(result) ? 0 : (result.at ?? 0);
}

/** A message before its parts, where both were made at once. */
function inOrderOfMaking(one: RowKey, other: RowKey): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt;
  if (one.kind !== other.kind) return one.kind === 'message' ? -1 : 1;
  return one.row - other.row;
}

function orphan(id: string): SessionRow {
  const fields = {
    id: undefined,
    title: null,
    directory: null,
    version: null,
    agent: null,
    forkedFrom: null,
  };
  return {
    ...{ row: ORPHAN, id, createdAt: 0, updatedAt: 0 },
    fields: { ...fields, additions: null, deletions: null, files: null, compactingAt: null, updatedAt: null },
  };
}
