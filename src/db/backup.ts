/** Copies of the database: one before a migration, one a day while agentperf follows (DATA.md 7). */

import fs from 'node:fs';
import path from 'node:path';
import { readMeta, writeMeta } from './meta.ts';
import type { Connection } from './open.ts';

/** Daily backups that are kept. */
const KEPT = 3;
const DAY_MS = 86_400_000;

/** Writes a compact copy of the database to a file that only its owner can read; an older one there is replaced. */
export function vacuumInto(db: Connection, target: string): void {
  fs.rmSync(target, { force: true });
  fs.closeSync(fs.openSync(target, 'wx', 0o600));
  db.prepare('VACUUM INTO ?').run(target);
}

/**
 * At most once a day: `<file>.backup-YYYY-MM-DD` (the day in UTC), and the oldest beyond three are removed. True when one was made.
 * It reads the whole database: call it when nothing waits. `now` in epoch ms. Throws what SQLite and the file system throw; half a
 * backup is never left under the name of a whole one.
 */
export function backupDaily(db: Connection, file: string, now: number): boolean {
  const last = Number(readMeta(db, 'backup_at') ?? Number.NaN);
  if (Math.abs(now - last) < DAY_MS) return false;
  const target = `${file}.backup-${new Date(now).toISOString().slice(0, 10)}`;
  const unfinished = `${target}.unfinished`;
  // One that a killed process left behind.
  fs.rmSync(unfinished, { force: true });
  try {
    vacuumInto(db, unfinished);
    fs.renameSync(unfinished, target);
  } finally {
    fs.rmSync(unfinished, { force: true });
  }
  writeMeta(db, 'backup_at', String(now));
  for (const old of backupsOf(file).slice(KEPT)) fs.rmSync(old, { force: true });
  return true;
}

/** Daily backups of a database, newest first. */
export function backupsOf(file: string): string[] {
  const folder = path.dirname(file);
  const start = `${path.basename(file)}.backup-`;
  return fs
    .readdirSync(folder)
    .filter((name) => name.startsWith(start) && /^\d{4}-\d\d-\d\d$/.test(name.slice(start.length)))
    .sort()
    .reverse()
    .map((name) => path.join(folder, name));
}
