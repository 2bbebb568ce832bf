/** Opens the database file: permissions, pragmas, migrations, and every refusal as one clear sentence. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';
import { MIGRATIONS } from './schema.ts';

export type Connection = Database.Database;
export type Statement = Database.Statement;

/** Databases up to this size are checked at every start; larger ones only after an unclean stop (it reads every page). */
const ALWAYS_CHECK_BYTES = 8 * 1024 * 1024;
const UNCLEAN_CHECK_BYTES = 512 * 1024 * 1024;
const CACHE_KIB = 32 * 1024;

export interface OpenOptions {
  readonly busyTimeoutMs: number;
  /** Folder for the backup that is made before a migration of an older schema; next to the database by default. */
  readonly now: () => number;
}

/** Opens for writing; makes the file (0600) and its folder (0700), and brings an older schema up to date. Throws UserError 5, 6, 7. */
export function openWriter(file: string, options: OpenOptions): Connection {
  return explained(file, () => {
    prepareFolder(file);
    refuseOddFile(file);
    refuseNewerUnopened(file, options);
    const db = new Database(file, { timeout: options.busyTimeoutMs });
    try {
      db.pragma('trusted_schema = OFF');
      refuseNewer(db, file);
      checkHealth(db, file);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      db.pragma('secure_delete = FAST');
      db.pragma(`cache_size = -${CACHE_KIB}`);
      db.pragma('journal_size_limit = 67108864');
      db.pragma('wal_autocheckpoint = 4000');
      migrate(db, file);
      fs.chmodSync(file, 0o600);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Opens for reading only; the file must exist. Throws UserError 5, 6, 7. */
export function openReader(file: string, options: Pick<OpenOptions, 'busyTimeoutMs'>): Connection {
  return explained(file, () => {
    refuseOddFile(file);
    recoverInterrupted(file, options.busyTimeoutMs);
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: options.busyTimeoutMs });
    try {
      db.pragma('trusted_schema = OFF');
      db.pragma('query_only = ON');
      refuseNewer(db, file);
      if (schemaVersion(db) < MIGRATIONS.length)
        throw new UserError(
          'database',
          file,
          'its schema is older than this agentperf',
          'run agentperf ingest once',
          EXIT.databaseUnusable,
        );
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

export function schemaVersion(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Turns what SQLite and the file system say into a UserError with the right exit code (RELIABILITY.md 2.0). */
export function explain(file: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const code = (error as { code?: string }).code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  const make = (why: string, todo: string, exit: number) =>
    new UserError('database', file, why, todo, exit, { cause: error });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return make('busy (held by another process for 5 s)', 'close it or try again', EXIT.databaseBusy);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return make('no space left', 'free space and run again, nothing is lost', EXIT.noSpace);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return make(
      `damaged or not a database (${message})`,
      'run agentperf db rebuild; the file was left as it is',
      EXIT.databaseUnusable,
    );
  if (
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_READONLY') ||
    code === 'EROFS' ||
    code === 'EACCES' ||
    code === 'EIO' ||
    code === 'EPERM'
  )
    return make(`cannot be written (${code || message})`, 'choose another place with --db', EXIT.noSpace);
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOTDIR' || code === 'ENOENT')
    return make(`cannot be opened (${message})`, 'choose another place with --db', EXIT.noSpace);
  return error;
}

function explained<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw explain(file, error);
  }
}

function prepareFolder(file: string): void {
  const folder = path.dirname(file);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = fs.statSync(folder);
  const mine = process.getuid === undefined || stat.uid === process.getuid();
  const worldWritable = (stat.mode & 0o002) !== 0;
  const sticky = (stat.mode & 0o1000) !== 0;
  if (worldWritable && !mine && !sticky)
    throw new UserError(
      'database',
      folder,
      'the folder is writable by everyone',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
}

/** A folder, a device, a link to somewhere else: never opened as a database (RELIABILITY.md S5). */
function refuseOddFile(file: string): void {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isSymbolicLink() && process.getuid !== undefined && stat.uid !== process.getuid())
    throw new UserError(
      'database',
      file,
      'a link owned by another user',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
  const target = fs.statSync(file, { throwIfNoEntry: false });
  if (target !== undefined && !target.isFile())
    throw new UserError(
      'database',
      file,
      'not a file',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
}

/** Looks at the schema version without touching the file (a writable open would already change a header that is not ours). */
function refuseNewerUnopened(file: string, options: OpenOptions): void {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  let db: Connection | null = null;
  try {
    db = new Database(file, { readonly: true, timeout: options.busyTimeoutMs });
    refuseNewer(db, file);
  } catch (error) {
    if (!isInterrupted(error)) throw error;
  } finally {
    db?.close();
  }
}

/** Brings a file that a killed process left in mid-write back to before it, so that it can be read. */
function recoverInterrupted(file: string, busyTimeoutMs: number): void {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    schemaVersion(db);
    db.close();
  } catch (error) {
    db.close();
    if (!isInterrupted(error)) throw error;
    const writable = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
    schemaVersion(writable);
    writable.close();
  }
}

/** A process was killed in the middle of a write: only a writable open can bring the file back to before it. */
function isInterrupted(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === 'SQLITE_READONLY_ROLLBACK' || code === 'SQLITE_READONLY_RECOVERY';
}

function refuseNewer(db: Connection, file: string): void {
  const version = schemaVersion(db);
  if (version > MIGRATIONS.length)
    throw new UserError(
      'database',
      file,
      `made by a newer agentperf (schema ${version}, this one knows ${MIGRATIONS.length})`,
      'update agentperf or choose another file with --db',
      EXIT.databaseUnusable,
    );
  const tables = db.prepare(`SELECT count(*) AS n FROM sqlite_master`).get() as { n: number };
  if (version === 0 && tables.n > 0)
    throw new UserError(
      'database',
      file,
      'a database of another program',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
}

/** Damage that a plain open does not notice: looked for in small files always, in larger ones after an unclean stop. */
function checkHealth(db: Connection, file: string): void {
  if (schemaVersion(db) === 0) return;
  const size = fs.statSync(file).size;
  const clean = db.prepare(`SELECT value FROM meta WHERE key = 'clean'`).pluck().get() !== '0';
  if (size > (clean ? ALWAYS_CHECK_BYTES : UNCLEAN_CHECK_BYTES)) return;
  const found = db.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok')
    throw new UserError(
      'database',
      file,
      'damaged (its pages do not agree)',
      'run agentperf db rebuild; the file was left as it is',
      EXIT.databaseUnusable,
    );
}

/** Applies what is missing, each migration whole or not at all; an older schema is backed up first. */
function migrate(db: Connection, file: string): void {
  const from = schemaVersion(db);
  if (from === MIGRATIONS.length) return;
  if (from > 0) db.prepare('VACUUM INTO ?').run(`${file}.before-schema-${MIGRATIONS.length}`);
  for (let version = from; version < MIGRATIONS.length; version++) {
    const migration = MIGRATIONS[version];
    if (migration === undefined) continue;
    db.transaction(() => {
      if (schemaVersion(db) > version) return;
      db.exec(migration.sql);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}
