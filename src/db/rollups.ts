/** Sums by session, 15 minutes and model, kept as deltas in memory and written once a transaction. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import { USAGE_COLUMNS } from './call-row.ts';
import type { Connection } from './open.ts';
import type { PeriodSums } from './period-sums.ts';
import type { Places } from './places.ts';

export const BUCKET_MS = 900_000;

/** Columns of calls and what they cost, in storage order. */
export const COST_SUMS = [
  'model_calls',
  ...USAGE_COLUMNS,
  'output_extra',
  'estimated_calls',
  'cost',
  'priced_calls',
  'unpriced_calls',
  'reported_cost',
  'reported_calls',
  'cost_extra',
  'cache_saved',
] as const;

/** Summed columns in storage order. */
export const SUMS = [
  ...(['events', 'tool_calls', 'tool_errors', 'errors', 'compactions', 'clamped_fields'] as const),
  ...COST_SUMS,
] as const;
export type Sum = (typeof SUMS)[number];

/** Position of each sum. */
export const AT = Object.fromEntries(SUMS.map((name, index) => [name, index])) as Readonly<
  Record<Sum, number>
>;

/** 15-minute bucket of a time; -1 holds what has no time at all. */
export function bucketOf(at: number | null): number {
  return at === null ? -1 : Math.floor(at / BUCKET_MS);
}

export class Rollups {
  /** session -> bucket -> model -> deltas; three small integers do not fit one exact number. */
  readonly #deltas = new Map<number, Map<number, Map<number, Float64Array>>>();
  /** The row of the call before: records of a session follow each other. */
  #last: { sessionKey: number; bucket: number; modelId: number; row: Float64Array } | null = null;
  readonly #upsert;

  /** `changed` is told of every session whose sums are written. */
  constructor(
    db: Connection,
    private readonly places: Pick<Places, 'settle'>,
    private readonly days: Pick<PeriodSums, 'add'>,
    private readonly changed: (sessionKey: number) => void = () => undefined,
  ) {
    const columns = SUMS.join(', ');
    const marks = SUMS.map(() => '?').join(', ');
    const sums = SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
    this.#upsert = db.prepare(
      `INSERT INTO rollups (session_key, bucket, model_id, ${columns}) VALUES (?, ?, ?, ${marks})
       ON CONFLICT (session_key, bucket, model_id) DO UPDATE SET ${sums}`,
    );
  }

  add(sessionKey: number, bucket: number, modelId: number, sum: Sum, value: number): void {
    this.addAt(sessionKey, bucket, modelId, AT[sum], value);
  }

  /** As `add`, with the sum's position: looking it up by name costs more than adding. */
  addAt(sessionKey: number, bucket: number, modelId: number, position: number, value: number): void {
    const row = this.#row(sessionKey, bucket, modelId);
    row[position] = (row[position] as number) + value;
  }

  /** Adds a whole contribution, `sign` 1 or -1. */
  addAll(sessionKey: number, bucket: number, modelId: number, values: Float64Array, sign: 1 | -1): void {
    const row = this.#row(sessionKey, bucket, modelId);
    for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + sign * (values[i] as number);
  }

  flush(): void {
    for (const [sessionKey, buckets] of this.#deltas) {
      this.changed(sessionKey);
      const spot = this.places.settle(sessionKey);
      for (const [bucket, models] of buckets)
        for (const [modelId, values] of models) {
          if (!values.some((value) => value !== 0)) continue;
          this.#upsert.run(sessionKey, bucket, modelId, ...values);
          this.days.add(spot, bucket, modelId, values, 1);
        }
    }
    this.#deltas.clear();
    this.#last = null;
  }

  #row(sessionKey: number, bucket: number, modelId: number): Float64Array {
    const last = this.#last;
    if (last !== null && last.sessionKey === sessionKey && last.bucket === bucket && last.modelId === modelId)
      return last.row;
    const row = this.#find(sessionKey, bucket, modelId);
    this.#last = { sessionKey, bucket, modelId, row };
    return row;
  }

  #find(sessionKey: number, bucket: number, modelId: number): Float64Array {
    const buckets = getOrInsert(this.#deltas, sessionKey, () => new Map<number, Map<number, Float64Array>>());
    const models = getOrInsert(buckets, bucket, () => new Map<number, Float64Array>());
    return getOrInsert(models, modelId, () => new Float64Array(SUMS.length));
  }
}

/** A contribution with the named sums set. */
export function contribution(values: Partial<Record<Sum, number | null>>): Float64Array {
  const row = new Float64Array(SUMS.length);
  for (const name in values) row[AT[name as Sum]] = values[name as Sum] ?? 0;
  return row;
}
