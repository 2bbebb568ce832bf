/** A working folder as a number: enough to find the sessions that ran in it, without keeping the path. */

import { hash53 } from './hash.ts';

const HOME = /^(?:~|\/root|(?:\/var|\/export|\/mnt\/[a-z])?\/(?:home|Users)\/[^/]+)(?=\/|$)/;

/** Equal for a path and for its form with `~` in place of the home folder. */
export function folderKey(folder: string): number {
  return hash53(folder.replace(/\/+$/, '').replace(HOME, '~'), 11);
}
