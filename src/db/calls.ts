/** Model calls: joins the rows that belong to one call, counts one of its copies, prices it (DATA.md 3). Any order gives the same. */

import type { ModelCallEvent } from '../domain/event.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { Price, PricedCall } from '../domain/prices.ts';
import { compare, isCanonical, isOneCall } from './call-copies.ts';
import {
  CALL_COLUMNS,
  type CallRow,
  callValues,
  largest,
  pricedCall,
  takeLargest,
  takePrice,
} from './call-row.ts';
import { callSums } from './call-sums.ts';
import { namedFirst } from './lost-sessions.ts';
import { ManyRows } from './many-rows.ts';
import type { Connection, Statement } from './open.ts';
import { bucketOf, type Rollups } from './rollups.ts';
import { StoredCalls } from './stored-calls.ts';

/** What a call costs; the price library stands behind it. */
export interface Pricing {
  /** Changes whenever a call may get another price than before. */
  readonly fingerprint: string;
  /** Where prices come from, as JSON {name, version, date}. */
  readonly source: string;
  price(call: PricedCall): Price;
  /** Output tokens where the log under-reports; null = as reported. */
  estimateOutput(reported: number | null, visibleChars: number, finished: boolean): number | null;
}

interface CallContext {
  readonly sessionKey: number;
  readonly sessionId: string;
  readonly modelId: number;
  readonly at: number | null;
  readonly attemptKey: number | null;
}

/** Made here and not by the schema, because a first read builds it once at its end. */
const INDEX = `CREATE INDEX IF NOT EXISTS model_calls_by_message ON model_calls (message_key) WHERE message_key IS NOT NULL`;

export class Calls {
  readonly #groups = new Map<number, CallRow[]>();
  readonly #single: CallRow[] = [];
  /** During a first read into an empty table. */
  #stored: StoredCalls | null = null;
  readonly #isEmpty: Statement;
  readonly #select: Statement;
  readonly #byNumber: Statement;
  readonly #new: ManyRows;
  readonly #update: Statement;
  readonly #byAttempt: Statement;

  constructor(
    private readonly db: Connection,
    private readonly rollups: Rollups,
    private readonly pricing: Pricing,
    private readonly modelName: (modelId: number) => { name: string; provider: string | null },
    private readonly sessionId: (sessionKey: number) => string,
  ) {
    const names = CALL_COLUMNS.join(', ');
    db.exec(INDEX);
    this.#byNumber = db.prepare(`SELECT call_id, ${names} FROM model_calls WHERE call_id = ?`);
    this.#select = db.prepare(`SELECT call_id, ${names} FROM model_calls WHERE message_key = ?`);
    this.#isEmpty = db.prepare(`SELECT NOT EXISTS (SELECT 1 FROM model_calls)`).pluck();
    this.#new = new ManyRows(db, `model_calls (${names})`, CALL_COLUMNS.length);
    this.#update = db.prepare(
      `UPDATE model_calls SET ${CALL_COLUMNS.map((name) => `${name} = ?`).join(', ')} WHERE call_id = ?`,
    );
    this.#byAttempt = db.prepare(
      `SELECT call_id, ${names} FROM model_calls WHERE session_key = ? AND attempt_id = ?`,
    );
  }

  beginBulk(): void {
    if (this.#stored !== null || this.#isEmpty.get() !== 1) return;
    this.#stored = new StoredCalls();
    this.db.exec(`DROP INDEX model_calls_by_message`);
  }

  endBulk(): void {
    if (this.#stored === null) return;
    this.#stored = null;
    this.db.exec(INDEX);
  }

  /** Takes one row of a call in; `countChars` is false for a copy of a row whose characters were counted before. */
  add(event: ModelCallEvent, context: CallContext, countChars: boolean): void {
    const row = toRow(event, context, countChars);
    if (row.message_key === null) {
      this.#single.push(row);
      return;
    }
    const group = this.#load(row.message_key);
    const same = group.find((other) => isOneCall(other, row));
    if (same === undefined) group.push(row);
    else this.#merge(same, row, context.sessionId);
  }

  /** Counts or un-counts the calls of an attempt whose total another record gives; returns their sums, null when none has a figure. */
  setCounted(
    sessionKey: number,
    attemptKey: number,
    counted: boolean,
  ): { cost: number | null; reported: number | null } {
    this.flush();
    let cost: number | null = null;
    let reported: number | null = null;
    for (const stored of this.#byAttempt.all(sessionKey, attemptKey) as CallRow[]) {
      const row = adopt(stored);
      if (row.cost !== null) cost = (cost ?? 0) + row.cost;
      if (row.reported_cost !== null) reported = (reported ?? 0) + row.reported_cost;
      row.counted = counted ? 1 : 0;
      this.#store(row);
    }
    return { cost, reported };
  }

  flush(): void {
    for (const row of this.#single) this.#store(row);
    this.#single.length = 0;
    for (const group of this.#groups.values()) {
      for (const row of group) row.counted = isCanonical(row, group, this.sessionId) ? 1 : 0;
      for (const row of group) this.#store(row);
    }
    this.#new.flush();
    this.#groups.clear();
    if (this.#stored?.isFull) this.endBulk();
  }

  #load(messageKey: number): CallRow[] {
    return getOrInsert(this.#groups, messageKey, () => this.#storedOf(messageKey).map(adopt));
  }

  #storedOf(messageKey: number): CallRow[] {
    if (this.#stored === null) return this.#select.all(messageKey) as CallRow[];
    return this.#stored.of(messageKey).map((number) => this.#byNumber.get(number) as CallRow);
  }

  #merge(into: CallRow, row: CallRow, sessionId: string): void {
    takeLargest(into, row);
    into.visible_chars += row.visible_chars;
    into.finished = Math.max(into.finished, row.finished);
    into.reported_cost = largest(into.reported_cost, row.reported_cost);
    into.duration_ms = largest(into.duration_ms, row.duration_ms);
    into.web_searches = largest(into.web_searches, row.web_searches);
    into.speed ??= row.speed;
    into.service_tier ??= row.service_tier;
    into.last_at = largest(into.last_at, row.last_at);
    const before =
      (row.session_key !== into.session_key && namedFirst(sessionId, this.sessionId(into.session_key))) ||
      compare(row.sidechain, into.sidechain) ||
      compare(row.first_at ?? Infinity, into.first_at ?? Infinity) ||
      (sessionId < this.sessionId(into.session_key) ? -1 : 1);
    if (before >= 0) return;
    into.sidechain = row.sidechain;
    into.first_at = row.first_at;
    into.session_key = row.session_key;
    into.model_id = row.model_id;
  }

  /** Prices a row, writes it when it changed, and moves the rollups by the difference. */
  #store(row: CallRow): void {
    this.#price(row);
    const { before } = row;
    const values = callValues(row);
    if (before !== undefined && callValues(before).every((value, index) => value === values[index])) return;
    if (row.call_id === null) {
      this.#new.add(values);
      this.#stored?.add(row.message_key);
    } else this.#update.run(...values, row.call_id);
    if (before?.counted === 1) this.#count(before, -1);
    if (row.counted === 1) this.#count(row, 1);
  }

  #price(row: CallRow): void {
    const { name, provider } = this.modelName(row.model_id);
    row.output_estimated = this.pricing.estimateOutput(row.output, row.visible_chars, row.finished === 1);
    takePrice(row, this.pricing.price(pricedCall(row, name, provider)));
  }

  #count(row: CallRow, sign: 1 | -1): void {
    this.rollups.addAll(row.session_key, bucketOf(row.first_at), row.model_id, callSums(row), sign);
  }
}

function toRow(event: ModelCallEvent, context: CallContext, countChars: boolean): CallRow {
  const { usage } = event;
  return {
    call_id: null,
    message_key: event.messageKey,
    request_key: event.requestKey,
    session_key: context.sessionKey,
    model_id: context.modelId,
    first_at: context.at,
    last_at: context.at,
    sidechain: event.sidechain ? 1 : 0,
    input: usage.input,
    cache_read: usage.cacheRead,
    cache_creation_5m: usage.cacheCreation5m,
    cache_creation_1h: usage.cacheCreation1h,
    cache_creation_unsplit: usage.cacheCreationUnsplit,
    output: usage.output,
    unclassified: usage.unclassified,
    reasoning: usage.reasoning,
    visible_chars: countChars ? event.visibleChars : 0,
    finished: event.finished ? 1 : 0,
    speed: event.speed,
    service_tier: event.serviceTier,
    web_searches: event.webSearches,
    reported_cost: event.reportedCostUsdMicros,
    duration_ms: event.durationMs,
    cost: null,
    unpriced: null,
    output_estimated: null,
    counted: 1,
    attempt_id: context.attemptKey,
    cost_extra: null,
    cache_saved: null,
  };
}

/** A row as stored, with what it was kept for the comparison. */
function adopt(stored: CallRow): CallRow {
  return { ...stored, before: { ...stored } };
}
