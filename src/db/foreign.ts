/** Other programs' SQLite databases, for reading only: never a lock held longer than a question, never a byte written. */

import type { ForeignDatabase } from '../domain/adapter.ts';
import { openForeignFile } from './open.ts';

/** Its own program writes in short transactions; one that holds the lock longer is asked again later. */
const WAIT_MS = 250;

/** Throws what SQLite says (`code` SQLITE_BUSY, SQLITE_NOTADB, ...). */
export function openForeign(path: string): ForeignDatabase {
  const db = openForeignFile(path, WAIT_MS);
  db.pragma('trusted_schema = OFF');
  db.pragma('query_only = ON');
  return {
    rows: (sql, ...values) => db.prepare(sql).iterate(...values) as IterableIterator<Record<string, unknown>>,
    close: () => db.close(),
  };
}
