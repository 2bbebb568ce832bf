/** Opens log files so that nothing can hang, lead elsewhere or be changed (RELIABILITY.md 3.3, S5, S17). */

import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import type { FileRow } from '../domain/source.ts';
import { bufferContent, type Content, holds, plainContent } from './content.ts';
import { unpackFile } from './gz.ts';
import { isGone, isSystemError, type Refusal, reasonOf } from './problems.ts';

const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

interface OpenedFile {
  readonly fd: number;
  /** Of the descriptor, not of the path: the path may already mean another file. */
  readonly stats: Stats;
}

/** Opens a regular file for reading. A symbolic link is followed only to a target under `rootPath`. The caller closes `fd`. */
export function openLog(path: string, rootPath: string): OpenedFile | Refusal {
  try {
    return openRegular(path, O_NOFOLLOW);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ELOOP') return { reason: reasonOf(error) };
  }
  try {
    const target = realpathSync(path);
    if (!isInside(target, realpathSync(rootPath)))
      return { reason: 'the symbolic link leads outside the log folder' };
    return openRegular(target, O_NOFOLLOW);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** O_NONBLOCK: opening a FIFO would otherwise wait for a writer for ever. */
function openRegular(path: string, extraFlags: number): OpenedFile | Refusal {
  const fd = openSync(path, O_RDONLY | O_NONBLOCK | extraFlags);
  const stats = fstatSync(fd);
  if (stats.isFile()) return { fd, stats };
  closeSync(fd);
  return { reason: 'not a regular file' };
}

/** Is `path` the folder (or file) `rootPath` or in it? Both resolved. */
export function isInside(path: string, rootPath: string): boolean {
  return path === rootPath || path.startsWith(rootPath.endsWith(sep) ? rootPath : rootPath + sep);
}

/** The content behind a descriptor; for a `.gz`, unpacked and checked whole. Throws read errors. */
export function openContent(fd: number, size: number, gz: boolean): Content | Refusal {
  if (!gz) return plainContent(fd, size);
  const unpacked = unpackFile(fd, size);
  return Buffer.isBuffer(unpacked) ? bufferContent(unpacked) : unpacked;
}

/** Content of a file that another row stands for. */
export interface OtherFile {
  readonly content: Content;
  close(): void;
}

/**
 * The row's own file, if it is still where it was seen and still holds what was recorded of it; null when it is gone or holds
 * something else. Throws when that cannot be said just now (no free descriptor, a read error).
 */
export function openOther(row: FileRow): OtherFile | null {
  let opened: OpenedFile | Refusal;
  try {
    opened = openRegular(row.path, 0);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
  if ('reason' in opened) return null;
  const { fd, stats } = opened;
  const close = () => closeSync(fd);
  try {
    const content =
      stats.dev === row.dev && stats.ino === row.ino ? openContent(fd, stats.size, row.gz) : null;
    if (content !== null && 'read' in content && holds(content, row)) return { content, close };
  } catch (error) {
    close();
    throw error;
  }
  close();
  return null;
}
