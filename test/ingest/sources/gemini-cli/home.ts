/** A made-up home folder of Gemini CLI on disk, read as the program reads it, and what is counted of it. */

import fs from 'node:fs';
import path from 'node:path';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';
import {
  document,
  type Fields,
  gemini,
  header,
  pretty,
  response,
  SESSION,
  time,
  tokens,
  tool,
  user,
} from './chats.ts';

export const NAME = 'session-2026-05-01T09-00-0a1b2c3d';
const SUMS = [
  ...['events', 'model_calls', 'input', 'cache_read', 'output', 'reasoning'],
  ...['tool_calls', 'tool_errors', 'errors', 'compactions'],
];

export const lines = (rows: readonly Fields[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

export class GeminiHome {
  readonly logs = new Logs();
  readonly root = path.join(this.logs.folder, '.gemini', 'tmp');
  #clock = Date.UTC(2026, 4, 2) / 1000;

  at(file: string, project = 'shop'): string {
    return path.join(this.root, project, 'chats', file);
  }

  /** Writes a file whole; the later written is the newer, and newer files are read first. */
  write(file: string, content: string): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    fs.utimesSync(file, this.#clock, this.#clock);
    this.#clock += 60;
  }

  writeDocument(messages: readonly Fields[], file = this.at(`${NAME}.json`)): void {
    this.write(file, pretty(document(messages)));
  }

  writeLog(rows: readonly Fields[], file = this.at(`${NAME}.jsonl`)): void {
    this.write(file, lines(rows));
  }

  ingest() {
    const roots = [{ source: 'gemini-cli' as const, path: this.root, explicit: false }];
    return ingestOnce(this.logs.options({ roots }));
  }

  /** All sums over all sessions, without those that are 0. */
  sums(): Record<string, number> {
    const values = SUMS.map((name): [string, number] => [
      name,
      this.logs.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`) ?? 0,
    ]);
    return Object.fromEntries(values.filter(([, value]) => value !== 0));
  }
}

/** A turn with two tools, an error and an answer. */
export const conversation = [
  user('u1', 'list files'),
  gemini('g1', 2, {
    tokens: tokens(),
    toolCalls: [tool('t1', 'success'), tool('t2', 'error', { result: response('no') })],
  }),
  { id: 'e1', timestamp: time(6), type: 'error', content: '[API Error: 500]' },
  gemini('g2', 7, { tokens: tokens({ input: 200 }), content: 'done' }),
];
/** What is counted of it, but for its records. */
export const COUNTED = {
  model_calls: 2,
  input: 220,
  cache_read: 80,
  output: 26,
  reasoning: 6,
  tool_calls: 2,
  tool_errors: 1,
  errors: 2,
};
/** As the harness begins the log of a document that is resumed. */
export const resumed = [header(), ...conversation, { $set: { sessionId: SESSION } }];
