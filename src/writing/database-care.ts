/** Care of the database file: what it is, whether it is sound, and making a new one of what a damaged one still holds. */

import fs from 'node:fs';
import { asideName } from '../db/aside.ts';
import { backupsOf } from '../db/backup.ts';
import { createFileRegistry } from '../db/files.ts';
import { createLease } from '../db/lease.ts';
import { type Connection, explain, openDamaged, openReader, openWriter, schemaVersion } from '../db/open.ts';
import { copyTables, type SalvagedTable } from '../db/salvage/copy-tables.ts';
import { nameLost, settle } from '../db/salvage/settle.ts';
import { enqueueEverything } from '../db/tasks/queue.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { LISTED_PRICES, type PriceSettings } from '../domain/prices.ts';
import { UserError } from '../domain/user-error.ts';
import { isInside, openOther } from '../ingest/open-file.ts';
import { createPricer } from '../metrics/cost.ts';
import { createTaskKeeper } from './task-keeper.ts';

const BUSY_MS = 5_000;
/** What SQLite keeps beside a database file. */
const ENDINGS = ['', '-wal', '-shm'];

export interface DatabaseFacts {
  readonly path: string;
  readonly bytes: number;
  readonly schema: number;
}

export interface Rebuilt {
  /** Where the old file is now. */
  readonly kept: string;
  /** The file that rows were taken from: the old one, or the newest backup when that could not be read at all; null = neither. */
  readonly salvagedFrom: string | null;
  readonly tables: readonly SalvagedTable[];
}

/** null when there is no database yet. Throws UserError 5, 6, 7 when there is one that cannot be used. */
export function databaseFacts(path: string): DatabaseFacts | null {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const db = openReader(path, { busyTimeoutMs: BUSY_MS });
  try {
    return { path, bytes: stats.size, schema: schemaVersion(db) };
  } finally {
    db.close();
  }
}

/** What is wrong with it, a line each; empty when it is sound. Throws UserError 5, 6, 7 when it cannot even be opened. */
export function checkDatabase(path: string): string[] {
  const db = openReader(path, { busyTimeoutMs: BUSY_MS });
  try {
    const found = db.pragma('integrity_check(20)') as { integrity_check: string }[];
    return found.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  } catch (error) {
    const told = explain(path, error);
    if (told instanceof UserError && told.exitCode === EXIT.databaseUnusable) return [told.why];
    throw told;
  } finally {
    db.close();
  }
}

/**
 * Makes a new database of what can be read of the old one, which is kept beside it (db/aside.ts). What the logs on disk tell is left
 * for the next reading; what only the database knew is kept whole. The old file stays in place until the new one is complete.
 * `roots` are the places that will be read again: what stands on disk elsewhere is kept whole too. `prices` name the models of tasks.
 * `now` in epoch ms. Throws UserError 5 while another process writes it, 6 when it is not ours to rebuild, 7 without space.
 */
export async function rebuildDatabase(
  path: string,
  now = Date.now(),
  roots: readonly string[] = ['/'],
  prices: PriceSettings = LISTED_PRICES,
): Promise<Rebuilt> {
  refuseForeign(path);
  const fresh = `${path}.rebuilding`;
  const kept = asideName(path, isSound(path), now);
  removeDatabase(fresh);
  try {
    const salvaged = salvageInto(fresh, path, now, roots, prices);
    keepAside(path, kept);
    fs.renameSync(fresh, path);
    return { kept, ...salvaged, salvagedFrom: salvaged.salvagedFrom === path ? kept : salvaged.salvagedFrom };
  } catch (error) {
    removeDatabase(fresh);
    throw explain(path, error);
  }
}

/** Another program's file, one of a newer agentperf, or one that somebody writes now. */
function refuseForeign(path: string): void {
  if (!fs.statSync(path).isFile())
    throw new UserError(
      'database',
      path,
      'not a file',
      'choose another place with --db',
      EXIT.databaseUnusable,
    );
  let holder: number | null = null;
  withDamaged(path, (db) => {
    holder = createLease(db, Date.now).holder()?.pid ?? null;
  });
  if (holder !== null)
    throw new UserError(
      'database',
      path,
      `agentperf (pid ${holder}) writes it`,
      'end it first',
      EXIT.databaseBusy,
    );
}

function salvageInto(
  fresh: string,
  path: string,
  now: number,
  roots: readonly string[],
  prices: PriceSettings,
): Pick<Rebuilt, 'salvagedFrom' | 'tables'> {
  const db = openWriter(fresh, { busyTimeoutMs: BUSY_MS, now: () => now });
  try {
    for (const from of [path, ...backupsOf(path)]) {
      const tables = withDamaged(from, (old) => copyTables(old, db));
      if (tables === null || tables.every(({ rows }) => rows === 0)) continue;
      nameLost(db);
      settle(db, tables, lineagesOnDisk(db, roots));
      enqueueEverything(db);
      const tasks = createTaskKeeper(db, { now: () => now, naming: createPricer(prices) });
      while (tasks.step());
      return { salvagedFrom: from, tables };
    }
    return { salvagedFrom: null, tables: [] };
  } finally {
    db.close();
  }
}

/** null when the file cannot be read at all. Throws UserErrors, and what is no damage of the file. */
function withDamaged<T>(path: string, act: (db: Connection) => T): T | null {
  let db: Connection | null = null;
  try {
    db = openDamaged(path);
    return act(db);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  } finally {
    db?.close();
  }
}

function isUnreadable(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR_(SHORT_)?READ)/.test(
    String((error as { code?: unknown }).code),
  );
}

/** Lineages of which a file on disk holds every byte that was recorded. */
function lineagesOnDisk(db: Connection, roots: readonly string[]): number[] {
  const lastOffset = db.prepare(`SELECT max(offset) FROM events WHERE lineage = ?`).pluck();
  const found = new Set<number>();
  for (const row of createFileRegistry(db).liveFiles()) {
    const last = (lastOffset.get(row.lineage) as number | null) ?? -1;
    const isReadAgain = roots.some((root) => isInside(row.path, root));
    if (isReadAgain && last < row.offset + row.tailLength && isThere(row)) found.add(row.lineage);
  }
  return [...found];
}

function isThere(row: Parameters<typeof openOther>[0]): boolean {
  try {
    const file = openOther(row);
    file?.close();
    return file !== null;
  } catch {
    return false;
  }
}

function isSound(path: string): boolean {
  return withDamaged(path, (db) => db.pragma('integrity_check(1)', { simple: true })) === 'ok';
}

/** Under a second name first, so that there is a database at `path` at every moment; with what SQLite had not yet written into it. */
function keepAside(path: string, kept: string): void {
  try {
    fs.linkSync(path, kept);
  } catch {
    fs.renameSync(path, kept);
  }
  if ((fs.statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    fs.renameSync(`${path}-wal`, `${kept}-wal`);
  for (const ending of ['-wal', '-shm']) fs.rmSync(path + ending, { force: true });
}

function removeDatabase(path: string): void {
  for (const ending of ENDINGS) fs.rmSync(path + ending, { force: true });
}
