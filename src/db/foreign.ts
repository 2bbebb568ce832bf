/**
 * Other programs' SQLite databases, for reading only: never a byte of them written, never a file made beside them.
 *
 * A database in WAL mode cannot be opened as it is when nobody has it open: SQLite makes `-wal` and `-shm` beside it, leaves them there, and
 * refuses where it may not. Such a database is at rest, so a copy says all that it holds. While its own program has it open, both files
 * are there and SQLite's shared read locks keep readers and writer apart.
 */

import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import type { ForeignDatabase } from '../domain/adapter.ts';
import { createCopies } from './foreign-copy.ts';
import { type Connection, openForeignFile, type Statement } from './open.ts';

/** Its own program writes in short transactions; one that holds the lock longer is asked again later. */
const WAIT_MS = 250;
/** Bytes 18 and 19 of a database: 2 = written and read through a write-ahead log. */
const VERSIONS_AT = 18;
const WAL_VERSION = 2;
/** Different questions that are kept prepared. */
const STATEMENTS = 64;

const copies = createCopies((file) => prepared(openForeignFile(file, WAIT_MS)));

/** Throws what SQLite says (`code` SQLITE_BUSY, SQLITE_NOTADB, ...) and errors of the system. */
export function openForeign(path: string): ForeignDatabase {
  const file = realpathSync(path);
  if (isAtRest(file)) {
    const { db, release } = copies.open(file);
    return facade(db, release);
  }
  const db = prepared(openForeignFile(file, WAIT_MS));
  return facade(db, () => {
    db.close();
    removeOwn(file);
  });
}

/**
 * Its program may have left between the look and the opening, and taken its log away: then SQLite made an empty one for us, which a
 * connection that only reads leaves behind. Only SQLite can tell whether nobody uses it.
 */
function removeOwn(file: string): void {
  try {
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
    if (log?.size === 0 && isInWalMode(file)) openAndClose(file);
  } catch {
    // Gone, not ours to write, or in use: it stays for its own program.
  }
}

/** As its own program would: SQLite takes an empty log and its index away when nobody else has it open. */
function openAndClose(file: string): void {
  const db = openForeignFile(file, WAIT_MS, false);
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
  } finally {
    db.close();
  }
}

/** In WAL mode, and SQLite would have to make one of the files that its program shares with others. */
function isAtRest(file: string): boolean {
  if (!isInWalMode(file)) return false;
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  const index = statSync(`${file}-shm`, { throwIfNoEntry: false });
  return log === undefined || log.size === 0 || index === undefined;
}

function isInWalMode(file: string): boolean {
  const versions = Buffer.alloc(2);
  const fd = openSync(file, 'r');
  try {
    return readSync(fd, versions, 0, 2, VERSIONS_AT) === 2 && versions.includes(WAL_VERSION);
  } finally {
    closeSync(fd);
  }
}

function prepared(db: Connection): Connection {
  db.pragma('trusted_schema = OFF');
  db.pragma('query_only = ON');
  return db;
}

function facade(db: Connection, close: () => void): ForeignDatabase {
  const statements = new Map<string, Statement>();
  const statementOf = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known !== undefined && !known.busy) return known;
    const statement = db.prepare(sql);
    if (statements.size < STATEMENTS) statements.set(sql, statement);
    return statement;
  };
  return {
    rows: (sql, ...values) =>
      statementOf(sql).iterate(...values) as IterableIterator<Record<string, unknown>>,
    close,
  };
}
