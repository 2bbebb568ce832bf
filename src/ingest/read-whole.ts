/** Reads a document whole, for one look at it. */

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Larger documents are not shown: nothing that a harness writes comes near it. */
const MAX_BYTES = 256 * 1024 * 1024;

/** null when the file is gone, no regular file, too large, or cannot be read. */
export function readWholeFile(path: string): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(fd);
    return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(fd) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
