/** Unpacks `.jsonl.gz` and `.jsonl.zst` whole or in part, within limits that a bomb runs into (RELIABILITY.md F17, codex.md 1). */

import { constants, gunzipSync } from 'node:zlib';
import { plainContent } from './content.ts';
import { isSystemError, type Refusal } from './problems.ts';
import { isZstd, unzstd, unzstdHead } from './zst.ts';

const MIB = 1024 * 1024;
const MAX_BYTES = 2048 * MIB;
const MAX_RATIO = 200;
/** Below this, a high ratio is only a very regular log. */
const RATIO_FREE_BYTES = 64 * MIB;
const HEAD_BYTES = 16 * 1024;
/** Packed bytes that hold a first line: zstd gives whole blocks only, each of at most 128 KiB. */
export const PACKED_HEAD_BYTES = 160 * 1024;
const TRAILER_BYTES = 4;

const TOO_MUCH: Refusal = { reason: 'the compressed file unpacks to too much' };

/** Unpacks a whole file and checks its checksum, so that nothing of a half-written one is ever recorded. Throws read errors. */
export function unpackFile(fd: number, size: number): Buffer | Refusal {
  return size < MAX_BYTES ? unpack(plainContent(fd, size).range(0, size)) : TOO_MUCH;
}

/** Unpacks complete gzip bytes (one or several members) or zstd bytes (one or several frames), whatever the file's name says. */
export function unpack(packed: Buffer): Buffer | Refusal {
  const limit = Math.min(MAX_BYTES, Math.max(RATIO_FREE_BYTES, packed.length * MAX_RATIO));
  if (isZstd(packed)) return unzstd(packed, limit);
  try {
    return gunzipSync(packed, { maxOutputLength: limit, chunkSize: chunkBytes(packed, limit) });
  } catch (error) {
    return refusalOf(error);
  }
}

/** One chunk as long as the trailer promises: the whole then needs no second copy in memory. */
function chunkBytes(packed: Buffer, limit: number): number {
  if (packed.length < TRAILER_BYTES) return constants.Z_DEFAULT_CHUNK;
  const promised = packed.readUInt32LE(packed.length - TRAILER_BYTES);
  return Math.max(constants.Z_DEFAULT_CHUNK, Math.min(promised + 1, limit));
}

/** As much of the beginning as a few KiB of packed bytes hold; null when they are packed in no way we know. Throws read errors. */
export function unpackHead(fd: number): Buffer | null {
  const packed = plainContent(fd, HEAD_BYTES).range(0, HEAD_BYTES);
  return unpackedHead(
    isZstd(packed) ? plainContent(fd, PACKED_HEAD_BYTES).range(0, PACKED_HEAD_BYTES) : packed,
  );
}

/** What the first bytes of a compressed file hold, as far as it can be unpacked; null when they are packed in no way we know. */
export function unpackedHead(packed: Buffer): Buffer | null {
  if (isZstd(packed)) return unzstdHead(packed);
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: RATIO_FREE_BYTES });
  } catch (error) {
    refusalOf(error);
    return null;
  }
}

/** Why bytes could not be unpacked; anything else than an error of unpacking is thrown on. */
function refusalOf(error: unknown): Refusal {
  if (isSystemError(error) || !(error instanceof Error) || !('code' in error)) throw error;
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return TOO_MUCH;
  if (error.code === 'Z_BUF_ERROR') return { reason: 'the compressed file is incomplete' };
  if (String(error.code).startsWith('Z_')) return { reason: 'the compressed file is damaged' };
  throw error;
}
