/** A temporary folder with made-up databases, read by agentperf into its own. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULT_ALERT_SETTINGS } from '../../../../src/domain/alert.ts';
import { LISTED_PRICES } from '../../../../src/domain/prices.ts';
import type { SourceRoot } from '../../../../src/domain/source.ts';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import type { IngestSummary } from '../../../../src/writing/options.ts';
import { answer, MadeUp, NOW, question, START, tokens, tool } from './made-up.ts';

export interface Sums {
  readonly session: string;
  readonly events: number;
  readonly calls: number;
  readonly input: number;
  readonly tools: number;
  readonly failed: number;
  readonly errors: number;
  readonly compactions: number;
}

export class Archive {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
  readonly #databases: MadeUp[] = [];
  /** The clock of reading, epoch ms. */
  now = NOW;

  database(name = 'data', generation: 'v1' | 'v2' = 'v1'): MadeUp {
    const made = new MadeUp(path.join(this.folder, name), generation);
    this.#databases.push(made);
    return made;
  }

  /** Reads a folder that the user named. */
  async ingest(name = 'data'): Promise<IngestSummary> {
    const root: SourceRoot = { source: 'opencode', path: path.join(this.folder, name), explicit: true };
    return await ingestOnce({
      ...{ databasePath: this.#own(), alertsPath: null, roots: [root], timezone: 'UTC' },
      ...{
        alertSettings: DEFAULT_ALERT_SETTINGS,
        sweepMs: 100,
        titles: true,
        paths: true,
        busyTimeoutMs: 1000,
      },
      ...{ home: '/nowhere', identities: [], prices: LISTED_PRICES, fixedNow: this.now },
    });
  }

  /** Sums of each session that has any. */
  sums(): Sums[] {
    return this.all(
      `SELECT s.session_id AS session, sum(events) AS events, sum(model_calls) AS calls, sum(input) AS input, sum(tool_calls) AS tools,
         sum(tool_errors) AS failed, sum(errors) AS errors, sum(compactions) AS compactions
       FROM rollups JOIN sessions s USING (session_key) GROUP BY 1 ORDER BY 1`,
    );
  }

  all<Row>(sql: string): Row[] {
    const db = new Database(this.#own(), { readonly: true });
    try {
      return db.prepare(sql).all() as Row[];
    } finally {
      db.close();
    }
  }

  /** As if nothing had been read. */
  forget(): void {
    fs.rmSync(path.dirname(this.#own()), { recursive: true, force: true });
  }

  remove(): void {
    for (const made of this.#databases) made.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  #own(): string {
    return path.join(this.folder, 'agentperf', 'agentperf.db');
  }
}

export const FAILED = {
  status: 'error',
  error: 'no such file',
  time: { start: START + 20, end: START + 30 },
};

/** A turn with a failed tool, an error and a compaction, in 1.x. `prefix` makes its ids, `updated` stands for the times of its rows. */
export function writeTurn(db: MadeUp, session: string, prefix: string, updated?: number): void {
  db.message(`msg_${prefix}u`, session, question(START + 5), updated);
  db.part(
    `prt_${prefix}u`,
    `msg_${prefix}u`,
    session,
    { type: 'text', text: 'please' },
    updated ?? START + 5,
  );
  db.message(
    `msg_${prefix}a`,
    session,
    answer(START + 10, { tokens: tokens(100, 5), finish: 'tool-calls' }),
    updated,
  );
  db.part(`prt_${prefix}t`, `msg_${prefix}a`, session, tool('read', FAILED), updated ?? START + 20);
  const error = { name: 'APIError', data: { message: 'Overloaded' } };
  db.part(
    `prt_${prefix}r`,
    `msg_${prefix}a`,
    session,
    { type: 'retry', attempt: 1, error },
    updated ?? START + 20,
  );
  const summary = answer(START + 900, { tokens: tokens(7, 1), summary: true, agent: 'compaction' });
  db.message(`msg_${prefix}c`, session, summary, updated);
}

/** What a turn counts. */
export const ONE_TURN = { calls: 2, input: 107, tools: 1, failed: 1, errors: 2, compactions: 1 };
export const NOTHING = { calls: 0, input: 0, tools: 0, failed: 0, errors: 0, compactions: 0 };
