/** Opens the database file: permissions, pragmas, migrations, and every refusal as one clear sentence. */

import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';
import { vacuumInto } from './backup.ts';
import { explained } from './explain.ts';
import { isInterrupted, openReadable } from './open-readable.ts';
import { MIGRATIONS } from './schema.ts';
import { refuseOtherBuild, schemaStamp } from './schema-stamp.ts';

export { explain } from './explain.ts';

export type Connection = Database.Database;
export type Statement = Database.Statement;

/** Databases up to this size are checked at every start; larger ones only after an unclean stop (it reads every page). */
const ALWAYS_CHECK_BYTES = 8 * 1024 * 1024;
const UNCLEAN_CHECK_BYTES = 512 * 1024 * 1024;
const CACHE_KIB = 8 * 1024;
const SALVAGE_WAIT_MS = 5_000;

/** Opens another program's database for reading, as it is. Throws what SQLite says. */
export function openForeignFile(file: string, timeout: number, readonly = true): Connection {
  return new Database(file, { readonly, fileMustExist: true, timeout });
}

export interface OpenOptions {
  readonly busyTimeoutMs: number;
  readonly now: () => number;
}

/** Opens for writing; makes the file (0600) and its folder (0700), and brings an older schema up to date. Throws UserError 5, 6, 7. */
export function openWriter(file: string, options: OpenOptions): Connection {
  return explained(file, () => {
    prepareFolder(file);
    refuseOddFile(file);
    refuseNewerUnopened(file, options);
    makePrivate(file);
    const db = new Database(file, { timeout: options.busyTimeoutMs });
    try {
      db.pragma('trusted_schema = OFF');
      const version = refuseNewer(db, file);
      checkHealth(db, version, file);
      refuseOtherBuild(db, version, file);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      db.pragma('secure_delete = FAST');
      db.pragma(`cache_size = -${CACHE_KIB}`);
      db.pragma('journal_size_limit = 67108864');
      db.pragma('wal_autocheckpoint = 4000');
      migrate(db, version, file);
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
    const timeout = options.busyTimeoutMs;
    const db = openReadable((readonly) => new Database(file, { readonly, fileMustExist: true, timeout }));
    try {
      db.pragma('trusted_schema = OFF');
      db.pragma('query_only = ON');
      const version = refuseNewer(db, file);
      refuseOtherBuild(db, version, file);
      if (version < MIGRATIONS.length)
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

/** Opens whatever is there for reading only, without looking whether it is sound: for taking out what a damaged file still holds. */
export function openDamaged(file: string): Connection {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: SALVAGE_WAIT_MS });
  try {
    db.pragma('trusted_schema = OFF');
    refuseNewer(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function schemaVersion(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
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

/** Makes the file before SQLite does, because -wal and -shm take its mode; closes to others what they could read. */
function makePrivate(file: string): void {
  fs.closeSync(fs.openSync(file, 'a', 0o600));
  for (const name of [file, `${file}-wal`, `${file}-shm`]) {
    const mode = fs.statSync(name, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) !== 0) fs.chmodSync(name, 0o600);
  }
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

/** Answers with the version of the schema. */
function refuseNewer(db: Connection, file: string): number {
  const version = schemaVersion(db);
  if (version > MIGRATIONS.length)
    throw new UserError(
      'database',
      file,
      `made by a newer agentperf (schema ${version}, this one knows ${MIGRATIONS.length})`,
      'update agentperf or choose another file with --db',
      EXIT.databaseUnusable,
    );
  const tables = db
    .prepare(`SELECT count(*) AS n, count(*) FILTER (WHERE name = 'lease') AS ours FROM sqlite_master`)
    .get() as { n: number; ours: number };
  if (version === 0 ? tables.n > 0 : tables.ours === 0)
    throw new UserError(
      'database',
      file,
      'a database of another program',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
  return version;
}

/** Damage that a plain open does not notice: looked for in small files always, in larger ones after an unclean stop. */
function checkHealth(db: Connection, version: number, file: string): void {
  if (version === 0) return;
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
function migrate(db: Connection, from: number, file: string): void {
  if (from === MIGRATIONS.length) return;
  if (from > 0) vacuumInto(db, `${file}.before-schema-${MIGRATIONS.length}`);
  for (let version = from; version < MIGRATIONS.length; version++) {
    const migration = MIGRATIONS[version];
    if (migration === undefined) continue;
    db.transaction(() => {
      if (schemaVersion(db) > version) return;
      db.exec(migration.sql);
      db.pragma(`user_version = ${version + 1}`);
      db.pragma(`application_id = ${schemaStamp(version + 1)}`);
    }).immediate();
  }
}
