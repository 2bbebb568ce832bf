/** Opens a log file where it was left: which content it is, how far that is recorded, and the job of reading what is new. */

import { closeSync, type Stats } from 'node:fs';
import type { LineAdapter } from '../domain/adapter.ts';
import type { FileRegistry, FileRow, ObservedFile, SourceId, SourceProblem } from '../domain/source.ts';
import { type Content, digest, readHead } from './content.ts';
import { decideIdentity, isUnchanged } from './identity.ts';
import { openContent, openLog, openOther } from './open-file.ts';
import { isSystemError, problemOf } from './problems.ts';

const NEWLINE = 0x0a;

/** All that reading a file needs: it can be sent to another thread of this process, where `fd` is as good. */
export interface ReadJob {
  readonly fd: number;
  readonly path: string;
  readonly gz: boolean;
  readonly source: SourceId;
  readonly fileId: number;
  readonly lineage: number;
  readonly fromOffset: number;
  /** Lines before `fromOffset`. */
  readonly fromLineNo: number;
  readonly tailLength: number;
  readonly savedState: string | null;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  /** Of the file on disk when it was opened: bytes past it are left to the next look. */
  readonly size: number;
  readonly nowMs: number;
  /**
   * Digest of the first line. Of two files that are read from 0 and begin alike, one may be a copy of the other: do not open or read
   * the second before the first one's batches are recorded, or both are counted.
   */
  readonly headKey: string;
}

export interface OpenedTail {
  /** As it was before this read. */
  readonly row: FileRow;
  readonly job: ReadJob;
}

interface OpenOptions {
  /** Folder (or the file itself) that the path was found under: a symbolic link may not lead out of it. */
  readonly rootPath: string;
  /** The clock of reading, epoch ms. */
  readonly nowMs: number;
}

/**
 * Opens a file, decides its identity and stores that in `registry`. The caller reads the job with `readBatches`, records every batch
 * and closes `job.fd`. null: the file was already read to its end. Throws only what the registry throws.
 */
export function openTail(
  observed: ObservedFile,
  adapter: LineAdapter,
  registry: FileRegistry,
  options: OpenOptions,
): OpenedTail | SourceProblem | null {
  const { path, source } = observed;
  const opened = openLog(path, options.rootPath);
  if ('reason' in opened) return { path, source, reason: opened.reason };
  const { fd, stats } = opened;
  let keepsOpen = false;
  try {
    const seen = asOpened(observed, stats, adapter);
    const content = openContent(fd, stats.size, seen.gz);
    if ('reason' in content) return { path, source, reason: content.reason };
    const row = registry.identify(seen, (lookup) => decideIdentity(seen, content, lookup, { openOther }));
    if (isUnchanged(row, seen)) return null;
    keepsOpen = true;
    return { row, job: jobOf(fd, seen, row, content, options.nowMs) };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return problemOf(error, path, source);
  } finally {
    if (!keepsOpen) closeSync(fd);
  }
}

/** What was seen, corrected by the descriptor: the path may mean another file by now. */
function asOpened(observed: ObservedFile, stats: Stats, adapter: LineAdapter): ObservedFile {
  const { dev, ino, size, mtimeMs, ctimeMs } = stats;
  return { ...observed, dev, ino, size, mtimeMs, ctimeMs, adapterVersion: adapter.version };
}

function jobOf(fd: number, seen: ObservedFile, row: FileRow, content: Content, nowMs: number): ReadJob {
  const { path, gz, source, size, mtimeMs, ctimeMs } = seen;
  const { fileId, lineage } = row;
  // A newer adapter reads the same lineage again from its start; the keys of the records drop what is known.
  const from = row.adapterVersion < seen.adapterVersion ? FROM_START : row;
  return {
    ...{ fd, path, gz, source, fileId, lineage, size, mtimeMs, ctimeMs, nowMs },
    fromOffset: from.offset,
    fromLineNo: from.lineNo,
    tailLength: from.tailLength,
    savedState: from.savedState,
    headKey: headKeyOf(content),
  };
}

const FROM_START = { offset: 0, lineNo: 0, tailLength: 0, savedState: null };

function headKeyOf(content: Content): string {
  const head = readHead(content);
  const newline = head.indexOf(NEWLINE);
  return digest(newline === -1 ? head : head.subarray(0, newline));
}
