/** Copies of databases at rest, open and without a name: nothing of them is left behind, whatever ends this process. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Connection } from './open.ts';

/** A copy is kept so long after its last use: a screen full of texts asks for one after the other. */
const KEPT_MS = 30_000;
/** Room that a copy must leave on the disk. */
const SPARE_BYTES = 64 * 1024 * 1024;
/** Bytes 18 and 19 of a copy without a log: 1 = nothing but the file is needed. */
const PLAIN_VERSIONS = Buffer.from([1, 1]);
const VERSIONS_AT = 18;

interface Copy {
  readonly db: Connection;
  /** What the original was like. */
  readonly stamp: string;
  users: number;
  timer: NodeJS.Timeout | null;
}

/** `open` opens a file for reading only. */
export function createCopies(open: (file: string) => Connection) {
  const copies = new Map<string, Copy>();

  const drop = (file: string, copy: Copy): void => {
    if (copies.get(file) === copy) copies.delete(file);
    copy.db.close();
  };

  const release = (file: string, copy: Copy): void => {
    copy.users--;
    if (copy.users > 0) return;
    if (copies.get(file) !== copy) drop(file, copy);
    else copy.timer = setTimeout(() => drop(file, copy), KEPT_MS).unref();
  };

  const current = (file: string): Copy => {
    const stamp = stampOf(file);
    const known = copies.get(file);
    if (known?.stamp === stamp) return known;
    if (known !== undefined) {
      copies.delete(file);
      if (known.timer !== null) clearTimeout(known.timer);
      if (known.users === 0) known.db.close();
    }
    const copy: Copy = { db: copyOf(file, stamp, open), stamp, users: 0, timer: null };
    copies.set(file, copy);
    return copy;
  };

  return {
    /** Opens a copy of a database that nobody writes to. Throws SQLITE_BUSY when it changes meanwhile, SQLITE_FULL without room for it. */
    open(file: string): { readonly db: Connection; release(): void } {
      const copy = current(file);
      if (copy.timer !== null) clearTimeout(copy.timer);
      copy.timer = null;
      copy.users++;
      let isReleased = false;
      return {
        db: copy.db,
        release: () => {
          if (!isReleased) release(file, copy);
          isReleased = true;
        },
      };
    },
  };
}

function copyOf(file: string, stamp: string, open: (file: string) => Connection): Connection {
  refuseWithoutRoom(file);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-copy-'));
  try {
    const target = path.join(folder, 'copy.db');
    fs.copyFileSync(file, target, fs.constants.COPYFILE_FICLONE);
    fs.chmodSync(target, 0o600);
    if (hasLog(file)) fs.copyFileSync(`${file}-wal`, `${target}-wal`);
    else makePlain(target);
    if (stampOf(file) !== stamp) throw sqliteError('SQLITE_BUSY', 'it changed while it was copied');
    const db = open(target);
    try {
      // Opens all files of the copy, so that their names can go.
      db.prepare('SELECT count(*) FROM sqlite_master').get();
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function refuseWithoutRoom(file: string): void {
  const { bavail, bsize } = fs.statfsSync(os.tmpdir());
  if (bavail * bsize < fs.statSync(file).size + SPARE_BYTES)
    throw sqliteError('SQLITE_FULL', `no room for a copy in ${os.tmpdir()}`);
}

function makePlain(target: string): void {
  const fd = fs.openSync(target, 'r+');
  try {
    fs.writeSync(fd, PLAIN_VERSIONS, 0, PLAIN_VERSIONS.length, VERSIONS_AT);
  } finally {
    fs.closeSync(fd);
  }
}

function hasLog(file: string): boolean {
  return (fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Equal as long as neither the database nor its log is another. */
function stampOf(file: string): string {
  return [file, `${file}-wal`]
    .map((name) => fs.statSync(name, { throwIfNoEntry: false, bigint: true }))
    .map((stats) =>
      stats === undefined ? '-' : `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`,
    )
    .join(' ');
}

function sqliteError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
