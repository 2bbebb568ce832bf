/** Reads a small file beside a log; whatever goes wrong means that nothing is known. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The text of a regular file of at most `limit` bytes; null when there is none, or it is no such file. Never waits, follows no link. */
export function readSmallFile(path: string, limit: number): string | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > limit) return null;
    const bytes = Buffer.alloc(stats.size);
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
