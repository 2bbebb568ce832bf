/** A Codex home in a temporary folder, read as the program reads it. */

import fs from 'node:fs';
import path from 'node:path';
import { ingestOnce } from '../../../../src/writing/ingest-once.ts';
import { Logs } from '../../../helpers/logs.ts';

export const FIXTURE = path.resolve('test/fixtures/codex');

/** Rollouts of a folder, relative to it. */
export function rolloutsIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jsonl(?:\.zst)?$/.test(name))
    .toSorted();
}

const SUMS = [
  'events',
  'model_calls',
  'input',
  'cache_read',
  'output',
  'reasoning',
  'tool_calls',
  'tool_errors',
  'errors',
  'compactions',
];

export class CodexHome {
  readonly logs = new Logs();
  readonly folder = path.join(this.logs.folder, 'codex');

  constructor(folder?: string) {
    if (folder !== undefined) this.folder = folder;
  }

  at(name: string): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }

  ingest() {
    const roots = ['sessions', 'archived_sessions'].map((name) => ({
      source: 'codex' as const,
      path: path.join(this.folder, name),
      explicit: false,
    }));
    return ingestOnce(this.logs.options({ roots, home: '/home/dev' }));
  }

  /** What all sessions, or one, come to. */
  sums(session?: string): Record<string, number> {
    const where = session === undefined ? '' : `WHERE session_id = '${session}'`;
    return Object.fromEntries(
      SUMS.map((name) => [
        name,
        this.logs.value(
          `SELECT coalesce(sum(${name}), 0) FROM rollups JOIN sessions USING (session_key) ${where}`,
        ) ?? -1,
      ]),
    );
  }

  session(id: string, column: string): unknown {
    return this.logs.value(`SELECT ${column} FROM sessions WHERE session_id = '${id}'`);
  }
}
