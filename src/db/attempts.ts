/** Totals that a stream gives for an attempt: of metrics line, session_end records and usage events one counts (DATA.md 3). */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { Calls } from './calls.ts';
import type { Connection, Statement } from './open.ts';
import { contribution, type Rollups } from './rollups.ts';

interface AttemptRow {
  attempt_key: number;
  session_key: number;
  end_tokens: number | null;
  end_cost: number | null;
  metrics_tokens: number | null;
  metrics_cost: number | null;
  metrics_at: number | null;
  bucket: number;
  has_calls: number;
  applied_tokens: number;
  applied_cost: number | null;
  applied_bucket: number;
  applied_reported: number | null;
}

const VALUES = [
  'end_tokens',
  'end_cost',
  'metrics_tokens',
  'metrics_cost',
  'metrics_at',
  'bucket',
  'has_calls',
  'applied_tokens',
  'applied_cost',
  'applied_bucket',
  'applied_reported',
] as const satisfies readonly (keyof AttemptRow)[];

/** Which figures of an attempt stand for the others. */
interface InForce {
  readonly measured: boolean;
  readonly costMeasured: boolean;
  readonly reportMeasured: boolean;
}

/** What a row adds to the rollups of its session; money in micro-dollars. */
interface Figures {
  readonly tokens: number;
  readonly cost: number | null;
  readonly reported: number | null;
}

const NOTHING: Figures = { tokens: 0, cost: null, reported: null };

export interface AttemptTotals {
  readonly tokens: number | null;
  readonly costUsdMicros: number | null;
}

export class Attempts {
  /** attempt -> its rows; all rows of an attempt are loaded together. */
  readonly #loaded = new Map<number, AttemptRow[]>();
  readonly #select: Statement;
  readonly #bySession: Statement;
  readonly #put: Statement;
  readonly #drop: Statement;

  constructor(
    db: Connection,
    private readonly rollups: Rollups,
    private readonly calls: Calls,
    /** A harness's own transcript tells the usage of this session: the stream's figures stay as reported. */
    private readonly hasTranscript: (sessionKey: number) => boolean,
  ) {
    const names = ['attempt_key', 'session_key', ...VALUES];
    this.#select = db.prepare(`SELECT ${names.join(', ')} FROM attempts WHERE attempt_key = ?`);
    this.#bySession = db.prepare(`SELECT attempt_key FROM attempts WHERE session_key = ?`).pluck();
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO attempts (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    this.#drop = db.prepare(`DELETE FROM attempts WHERE session_key = ?`);
  }

  ended(attemptKey: number, sessionKey: number, bucket: number, totals: AttemptTotals): void {
    const row = this.#row(attemptKey, sessionKey, bucket);
    if (totals.tokens !== null) row.end_tokens = (row.end_tokens ?? 0) + totals.tokens;
    if (totals.costUsdMicros !== null) row.end_cost = (row.end_cost ?? 0) + totals.costUsdMicros;
  }

  /** The newest metrics line of an attempt counts. */
  measured(
    attemptKey: number,
    sessionKey: number,
    bucket: number,
    at: number | null,
    totals: AttemptTotals,
  ): void {
    const row = this.#row(attemptKey, sessionKey, bucket);
    if (row.metrics_at !== null && (at ?? 0) < row.metrics_at) return;
    row.metrics_at = at ?? 0;
    row.metrics_tokens = totals.tokens;
    row.metrics_cost = totals.costUsdMicros;
  }

  /** The attempt logged usage call by call. */
  called(attemptKey: number, sessionKey: number, bucket: number): void {
    this.#row(attemptKey, sessionKey, bucket).has_calls = 1;
  }

  /** The session turned out to have a transcript of its own: its figures are weighed anew. */
  reconsider(sessionKey: number): void {
    for (const key of this.#bySession.all(sessionKey) as number[]) this.#load(key);
  }

  /** Calls of the attempt have got other prices: its figures are weighed anew. */
  reweigh(attemptKey: number): void {
    this.#load(attemptKey);
  }

  /** What was said of one session is now said of another. Everything must be flushed. */
  move(fromSession: number, toSession: number): void {
    for (const key of this.#bySession.all(fromSession) as number[]) {
      const rows = this.#load(key);
      const moved = rows.findIndex((row) => row.session_key === fromSession);
      const row = rows[moved];
      if (row === undefined) continue;
      this.#apply(row, NOTHING);
      const target = rows.find((other) => other.session_key === toSession);
      if (target === undefined) row.session_key = toSession;
      else {
        merge(target, row);
        rows.splice(moved, 1);
      }
    }
    this.#drop.run(fromSession);
  }

  flush(): void {
    for (const rows of this.#loaded.values()) {
      const inForce = this.#inForce(rows);
      for (const row of rows) {
        this.#apply(row, this.#figuresOf(row, inForce));
        this.#put.run(row.attempt_key, row.session_key, ...VALUES.map((name) => row[name]));
      }
    }
    this.#loaded.clear();
  }

  /** Whose figures count for the attempt, of all sessions that worked on it. */
  #inForce(rows: readonly AttemptRow[]): InForce {
    const own = rows.filter((row) => !this.hasTranscript(row.session_key));
    const measured = own.some((row) => row.metrics_tokens !== null);
    const callsCount = own.some((row) => row.has_calls === 1 && !measured && row.end_tokens === null);
    return {
      measured,
      costMeasured: !callsCount && own.some((row) => row.metrics_cost !== null),
      reportMeasured: rows.some((row) => row.metrics_cost !== null),
    };
  }

  /** Counts or un-counts the calls of a row, and says what the row itself contributes. */
  #figuresOf(row: AttemptRow, { measured, costMeasured, reportMeasured }: InForce): Figures {
    const transcript = this.hasTranscript(row.session_key);
    const callsCount = !transcript && !measured && row.end_tokens === null;
    const calls =
      row.has_calls === 1
        ? this.calls.setCounted(row.session_key, row.attempt_key, callsCount)
        : { cost: null, reported: null };
    const callsReport = callsCount && calls.reported !== null;
    const reported = callsReport ? null : reportMeasured ? row.metrics_cost : row.end_cost;
    if (transcript) return { tokens: 0, cost: null, reported };
    const tokens = (measured ? row.metrics_tokens : row.end_tokens) ?? 0;
    if (costMeasured) return { tokens, cost: row.metrics_cost, reported };
    if (callsCount && row.has_calls === 1) return { tokens, cost: null, reported };
    return { tokens, cost: row.end_cost ?? calls.cost, reported };
  }

  /** Moves the rollups from what was applied to what counts now. */
  #apply(row: AttemptRow, { tokens, cost, reported }: Figures): void {
    this.#count(row, -1);
    row.applied_tokens = tokens;
    row.applied_cost = cost;
    row.applied_reported = reported;
    row.applied_bucket = row.bucket;
    this.#count(row, 1);
  }

  #count(row: AttemptRow, sign: 1 | -1): void {
    const values = contribution({
      unclassified: row.applied_tokens,
      cost: row.applied_cost,
      priced_calls: row.applied_cost === null ? 0 : 1,
      reported_cost: row.applied_reported,
      reported_calls: row.applied_reported === null ? 0 : 1,
    });
    this.rollups.addAll(row.session_key, row.applied_bucket, 0, values, sign);
  }

  #load(attemptKey: number): AttemptRow[] {
    return getOrInsert(this.#loaded, attemptKey, () => this.#select.all(attemptKey) as AttemptRow[]);
  }

  #row(attemptKey: number, sessionKey: number, bucket: number): AttemptRow {
    const rows = this.#load(attemptKey);
    let row = rows.find((candidate) => candidate.session_key === sessionKey);
    if (row === undefined) {
      row = {
        attempt_key: attemptKey,
        session_key: sessionKey,
        end_tokens: null,
        end_cost: null,
        metrics_tokens: null,
        metrics_cost: null,
        metrics_at: null,
        bucket,
        has_calls: 0,
        applied_tokens: 0,
        applied_cost: null,
        applied_bucket: bucket,
        applied_reported: null,
      };
      rows.push(row);
    }
    row.bucket = Math.max(row.bucket, bucket);
    return row;
  }
}

/** Takes into a row what another one of the same attempt says. */
function merge(into: AttemptRow, row: AttemptRow): void {
  into.end_tokens = sumOf(into.end_tokens, row.end_tokens);
  into.end_cost = sumOf(into.end_cost, row.end_cost);
  if (row.metrics_at !== null && (into.metrics_at === null || row.metrics_at > into.metrics_at)) {
    into.metrics_at = row.metrics_at;
    into.metrics_tokens = row.metrics_tokens;
    into.metrics_cost = row.metrics_cost;
  }
  into.bucket = Math.max(into.bucket, row.bucket);
  into.has_calls = Math.max(into.has_calls, row.has_calls);
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}
