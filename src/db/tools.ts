/** Tool calls: a call and its result are one row, joined by the call's id, or in order where the format has none. */

import type { ToolCallEvent, ToolResultEvent } from '../domain/event.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { hash53 } from '../domain/hash.ts';
import type { Dictionary } from './dictionary.ts';
import { KeyMap } from './key-map.ts';
import { ManyRows } from './many-rows.ts';
import type { Connection, Statement } from './open.ts';
import { TOOL_COLUMNS, type ToolRow, toolValues } from './tool-row.ts';

/** Sessions and tools whose open calls are kept in memory. */
const REMEMBERED_OPEN = 20_000;
/** A first read keeps the keys of so many calls in memory (about 100 MB). */
const BULK_LIMIT = 2_500_000;

/** Where a record stands and whose it is. */
export interface RecordPlace {
  readonly lineage: number;
  readonly offset: number;
  readonly at: number | null;
  readonly sessionKey: number;
}

const TABLE = `tool_calls (${TOOL_COLUMNS.join(', ')})`;
/** Made here and not by the schema, because a first read builds it once at its end: keys are hashes, and each would dirty a page of its own. */
const INDEX = `CREATE INDEX IF NOT EXISTS tool_calls_by_key ON tool_calls (tool_key)`;

export class Tools {
  /** Rows of this transaction, by key. */
  readonly #rows = new Map<number, ToolRow>();
  /** Open calls of formats without ids, oldest first, by session and tool; read from the database when first asked for. */
  readonly #open = new Map<string, number[]>();
  /** Numbers of all stored rows by key, during a first read into an empty table: nothing else needs to be looked for. */
  #stored: KeyMap | null = null;
  readonly #isEmpty: Statement;
  readonly #byNumber: Statement;
  readonly #find: Statement;
  readonly #replace: Statement;
  readonly #new: ManyRows;
  readonly #openKeys: Statement;
  readonly #move: Statement;

  constructor(
    private readonly db: Connection,
    private readonly names: Dictionary<string>,
  ) {
    this.#isEmpty = db.prepare(`SELECT NOT EXISTS (SELECT 1 FROM tool_calls)`).pluck();
    db.exec(INDEX);
    const columns = TOOL_COLUMNS.join(', ');
    this.#find = db.prepare(`SELECT ${columns} FROM tool_calls WHERE tool_key = ?`);
    this.#byNumber = db.prepare(`SELECT ${columns} FROM tool_calls WHERE tool_no = ?`);
    this.#replace = db.prepare(`REPLACE INTO ${TABLE} VALUES (${TOOL_COLUMNS.map(() => '?').join(', ')})`);
    this.#new = new ManyRows(db, TABLE, TOOL_COLUMNS.length);
    this.#openKeys = db
      .prepare(
        `SELECT tool_key FROM tool_calls WHERE session_key = ? AND tool_id IS ? AND result_at IS NULL ORDER BY at, tool_key`,
      )
      .pluck();
    this.#move = db.prepare(
      `UPDATE tool_calls SET session_key = ? WHERE lineage = ? AND offset = ? AND session_key = ?`,
    );
  }

  beginBulk(): void {
    if (this.#stored !== null || this.#isEmpty.get() !== 1) return;
    this.#stored = new KeyMap();
    this.db.exec(`DROP INDEX tool_calls_by_key`);
  }

  endBulk(): void {
    if (this.#stored === null) return;
    this.#stored = null;
    this.db.exec(INDEX);
  }

  /** Takes a call in; null when it is a copy of a known one, else its key. */
  call(event: ToolCallEvent, place: RecordPlace, index: number): number | null {
    const tool_id = event.name === null ? null : this.names.id(event.name, event.kind);
    const key = this.#keyFor(event.toolKey ?? placeKey(place, index), place);
    if (key === null) return null;
    if (event.toolKey === null) this.#openCalls(place.sessionKey, tool_id).push(key);
    this.#rows.set(key, {
      tool_no: null,
      tool_key: key,
      session_key: place.sessionKey,
      tool_id,
      at: place.at,
      args_digest: event.argsDigest,
      asks_human: event.asksHuman ? 1 : 0,
      lineage: place.lineage,
      offset: place.offset,
      result_at: null,
      result_lineage: null,
      result_offset: null,
      result_digest: null,
      change_digest: null,
      is_error: null,
      denied: null,
      duration_ms: null,
    });
    return key;
  }

  /** Joins a result to its call, the first one it is given; null when the call is not known. `isLater`: it has another already; `isAgain`: this very one. */
  result(
    event: ToolResultEvent,
    place: RecordPlace,
  ): { key: number; isLater: boolean; isAgain: boolean } | null {
    const key =
      event.toolKey === null
        ? this.#openCall(event, place.sessionKey)
        : this.#knownKey(event.toolKey, place.sessionKey);
    const row = key === null ? undefined : this.#row(key);
    if (row === undefined) return null;
    if (row.result_at !== null) {
      const isAgain = row.result_lineage === place.lineage && row.result_offset === place.offset;
      return { key: row.tool_key, isLater: true, isAgain };
    }
    row.result_at = place.at ?? row.at ?? 0;
    row.result_lineage = place.lineage;
    row.result_offset = place.offset;
    row.result_digest = event.resultDigest;
    row.change_digest = event.changeDigest;
    row.is_error = event.isError ? 1 : 0;
    row.denied = event.denied ? 1 : 0;
    // A record that holds both has one time for them, which says nothing of what lies between.
    const isOneRecord = row.lineage === place.lineage && row.offset === place.offset;
    row.duration_ms =
      event.durationMs ??
      (row.at === null || place.at === null || isOneRecord ? null : Math.max(0, place.at - row.at));
    this.#rows.set(row.tool_key, row);
    return { key: row.tool_key, isLater: false, isAgain: false };
  }

  /** Gives the calls of a record to another session; returns how many it has (a call that was known before is not its own). */
  move(place: RecordPlace, toSession: number): number {
    this.flush();
    return this.#move.run(toSession, place.lineage, place.offset, place.sessionKey).changes;
  }

  /** Another session took calls over: what is remembered of open ones no longer holds. */
  forgetOpen(): void {
    this.flush();
    this.#open.clear();
  }

  flush(): void {
    for (const row of this.#rows.values()) {
      if (row.tool_no === null) this.#add(row);
      else this.#replace.run(...toolValues(row));
    }
    this.#new.flush();
    this.#rows.clear();
    if (this.#stored !== null && this.#stored.size >= BULK_LIMIT) this.endBulk();
  }

  /** During a first read, rows are numbered as they come, so that a later result finds its own. */
  #add(row: ToolRow): void {
    if (this.#stored !== null) {
      row.tool_no = this.#stored.size + 1;
      this.#stored.set(row.tool_key, row.tool_no);
    }
    this.#new.add(toolValues(row));
  }

  #row(key: number): ToolRow | undefined {
    const held = this.#rows.get(key);
    if (held !== undefined) return held;
    if (this.#stored === null) return this.#find.get(key) as ToolRow | undefined;
    const number = this.#stored.get(key);
    return number === undefined ? undefined : (this.#byNumber.get(number) as ToolRow);
  }

  /** A constant id in another session at another time is another call (toy servers repeat ids); at the same time it is a copy. */
  #keyFor(key: number, place: RecordPlace): number | null {
    const known = this.#row(key);
    if (known === undefined) return key;
    if (known.session_key === place.sessionKey || known.at === place.at) return null;
    const own = sessionToolKey(key, place.sessionKey);
    return this.#row(own) === undefined ? own : null;
  }

  #knownKey(key: number, sessionKey: number): number {
    const row = this.#row(key);
    if (row === undefined || row.session_key === sessionKey) return key;
    const own = sessionToolKey(key, sessionKey);
    return this.#row(own) === undefined ? key : own;
  }

  /** Formats without ids: the oldest open call of the same name in the session. */
  #openCall(event: ToolResultEvent, sessionKey: number): number | null {
    const toolId = event.name === null ? null : this.names.id(event.name, 'other');
    return this.#openCalls(sessionKey, toolId).shift() ?? null;
  }

  #openCalls(sessionKey: number, toolId: number | null): number[] {
    if (this.#open.size >= REMEMBERED_OPEN) {
      this.flush();
      this.#open.clear();
    }
    return getOrInsert(this.#open, `${sessionKey}:${toolId}`, () => {
      this.flush();
      return this.#openKeys.all(sessionKey, toolId) as number[];
    });
  }
}

function placeKey(place: RecordPlace, index: number): number {
  return hash53(`${place.lineage}:${place.offset}:${index}`, 7);
}

function sessionToolKey(key: number, sessionKey: number): number {
  return hash53(`${key}@${sessionKey}`, 11);
}
