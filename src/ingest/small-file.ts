/** Reads a whole file, or its head, for one look at it; whatever goes wrong means that nothing is known. */

import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/** The content of a regular file of at most `limit` bytes, behind links too; null when it is gone, no such file, or cannot be read. Never waits. */
export function readWholeFile(path: string, limit: number): Buffer | null {
  return readRegular(path, limit, 0);
}

/** Its text; null for a link, too. */
export function readSmallFile(path: string, limit: number): string | null {
  return readRegular(path, limit, O_NOFOLLOW)?.toString('utf8') ?? null;
}

/** The first `length` bytes of a regular file, or all when there are fewer; null as for the others. */
export function readFileHead(path: string, length: number): Buffer | null {
  return ofRegular(path, O_NOFOLLOW, (fd, size) => {
    const head = Buffer.allocUnsafe(Math.min(length, size));
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  });
}

function readRegular(path: string, limit: number, flags: number): Buffer | null {
  return ofRegular(path, flags, (fd, size) => (size <= limit ? readFileSync(fd) : null));
}

function ofRegular(
  path: string,
  flags: number,
  read: (fd: number, size: number) => Buffer | null,
): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NONBLOCK | flags);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(fd);
    return stats.isFile() ? read(fd, stats.size) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
