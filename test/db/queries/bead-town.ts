/** A made-up town in a temporary folder: event log, beads and Claude transcripts, read as agentperf reads them. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { type BeadWork, beadWork } from '../../../src/db/queries/beads.ts';
import type { SourceRoot } from '../../../src/domain/source.ts';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import type { MonitorOptions } from '../../../src/writing/options.ts';
import { claudeRow, jsonl, Logs } from '../../helpers/logs.ts';

type Fields = Record<string, unknown>;

const TEN = Date.UTC(2026, 2, 2, 10);
export const minute = (n: number): number => TEN + n * 60_000;
export const SESSION = (n: number): string => `5f0c1d2e-0000-4000-8000-00000000000${n}`;
export const TOAST = 'gastown/polecats/Toast';
export const NUX = 'gastown/polecats/Nux';
export const HOME = '/home/dev/gt/gastown/polecats';

export class Town {
  readonly logs = new Logs();
  readonly events = path.join(this.logs.folder, 'gt', '.events.jsonl');
  readonly beads = path.join(this.logs.folder, 'gt', '.beads');
  #calls = 0;

  /** One line of the event log, `at` minutes after ten. */
  event(at: number, type: string, actor: string, payload: Fields = {}): this {
    const ts = new Date(minute(at)).toISOString().replace('.000Z', 'Z');
    this.logs.append(this.events, [{ ts, source: 'gt', type, actor, payload, visibility: 'feed' }]);
    return this;
  }

  start(at: number, actor: string, session: number): this {
    return this.event(at, 'session_start', actor, { session_id: SESSION(session), role: actor });
  }

  sling(at: number, bead: string, target: string): this {
    return this.event(at, 'sling', 'mayor', { bead, target });
  }

  done(at: number, bead: string, actor: string): this {
    const name = actor.slice(actor.lastIndexOf('/') + 1).toLowerCase();
    return this.event(at, 'done', actor, { bead, branch: `polecat/${name}/${bead}` });
  }

  /** A call of a session that sends so many tokens; each has another number, so that sums tell which calls are in them. */
  call(at: number, session: string, input: number, fields: Fields = {}): this {
    this.#calls++;
    const row = claudeRow('assistant', session, minute(at), {
      requestId: `req_${this.#calls}`,
      message: {
        ...{ id: `msg_${this.#calls}`, role: 'assistant', model: fields.model ?? 'claude-opus-4-6' },
        ...{ content: [{ type: 'text', text: 'x' }], stop_reason: 'end_turn' },
        usage: { input_tokens: input, output_tokens: 1 },
      },
      ...fields,
    });
    const agent = fields.agentId === undefined ? '' : `/subagents/agent-${fields.agentId}`;
    this.logs.append(this.logs.transcript(`${session}${agent}`), [row]);
    return this;
  }

  /** Writes an export anew. */
  issues(...rows: readonly Fields[]): this {
    fs.mkdirSync(this.beads, { recursive: true });
    const file = path.join(this.beads, 'issues.jsonl');
    fs.writeFileSync(`${file}.tmp`, jsonl(rows));
    fs.renameSync(`${file}.tmp`, file);
    return this;
  }

  roots(): SourceRoot[] {
    return [
      { source: 'claude-code', path: path.join(this.logs.folder, 'projects'), explicit: false },
      { source: 'gastown', path: this.events, explicit: false },
      { source: 'beads', path: this.beads, explicit: false },
    ];
  }

  read(roots = this.roots(), fields: Partial<MonitorOptions> = {}) {
    return ingestOnce(this.logs.options({ roots, home: '/home/dev', ...fields }));
  }

  ask<T>(query: (db: Database.Database) => T): T {
    const db = new Database(this.logs.databasePath, { readonly: true });
    try {
      return query(db);
    } finally {
      db.close();
    }
  }

  /** Changes what is stored, as no reading would. */
  note(sql: string): void {
    const db = new Database(this.logs.databasePath);
    db.exec(sql);
    db.close();
  }

  work(...beads: readonly string[]): BeadWork[] {
    return this.ask((db) => beadWork(db, beads));
  }

  /** What the calls with these input tokens cost together. */
  costOf(...inputs: readonly number[]): number {
    return this.ask((db) =>
      inputs.reduce(
        (sum, input) =>
          sum + (db.prepare('SELECT cost FROM model_calls WHERE input = ?').pluck().get(input) as number),
        0,
      ),
    );
  }

  /** The database is gone; the logs are still there. */
  forget(): void {
    fs.rmSync(path.dirname(this.logs.databasePath), { recursive: true });
  }

  remove(): void {
    this.logs.remove();
  }
}
