/** What a log file holds, as bytes at positions: the same for a plain file and for an unpacked `.gz`. */

import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { ContentProof, FileRow } from '../domain/source.ts';

/** A file is known by this many of its first bytes. */
export const FINGERPRINT_BYTES = 1024;
const GUARD_BYTES = 256;
const COMPARE_BYTES = 64 * 1024;

/** Bytes of a file as of one look: a file that grows meanwhile is cut at `size`. */
export interface Content {
  readonly size: number;
  /**
   * Copies `length` bytes from `position` into `target` at `targetStart` and returns how many; fewer only at `size`, or when the
   * file has become shorter. Throws the system's errors.
   */
  read(target: Buffer, targetStart: number, length: number, position: number): number;
  /** Bytes `[from, to)`; shorter when the content ends before `to`. */
  range(from: number, to: number): Buffer;
}

function contentOf(size: number, read: Content['read']): Content {
  return {
    size,
    read,
    range(from, to) {
      const target = Buffer.allocUnsafe(Math.max(0, Math.min(to, size) - from));
      return target.subarray(0, read(target, 0, target.length, from));
    },
  };
}

/** A plain file, by positional reads, so that readers of one descriptor do not disturb each other. */
export function plainContent(fd: number, size: number): Content {
  return contentOf(size, (target, targetStart, length, position) => {
    const wanted = Math.min(length, size - position);
    let done = 0;
    while (done < wanted) {
      const got = readSync(fd, target, targetStart + done, wanted - done, position + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  });
}

/** Bytes already in memory: an unpacked `.gz`. */
export function bufferContent(bytes: Buffer): Content {
  return contentOf(bytes.length, (target, targetStart, length, position) =>
    position >= bytes.length ? 0 : bytes.copy(target, targetStart, position, position + length),
  );
}

/** The part of a file by which it is known again: its first 1,024 bytes at most. */
export function readHead(content: Content): Buffer {
  return content.range(0, FINGERPRINT_BYTES);
}

export function digest(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}

/**
 * How far a file is recorded: its offset, and a last line without newline when that was recorded too. Such a line cannot change any
 * more (a proper prefix of an object never is one), so fingerprint and guard are taken up to here.
 */
export function recordedEnd(row: Pick<FileRow, 'offset' | 'tailLength'>): number {
  return row.offset + row.tailLength;
}

/** First and last byte of the guard of content that is recorded up to `end`. */
export function guardRange(end: number): { from: number; to: number } {
  return { from: Math.max(0, end - GUARD_BYTES), to: end };
}

/** Proof of content recorded up to `end`. `head` is `readHead` of the content, `guard` the bytes of `guardRange(end)`. */
export function proofOf(head: Buffer, guard: Buffer, end: number): ContentProof {
  if (end === 0) return { fingerprintLength: 0, fingerprint: '', guardLength: 0, guard: '' };
  const fingerprintLength = Math.min(FINGERPRINT_BYTES, end);
  return {
    fingerprintLength,
    fingerprint: digest(head.subarray(0, fingerprintLength)),
    guardLength: guard.length,
    guard: digest(guard),
  };
}

/** Does this content begin with what the row recorded? Judged by its first and last recorded bytes (RELIABILITY.md 3.3a). */
export function holds(content: Content, row: FileRow): boolean {
  const end = recordedEnd(row);
  if (content.size < Math.max(end, row.fingerprintLength)) return false;
  if (row.fingerprintLength > 0 && digest(content.range(0, row.fingerprintLength)) !== row.fingerprint)
    return false;
  return end === 0 || digest(content.range(end - row.guardLength, end)) === row.guard;
}

/** Where two contents first differ in `[from, to)`; `to` when they do not, null when one became too short to say. */
export function firstDifference(one: Content, other: Content, from: number, to: number): number | null {
  const left = Buffer.allocUnsafe(Math.min(COMPARE_BYTES, Math.max(0, to - from)));
  const right = Buffer.allocUnsafe(left.length);
  for (let position = from; position < to; position += left.length) {
    const wanted = Math.min(left.length, to - position);
    if (one.read(left, 0, wanted, position) < wanted) return null;
    if (other.read(right, 0, wanted, position) < wanted) return null;
    if (left.compare(right, 0, wanted, 0, wanted) !== 0)
      return position + left.subarray(0, wanted).findIndex((byte, index) => byte !== right[index]);
  }
  return Math.max(from, to);
}
