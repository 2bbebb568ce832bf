/** Session rows: one in memory while it is being written, loaded on demand, stored once a transaction. */

import type { SessionRef } from '../domain/event.ts';
import { SOURCE_IDS, type SourceId } from '../domain/source.ts';
import type { Connection, Statement } from './open.ts';
import { FIELDS, type Field, NAMING, type SessionRow } from './session-row.ts';

/** Rows kept in memory. */
const CACHED = 10_000;
/** Which source owns a session that two sources see: the one named first (DATA.md 2). */
const rankOf = (source: SourceId): number => SOURCE_IDS.indexOf(source);

const NONE: readonly number[] = [];
const NAMED: ReadonlySet<string> = new Set(NAMING);

export class Sessions {
  readonly #byId = new Map<string, SessionRow>();
  readonly #byKey = new Map<number, SessionRow>();
  readonly #dirty = new Set<SessionRow>();
  /** Sessions whose place may have changed since their sums were last put to it. */
  readonly #renamed = new Set<number>();
  /** Sessions that a better source has begun to tell about. */
  readonly #takenOver = new Set<number>();
  /** The place that was told of last: records of a session follow each other. */
  #placed: { row: SessionRow; lineage: number; place: [number, number] } | null = null;
  readonly #find: Statement;
  readonly #load: Statement;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #place: Statement;
  readonly #task: Statement;
  readonly #spokenOf: Statement;

  /** `changed` is told of every session whose row is written. */
  constructor(
    db: Connection,
    private readonly changed: (sessionKey: number) => void = () => undefined,
  ) {
    const columns = `session_key AS key, harness, session_id, ${FIELDS.join(', ')}`;
    this.#find = db.prepare(`SELECT ${columns} FROM sessions WHERE harness = ? AND session_id = ?`);
    this.#load = db.prepare(`SELECT ${columns} FROM sessions WHERE session_key = ?`);
    this.#insert = db.prepare(
      `INSERT INTO sessions (session_key, harness, session_id, parent_id, source)
       VALUES ((SELECT max(0, coalesce(max(session_key), 0)) + 1 FROM sessions), ?, ?, ?, ?)`,
    );
    this.#update = db.prepare(
      `UPDATE sessions SET ${FIELDS.map((name) => `${name} = ?`).join(', ')} WHERE session_key = ?`,
    );
    this.#place = db.prepare(
      `INSERT INTO session_files (session_key, lineage, first_offset, last_offset) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET first_offset = min(first_offset, excluded.first_offset), last_offset = max(last_offset, excluded.last_offset)`,
    );
    this.#task = db.prepare(
      `INSERT INTO session_tasks (session_key, task_ref, first_at, last_at, source) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET first_at = min(coalesce(first_at, excluded.first_at), excluded.first_at),
         last_at = max(coalesce(last_at, excluded.last_at), excluded.last_at), source = max(coalesce(source, excluded.source), excluded.source)`,
    );
    this.#spokenOf = db
      .prepare(
        `SELECT session_key FROM sessions WHERE (session_id = @id AND (harness = @harness OR @unknown)) OR (attempt_id = @id AND session_id <> @id)
         ORDER BY session_id <> @id, session_id LIMIT 1`,
      )
      .pluck();
  }

  /** The session of a record; makes its row when it is new. */
  of(harness: string, ref: SessionRef, source: SourceId): SessionRow {
    const id = `${harness}\n${ref.id}`;
    const known = this.#byId.get(id);
    if (known === undefined) this.#shrink();
    const row = known ?? this.#fetch(harness, ref, source);
    if (known === undefined) this.#remember(id, row);
    if (row.source !== source && rankOf(source) < rankOf(row.source as SourceId)) {
      this.set(row, 'source', source);
      this.#takenOver.add(row.key);
    }
    if (row.parent_id === null && ref.parentId !== null) this.set(row, 'parent_id', ref.parentId);
    return row;
  }

  /** Sessions whose source has changed since this was asked last. */
  takenOver(): readonly number[] {
    if (this.#takenOver.size === 0) return NONE;
    const keys = [...this.#takenOver];
    this.#takenOver.clear();
    return keys;
  }

  isRenamed(key: number): boolean {
    return this.#renamed.has(key);
  }

  renamed(): number[] {
    return [...this.#renamed];
  }

  settled(key: number): void {
    this.#renamed.delete(key);
  }

  byKey(key: number): SessionRow {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const row = fresh(this.#load.get(key) as SessionRow);
    this.#remember(`${row.harness}\n${row.session_id}`, row);
    return row;
  }

  /** The session that a metrics or alert line means: by its id (under any harness when the line names none), else by its attempt. */
  spokenOf(harness: string, id: string): SessionRow | null {
    if (this.#byId.has(`${harness}\n${id}`)) return null;
    this.flush();
    const key = this.#spokenOf.get({ id, harness, unknown: harness === 'unknown' ? 1 : 0 }) as
      | number
      | undefined;
    return key === undefined ? null : this.byKey(key);
  }

  set<F extends Field>(row: SessionRow, field: F, value: SessionRow[F]): void {
    if (row[field] === value) return;
    row[field] = value;
    if (NAMED.has(field)) this.#renamed.add(row.key);
    this.touch(row);
  }

  touch(row: SessionRow): void {
    if (row.dirty) return;
    row.dirty = true;
    this.#dirty.add(row);
  }

  /** A record of this session stands at (lineage, offset). */
  placed(row: SessionRow, lineage: number, offset: number): void {
    const last = this.#placed;
    const place = last?.row === row && last.lineage === lineage ? last.place : row.places.get(lineage);
    if (place === undefined) {
      const made: [number, number] = [offset, offset];
      row.places.set(lineage, made);
      this.#placed = { row, lineage, place: made };
    } else {
      if (offset < place[0]) place[0] = offset;
      if (offset > place[1]) place[1] = offset;
    }
    this.touch(row);
  }

  /** A record of this session is about a task. */
  worksOn(row: SessionRow, taskRef: number, at: number, source: SourceId): void {
    const sight = row.tasks.get(taskRef);
    if (sight === undefined || sight.source !== source) {
      if (sight !== undefined) this.#writeTasks(row);
      row.tasks.set(taskRef, { first: at, last: at, source });
    } else if (at < sight.first) sight.first = at;
    else if (at > sight.last) sight.last = at;
    this.touch(row);
  }

  /** Forgets a row that another session took over. */
  forget(row: SessionRow): void {
    this.changed(row.key);
    this.#byId.delete(`${row.harness}\n${row.session_id}`);
    this.#byKey.delete(row.key);
    this.#dirty.delete(row);
    this.#renamed.delete(row.key);
  }

  flush(): void {
    for (const row of this.#dirty) {
      this.#update.run(...FIELDS.map((name) => row[name]), row.key);
      for (const [lineage, [first, last]] of row.places) this.#place.run(row.key, lineage, first, last);
      row.places.clear();
      this.#writeTasks(row);
      this.changed(row.key);
      row.dirty = false;
    }
    this.#dirty.clear();
    this.#placed = null;
  }

  #fetch(harness: string, ref: SessionRef, source: SourceId): SessionRow {
    const stored = this.#find.get(harness, ref.id) as SessionRow | undefined;
    if (stored !== undefined) return fresh(stored);
    this.#insert.run(harness, ref.id, ref.parentId, source);
    return fresh(this.#find.get(harness, ref.id) as SessionRow);
  }

  #writeTasks(row: SessionRow): void {
    for (const [taskRef, { first, last, source }] of row.tasks)
      this.#task.run(row.key, taskRef, first, last, source);
    row.tasks.clear();
  }

  #remember(id: string, row: SessionRow): void {
    this.#byId.set(id, row);
    this.#byKey.set(row.key, row);
  }

  /** Only between records and with nothing left to write: a row that is being written must stay the only one of its session. */
  #shrink(): void {
    if (this.#byId.size <= CACHED || this.#dirty.size > 0) return;
    let left = this.#byId.size - CACHED / 2;
    for (const [id, row] of this.#byId) {
      if (left-- <= 0) break;
      this.#byId.delete(id);
      this.#byKey.delete(row.key);
    }
  }
}

function fresh(stored: SessionRow): SessionRow {
  return { ...stored, dirty: false, spanGuessed: false, places: new Map(), tasks: new Map() };
}
