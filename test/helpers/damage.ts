/** Damages single pages of a database file, as a bad disk does. */

import fs from 'node:fs';
import Database from 'better-sqlite3';
import type { TestDatabase } from './database.ts';

const PAGE_BYTES = 4096;

/** Leaf pages of a table or index, in the order of its keys. */
export function pagesOf(file: string, name: string): number[] {
  const db = new Database(file, { readonly: true });
  try {
    return db
      .prepare(`SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path`)
      .pluck()
      .all(name) as number[];
  } finally {
    db.close();
  }
}

/** Overwrites pages. The database is closed and stays so. */
export function spoil(database: TestDatabase, pages: readonly number[]): void {
  database.db.close();
  spoilFile(database.path, pages);
}

export function spoilFile(file: string, pages: readonly number[]): void {
  const bytes = fs.readFileSync(file);
  for (const page of pages) bytes.fill(0xff, (page - 1) * PAGE_BYTES, page * PAGE_BYTES);
  fs.writeFileSync(file, bytes);
}
