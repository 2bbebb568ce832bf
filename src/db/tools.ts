/** Tool calls: a call and its result are one row, joined by the call's id, or in order where the format has none. */

import type { ToolCallEvent, ToolResultEvent } from '../domain/event.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { hash53 } from '../domain/hash.ts';
import type { Dictionary } from './dictionary.ts';
import { KeySet } from './key-set.ts';
import type { Connection, Statement } from './open.ts';

/** Sessions and tools whose open calls are kept in memory. */
const REMEMBERED_OPEN = 20_000;

/** Where a record stands and whose it is. */
export interface RecordPlace {
  readonly lineage: number;
  readonly offset: number;
  readonly at: number | null;
  readonly sessionKey: number;
}

interface ToolRow {
  tool_key: number;
  session_key: number;
  tool_id: number | null;
  at: number | null;
  args_digest: number | null;
  asks_human: number;
  lineage: number;
  offset: number;
  result_at: number | null;
  result_lineage: number | null;
  result_offset: number | null;
  result_digest: number | null;
  change_digest: number | null;
  is_error: number | null;
  denied: number | null;
  duration_ms: number | null;
}

const COLUMNS = [
  'tool_key',
  'session_key',
  'tool_id',
  'at',
  'args_digest',
  'asks_human',
  'lineage',
  'offset',
  'result_at',
  'result_lineage',
  'result_offset',
  'result_digest',
  'change_digest',
  'is_error',
  'denied',
  'duration_ms',
] as const satisfies readonly (keyof ToolRow)[];

export class Tools {
  /** Rows of this transaction, by key. */
  readonly #rows = new Map<number, ToolRow>();
  /** Open calls of formats without ids, oldest first, by session and tool; read from the database when first asked for. */
  readonly #open = new Map<string, number[]>();
  /** Keys of all stored rows, during a first read into an empty table: all others need not be looked for. */
  #stored: KeySet | null = null;
  readonly #isEmpty: Statement;
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #openKeys: Statement;
  readonly #move: Statement;

  constructor(
    db: Connection,
    private readonly names: Dictionary<string>,
  ) {
    this.#isEmpty = db.prepare(`SELECT NOT EXISTS (SELECT 1 FROM tool_calls)`).pluck();
    this.#find = db.prepare(`SELECT ${COLUMNS.join(', ')} FROM tool_calls WHERE tool_key = ?`);
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO tool_calls (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
    );
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
    this.#stored = this.#isEmpty.get() === 1 ? new KeySet() : null;
  }

  endBulk(): void {
    this.#stored = null;
  }

  /** Takes a call in; null when it is a copy of a known one, else its key. */
  call(event: ToolCallEvent, place: RecordPlace, index: number): number | null {
    const tool_id = event.name === null ? null : this.names.id(event.name, event.kind);
    const key = this.#keyFor(event.toolKey ?? placeKey(place, index), place);
    if (key === null) return null;
    if (event.toolKey === null) this.#openCalls(place.sessionKey, tool_id).push(key);
    this.#rows.set(key, {
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
      this.#put.run(valuesOf(row));
      this.#stored?.add(row.tool_key);
    }
    this.#rows.clear();
  }

  #row(key: number): ToolRow | undefined {
    const held = this.#rows.get(key);
    if (held !== undefined || this.#stored?.has(key) === false) return held;
    return this.#find.get(key) as ToolRow | undefined;
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

/** In the order of COLUMNS. Written out: looked up name by name they cost as much as storing them. */
function valuesOf(row: ToolRow): (number | null)[] {
  return [
    row.tool_key,
    row.session_key,
    row.tool_id,
    row.at,
    row.args_digest,
    row.asks_human,
    row.lineage,
    row.offset,
    row.result_at,
    row.result_lineage,
    row.result_offset,
    row.result_digest,
    row.change_digest,
    row.is_error,
    row.denied,
    row.duration_ms,
  ];
}

function placeKey(place: RecordPlace, index: number): number {
  return hash53(`${place.lineage}:${place.offset}:${index}`, 7);
}

function sessionToolKey(key: number, sessionKey: number): number {
  return hash53(`${key}@${sessionKey}`, 11);
}
