/**
 * Reads files that are rewritten or changed in place: whole documents, and other programs' databases. Such a file is known by its path;
 * of what it holds, only what is new or changed is recorded. One that cannot be read just now keeps what was read of it before.
 */

import { closeSync, fstatSync, readSync } from 'node:fs';
import {
  type Adapter,
  type DocumentReading,
  type FileContext,
  type ForeignDatabase,
  shapeOf,
} from '../domain/adapter.ts';
import {
  BY_PATH,
  type DocumentRegistry,
  type FileBatch,
  type FileRow,
  type ObservedFile,
  type SourceProblem,
} from '../domain/source.ts';
import { isUnchanged } from './identity.ts';
import { statLog } from './log-stats.ts';
import { openLog } from './open-file.ts';
import { isSystemError, problemOf } from './problems.ts';

/** Larger documents are not read: nothing that a harness writes comes near it. */
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;
const PROOF = { fingerprintLength: 0, fingerprint: BY_PATH, guardLength: 0, guard: '' };

/** Opens another program's database for reading only; throws what SQLite says. */
export type OpenForeign = (path: string) => ForeignDatabase;

export interface DocumentOptions {
  readonly rootPath: string;
  readonly nowMs: number;
  readonly openForeign: OpenForeign;
}

/**
 * Yields what is new since the file was last read, each part to be recorded before the next is asked for. Returns why it could not
 * be read; null when it could, or had nothing new. Throws only what the registry throws.
 */
export function* readDocument(
  observed: ObservedFile,
  adapter: Adapter,
  registry: DocumentRegistry,
  options: DocumentOptions,
): Generator<FileBatch, SourceProblem | null, undefined> {
  const { path, source } = observed;
  if (observed.gz) return { path, source, reason: 'compressed: only logs of lines are read so' };
  const opened = openLog(path, options.rootPath);
  if ('reason' in opened) return { path, source, reason: opened.reason };
  const { fd } = opened;
  let database: ForeignDatabase | null = null;
  try {
    const seen = { ...observed, ...statLog(path, opened.stats), adapterVersion: adapter.version };
    const row = registry.identifyDocument(seen);
    if (isUnchanged(row, seen)) return null;
    const file = { path, mtimeMs: seen.mtimeMs, nowMs: options.nowMs };
    if (shapeOf(adapter, path) === 'database') database = options.openForeign(path);
    const reading =
      database === null
        ? readWhole(fd, seen, adapter, file, row.savedState)
        : (adapter.database?.read(database, file, row.savedState) ?? UNREADABLE);
    if ('problem' in reading) return { path, source, reason: reading.problem };
    yield* batches(reading, seen, row);
    return null;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (database !== null || String(code).startsWith('SQLITE_'))
      return { path, source, reason: databaseReason(error) };
    if (!isSystemError(error)) throw error;
    return problemOf(error, path, source);
  } finally {
    database?.close();
    closeSync(fd);
  }
}

const UNREADABLE = { problem: 'no adapter reads files of this kind' };

function readWhole(
  fd: number,
  seen: ObservedFile,
  adapter: Adapter,
  file: FileContext,
  saved: string | null,
): DocumentReading {
  if (adapter.document === undefined) return UNREADABLE;
  const { size, mtimeMs, ctimeMs } = seen;
  if (size > MAX_DOCUMENT_BYTES) return { problem: 'larger than 256 MiB: not read' };
  const content = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(fd, content, length, size - length, length);
  if (length < size) return { problem: 'became shorter while it was read' };
  const after = fstatSync(fd);
  if (after.size !== size || after.mtimeMs !== mtimeMs || after.ctimeMs !== ctimeMs)
    return { problem: 'changed while it was read; it is read again' };
  return adapter.document.read(content, file, saved);
}

/** The checkpoint stays where it was until the last part: a reading that ends early is made again, from the state saved with its parts. */
function* batches(
  parts: Exclude<DocumentReading, { problem: string }>,
  seen: ObservedFile,
  row: FileRow,
): Generator<FileBatch> {
  const { size, mtimeMs, ctimeMs } = seen;
  const common = {
    ...{ fileId: row.fileId, lineage: row.lineage, source: seen.source, fromOffset: row.offset },
    ...{ toOffset: row.offset, tailLength: 0, proof: PROOF, endStat: null, mtimeMs, isDocument: true },
  };
  let isFirst = true;
  let last: FileBatch = { ...common, lines: [], toLineNo: row.lineNo, savedState: row.savedState ?? '' };
  for (const { records, saved, lookAgainAt = null } of parts) {
    if (!isFirst) yield last;
    isFirst = false;
    const toLineNo: number = last.toLineNo + records.length;
    last = { ...common, lines: records, toLineNo, savedState: saved, lookAgainAt };
  }
  const isSaid = (last.lookAgainAt ?? null) === null;
  yield { ...last, toOffset: size, endStat: isSaid ? { size, mtimeMs, ctimeMs } : null };
}

const DATABASE_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'locked by another program; it is read again soon'],
  [/^SQLITE_NOTADB/, 'not an SQLite database'],
  [/^SQLITE_CORRUPT/, 'damaged'],
  [/^SQLITE_CANTOPEN|^SQLITE_READONLY/, 'cannot be opened for reading'],
];

function databaseReason(error: unknown): string {
  const code = String((error as { code?: unknown }).code ?? '');
  const known = DATABASE_REASONS.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? `cannot be read (${code === '' ? String(error) : code})`;
}
