/** The stat of a log: of a database together with its write-ahead log, where what is new stands first. */

import { type Stats, statSync } from 'node:fs';

export interface LogStats {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

const DATABASE = /\.db$/;
const COMPANION = /\.db-(?:wal|shm|journal)$/;

/** `stats` of the file itself, enlarged by its companions. An empty log holds nothing: reading a database that is at rest leaves one behind. */
export function statLog(path: string, stats: Stats): LogStats {
  const { dev, ino, size, mtimeMs, ctimeMs } = stats;
  const wal = DATABASE.test(path) ? statIfThere(`${path}-wal`) : undefined;
  if (wal === undefined || wal.size === 0) return { dev, ino, size, mtimeMs, ctimeMs };
  return {
    dev,
    ino,
    size: size + wal.size,
    mtimeMs: Math.max(mtimeMs, wal.mtimeMs),
    ctimeMs: Math.max(ctimeMs, wal.ctimeMs),
  };
}

/** A companion that cannot be looked at counts as none: the database itself then says why it cannot be read. */
function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The log that a change at `path` is a change of: a database for its write-ahead log. */
export function logOf(path: string): string {
  return COMPANION.test(path) ? path.replace(/-[a-z]+$/, '') : path;
}

/** Paths whose stat tells that a log has changed. */
export function watchedPaths(path: string): string[] {
  return DATABASE.test(path) ? [path, `${path}-wal`] : [path];
}
