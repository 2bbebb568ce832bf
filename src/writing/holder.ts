/** What the process that writes tells others of itself: whether it goes on, and which places it reads. */

import { readMeta, writeMeta } from '../db/meta.ts';
import type { Connection } from '../db/open.ts';
import type { SourceRoot } from '../domain/source.ts';
import { isInside } from '../ingest/open-file.ts';
import type { FoundFile } from './find-files.ts';

interface Reads {
  readonly pid: number;
  /** It writes until it is ended; false: until it has read what there is. */
  readonly follows: boolean;
  readonly roots: readonly Pick<SourceRoot, 'source' | 'path'>[];
}

export interface Holder {
  readonly pid: number;
  /** null: it has not told (another version, or it has only just begun). */
  readonly reads: Reads | null;
}

/** Tells it; to be called by who holds the lease. */
export function tellReads(db: Connection, follows: boolean, roots: readonly SourceRoot[], pid: number): void {
  const reads: Reads = { pid, follows, roots: roots.map(({ source, path }) => ({ source, path })) };
  const text = JSON.stringify(reads);
  if (readMeta(db, 'writer') !== text) writeMeta(db, 'writer', text);
}

/** What `pid` told; the word of an earlier holder is not taken for it. */
export function holderOf(db: Connection, pid: number): Holder {
  const text = readMeta(db, 'writer');
  const told = text === null ? null : (JSON.parse(text) as Reads);
  return { pid, reads: told?.pid === pid ? told : null };
}

/** True when the holder goes on for ever and will never come to this file. */
export function neverReads({ reads }: Holder, { file }: FoundFile): boolean {
  if (reads === null || !reads.follows) return false;
  return !reads.roots.some(({ source, path }) => source === file.source && isInside(file.path, path));
}
