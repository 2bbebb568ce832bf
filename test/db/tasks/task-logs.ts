/** Logs of every source in a temporary folder, read end to end, and the tasks that come of them. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { SourceRoot } from '../../../src/domain/source.ts';
import { ingestOnce } from '../../../src/writing/ingest-once.ts';
import type { MonitorOptions } from '../../../src/writing/options.ts';
import { Logs } from '../../helpers/logs.ts';
import { START } from '../../helpers/records.ts';
import { storedTasks, type TaskFields } from '../../helpers/tasks.ts';

export const HOUR = 3_600_000;
export const iso = (at: number): string => new Date(at).toISOString();

export class TaskLogs extends Logs {
  readonly ledgerPath = path.join(this.folder, 'ledger.jsonl');
  readonly accumulator = path.join(this.folder, '.cache', 'session-accumulator.jsonl');

  ledger(...rows: object[]): void {
    this.append(this.ledgerPath, rows as Record<string, unknown>[]);
  }

  metrics(fields: object): void {
    const head = { timestamp: iso(START + HOUR), executor: 'CODEX', model: 'gpt-5' };
    this.append(this.stream('agent-metrics'), [{ ...head, ...fields }]);
  }

  roots(): SourceRoot[] {
    const all: SourceRoot[] = [
      ...this.options().roots,
      { source: 'ledger', path: this.ledgerPath, explicit: false },
      { source: 'bosun', path: this.accumulator, explicit: false },
    ];
    return all.filter(({ path: at }) => fs.existsSync(at));
  }

  /** Reads what is there, a day after it was written, and gives all tasks. Nothing may be left in the queue, and every task is on a page. */
  async tasks(fields: Partial<MonitorOptions> = {}): Promise<TaskFields[]> {
    await ingestOnce(this.options({ roots: this.roots(), fixedNow: START + 24 * HOUR, ...fields }));
    const db = new Database(this.databasePath, { readonly: true });
    try {
      expect(db.prepare('SELECT count(*) FROM task_queue').pluck().get()).toBe(0);
      const all = storedTasks(db);
      expect(db.prepare('SELECT coalesce(sum(count), 0) FROM task_pages').pluck().get()).toBe(all.length);
      return all;
    } finally {
      db.close();
    }
  }
}
