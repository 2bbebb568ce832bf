/** Reads one line of a log on demand: nothing of it is ever stored. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { openContent } from './open-file.ts';
import { isCompressed } from './sources/names.ts';

/** Longer lines are not shown whole: their head says what they are. */
const MAX_BYTES = 1024 * 1024;

/** The bytes of a line at (offset, length), cut to 1 MiB; null when the file is gone or shorter, or its content cannot be read. */
export function readLine(path: string, offset: number, length: number): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return null;
    const wanted = Math.min(length, MAX_BYTES);
    const line = Buffer.allocUnsafe(wanted);
    if (isCompressed(path)) {
      const content = openContent(fd, stats.size, true);
      return !('reason' in content) && content.read(line, 0, wanted, offset) === wanted ? line : null;
    }
    return readSync(fd, line, 0, wanted, offset) === wanted ? line : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}
