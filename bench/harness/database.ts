/** A second, read-only connection to the database under test: sees a commit as the screen does. */

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const POLL_MS = 1;

export class Watching {
  private constructor(private readonly database: Database.Database) {}

  /** Waits for the database to appear. */
  static async open(path: string, timeoutMs = 30_000): Promise<Watching> {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      try {
        if (existsSync(path)) {
          const database = new Database(path, { readonly: true });
          database.prepare('SELECT 1 FROM events LIMIT 1').all();
          return new Watching(database);
        }
      } catch {
        // Half made: the schema comes with its first transaction.
      }
      await sleep(20);
    }
    throw new Error(`no database at ${path} after ${timeoutMs} ms`);
  }

  eventCount(): number {
    return this.number('SELECT count(*) FROM events');
  }

  alertCount(type: string): number {
    return this.number('SELECT count(*) FROM alerts WHERE type = ?', type);
  }

  lineageOf(file: string): number {
    return this.number("SELECT lineage FROM files WHERE path = ? AND state = 'live'", file);
  }

  hasRecordAt(lineage: number, offset: number): boolean {
    return this.number('SELECT count(*) FROM events WHERE lineage = ? AND offset = ?', lineage, offset) > 0;
  }

  /** Polls once a millisecond; returns how long it took, or null when `timeoutMs` is over. */
  async until(condition: () => boolean, since: number, timeoutMs: number): Promise<number | null> {
    while (!condition()) {
      if (performance.now() - since > timeoutMs) return null;
      await sleep(POLL_MS);
    }
    return performance.now() - since;
  }

  close(): void {
    this.database.close();
  }

  private number(sql: string, ...parameters: (string | number)[]): number {
    const value = this.database
      .prepare(sql)
      .pluck()
      .get(...parameters);
    if (typeof value !== 'number') throw new Error(`no answer: ${sql} ${parameters.join(' ')}`);
    return value;
  }
}
