/** Whether a path still leads to the same file. */

import fs from 'node:fs';

/** Device and inode of a path; '' when nothing is there. */
export function identityOf(path: string): string {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}`;
}
