/** The operating system's side of watching: `fs.watch` of one folder, its errors, and questions that may go unanswered. */

import { type Stats, watch as watchNatively } from 'node:fs';

/** The part of `fs.FSWatcher` that is used. */
export interface FolderWatch {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  close(): void;
}

/** `fs.watch` of one folder; throws as it does. `name` is the entry that changed; null when the system does not say. */
export type WatchImplementation = (
  folder: string,
  listener: (kind: 'rename' | 'change', name: string | null) => void,
) => FolderWatch;

export const watchWithEvents: WatchImplementation = (folder, listener) => watchNatively(folder, listener);

const LOCAL_ERRORS: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP']);

/** Does the error concern one folder (gone, or closed to us) and not the means of watching? */
export function isLocalError(error: NodeJS.ErrnoException): boolean {
  return LOCAL_ERRORS.has(error.code);
}

/** What was used up, as the user would look it up. */
const EXHAUSTED: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'fs.inotify.max_user_watches'],
  ['EMFILE', 'fs.inotify.max_user_instances or open files'],
  ['ENFILE', 'open files of the system'],
]);

/** `ENOSPC: fs.inotify.max_user_watches`; without a path, which may be anything. */
export function describeWatchError(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  return `${code}: ${EXHAUSTED.get(code) ?? error.syscall ?? 'watch'}`;
}

/** Device, inode and birth: tells a recreated folder from the one before. */
export function identityOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}

/** The file system's answer, or null when it has none: what is gone or closed to us is looked at again by the sweeps. */
export function attempt<Result>(ask: () => Result): Result | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
