/** Says in a sentence why the operating system refused a file. */

import type { SourceId, SourceProblem } from '../domain/source.ts';

/** Why there is nothing to read, as a sentence without a path. */
export interface Refusal {
  readonly reason: string;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOENT', 'no such file or folder'],
  ['ENOTDIR', 'no such file or folder'],
  ['ELOOP', 'symbolic links lead in a circle'],
  ['EMFILE', 'too many open files in this process; it is tried again'],
  ['ENFILE', 'too many open files on this machine; it is tried again'],
  ['ENXIO', 'not a regular file'],
  ['EISDIR', 'not a regular file'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['EIO', 'the disk reports a read error'],
  ['ESTALE', 'the network file system lost the file'],
]);

/** What makes a file count as gone rather than as not readable just now. */
const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'ENXIO']);

/** An error of a system call, as `node:fs` throws it: the only kind that is turned into a value. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Why a system call failed, without its path. Anything else than a system error is a bug and is thrown on. */
export function reasonOf(error: unknown): string {
  if (!isSystemError(error)) throw error;
  return REASONS.get(error.code) ?? `the system reports ${error.code}`;
}

export function problemOf(error: unknown, path: string, source: SourceId | null): SourceProblem {
  return { path, source, reason: reasonOf(error) };
}

/** True when the file is not there for us; false for a shortage (EMFILE, ENFILE, EIO) that says nothing about the file. */
export function isGone(error: unknown): boolean {
  return isSystemError(error) && GONE.has(error.code);
}
