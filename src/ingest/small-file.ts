/** Reads a whole file for one look at it; whatever goes wrong means that nothing is known. */

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/** The content of a regular file of at most `limit` bytes, behind links too; null when it is gone, no such file, or cannot be read. Never waits. */
export function readWholeFile(path: string, limit: number): Buffer | null {
  return readRegular(path, limit, 0);
}

/** Its text; null for a link, too. */
export function readSmallFile(path: string, limit: number): string | null {
  return readRegular(path, limit, O_NOFOLLOW)?.toString('utf8') ?? null;
}

function readRegular(path: string, limit: number, flags: number): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NONBLOCK | flags);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size <= limit ? readFileSync(fd) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
