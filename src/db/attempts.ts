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
  calls_counted: number;
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
  'calls_counted',
] as const satisfies readonly (keyof AttemptRow)[];

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

  /** The session turned out to have a transcript of its own. */
  reconsider(sessionKey: number): void {
    for (const key of this.#bySession.all(sessionKey) as number[]) this.#load(key);
  }

  flush(): void {
    for (const rows of this.#loaded.values()) {
      const measured = rows.some((row) => row.metrics_tokens !== null);
      for (const row of rows) {
        this.#apply(row, measured);
        this.#put.run(row.attempt_key, row.session_key, ...VALUES.map((name) => row[name]));
      }
    }
    this.#loaded.clear();
  }

  /** Moves the rollups from what was applied to what counts now. */
  #apply(row: AttemptRow, measured: boolean): void {
    const transcript = this.hasTranscript(row.session_key);
    const total = measured ? row.metrics_tokens : row.end_tokens;
    const callsCount = !transcript && !measured && row.end_tokens === null;
    let callCost: number | null = null;
    if (row.has_calls === 1) {
      callCost = this.calls.setCounted(row.session_key, row.attempt_key, callsCount);
      row.calls_counted = callsCount ? 1 : 0;
    }
    const reported = row.metrics_cost ?? row.end_cost;
    const cost =
      transcript || callsCount
        ? transcript || row.has_calls === 1
          ? null
          : reported
        : (reported ?? callCost);
    this.#count(row, -1);
    row.applied_tokens = transcript ? 0 : (total ?? 0);
    row.applied_cost = cost;
    row.applied_bucket = row.bucket;
    this.#count(row, 1);
  }

  #count(row: AttemptRow, sign: 1 | -1): void {
    const values = contribution({
      unclassified: row.applied_tokens,
      cost: row.applied_cost,
      priced_calls: row.applied_cost === null ? 0 : 1,
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
        calls_counted: 1,
      };
      rows.push(row);
    }
    row.bucket = Math.max(row.bucket, bucket);
    return row;
  }
}
