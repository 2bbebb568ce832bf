/** Made-up databases of OpenCode: its tables from test/fixtures/opencode, rows in its shapes. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { openForeign } from '../../../../src/db/foreign.ts';
import type { DocumentPart } from '../../../../src/domain/adapter.ts';
import {
  type AgentEvent,
  isRejection,
  type ModelCallEvent,
  type ParsedRecord,
} from '../../../../src/domain/event.ts';
import type { LocatedRecord } from '../../../../src/domain/source.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';

type Fields = Record<string, unknown>;

export const START = Date.UTC(2026, 2, 3, 12, 7, 30);
/** Long after all rows: nobody works on any of them. */
export const NOW = START + 86_400_000;
const FIXTURES = path.resolve('test/fixtures/opencode');

export const tokens = (input: number, output: number, reasoning = 0, read = 0, write = 0): Fields => ({
  ...{ input, output, reasoning },
  cache: { read, write },
});

/** Data of a finished answer. */
export function answer(created: number, fields: Fields = {}): Fields {
  return {
    ...{ role: 'assistant', mode: 'build', agent: 'build', path: { cwd: '/w', root: '/' }, cost: 0 },
    ...{ tokens: tokens(10, 5), modelID: 'claude-sonnet-4-5', providerID: 'anthropic' },
    ...{ time: { created, completed: created + 500 }, finish: 'stop' },
    ...fields,
  };
}

export const question = (created: number): Fields => ({ role: 'user', time: { created }, agent: 'build' });

/** Data of a tool part. */
export function tool(name: string, state: Fields, callID = 'call_1'): Fields {
  return { type: 'tool', tool: name, callID, state: { input: {}, ...state } };
}

export class MadeUp {
  readonly path: string;
  readonly db: Database.Database;
  saved: string | null = null;

  constructor(folder: string, generation: 'v1' | 'v2' = 'v1', name = 'opencode.db') {
    fs.mkdirSync(folder, { recursive: true });
    this.path = path.join(folder, name);
    this.db = new Database(this.path);
    this.db.pragma('journal_mode = WAL');
    this.db.exec(fs.readFileSync(path.join(FIXTURES, `${generation}.sql`), 'utf8'));
  }

  session(id: string, fields: Fields = {}, table: 'session' | 'session_v2' = 'session'): void {
    this.#insert(table, {
      ...{ id, project_id: 'global', slug: 'quiet-otter', directory: '/w/shop', title: `Title of ${id}` },
      ...{ version: '1.18.33', time_created: START, time_updated: START + 1000 },
      ...fields,
    });
  }

  message(id: string, session: string, data: Fields, updated?: number): void {
    const time_created = (data.time as { created: number } | undefined)?.created ?? START;
    const time_updated = updated ?? time_created + 1000;
    this.#insert('message', {
      id,
      session_id: session,
      time_created,
      time_updated,
      data: JSON.stringify(data),
    });
  }

  part(id: string, message: string, session: string, data: Fields, at = START): void {
    const times = { time_created: at, time_updated: at };
    this.#insert('part', {
      id,
      message_id: message,
      session_id: session,
      ...times,
      data: JSON.stringify(data),
    });
  }

  /** A row of 2.x. */
  entry(id: string, session: string, type: string, data: Fields, updated?: number): void {
    const seq = this.db.prepare('SELECT count(*) FROM session_message').pluck().get() as number;
    const time_created = (data.time as { created: number } | undefined)?.created ?? START;
    const times = { time_created, time_updated: updated ?? time_created + 1000 };
    this.#insert('session_message', {
      id,
      session_id: session,
      type,
      seq,
      ...times,
      data: JSON.stringify(data),
    });
  }

  update(table: 'message' | 'part' | 'session_message', id: string, data: Fields, at: number): void {
    this.db
      .prepare(`UPDATE ${table} SET data = ?, time_updated = ? WHERE id = ?`)
      .run(JSON.stringify(data), at, id);
  }

  /** What is new since the last call. */
  read(nowMs = NOW): ParsedRecord[] {
    return this.parts(nowMs).flatMap(({ records }) => records.map(({ result }) => result).filter(isRecord));
  }

  located(nowMs = NOW): LocatedRecord[] {
    return this.parts(nowMs).flatMap(({ records }) => [...records]);
  }

  parts(nowMs = NOW): DocumentPart[] {
    const db = openForeign(this.path);
    try {
      const file = { path: this.path, mtimeMs: nowMs, nowMs };
      const reading = opencodeAdapter.database?.read(db, file, this.saved);
      if (reading === undefined || 'problem' in reading) throw new Error(reading?.problem ?? 'no reader');
      const parts = [...reading];
      this.saved = parts.at(-1)?.saved ?? null;
      return parts;
    } finally {
      db.close();
    }
  }

  close(): void {
    this.db.close();
  }

  #insert(table: string, row: Fields): void {
    const names = Object.keys(row);
    this.db
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(row));
  }
}

const isRecord = (result: LocatedRecord['result']): result is ParsedRecord => !isRejection(result);

export function facts(records: readonly ParsedRecord[]): AgentEvent[] {
  return records.flatMap((record) => [...record.facts]);
}

export function calls(records: readonly ParsedRecord[]): ModelCallEvent[] {
  return facts(records).filter((fact) => fact.type === 'model_call');
}

export function ofType<T extends AgentEvent['type']>(
  records: readonly ParsedRecord[],
  type: T,
): Extract<AgentEvent, { type: T }>[] {
  return facts(records).filter((fact): fact is Extract<AgentEvent, { type: T }> => fact.type === type);
}
