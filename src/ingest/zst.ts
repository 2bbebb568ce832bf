/** Unpacks zstd, which Node 20 cannot: the only importer of the package that does (codex.md 1). */

import { Decompress } from 'fzstd';
import type { Refusal } from './problems.ts';

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Pushed at once: what is unpacked of it in one go stays small. */
const PIECE_BYTES = 64 * 1024;
/** Memory that a frame may ask for before it holds anything; what zstd itself allows without being told otherwise. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
/** A first line may be as long; a head that would be more is cut. */
const MAX_HEAD_BYTES = 32 * 1024 * 1024;
const HEADER_BYTES = 6;
const SINGLE_SEGMENT = 0x20;

const TOO_MUCH: Refusal = { reason: 'the compressed file unpacks to too much' };
const INCOMPLETE: Refusal = { reason: 'the compressed file is incomplete' };
const DAMAGED: Refusal = { reason: 'the compressed file is damaged' };
/** `ZstdErrorCode.UnexpectedEOF` of the package. */
const UNEXPECTED_END = 5;

export function isZstd(packed: Buffer): boolean {
  return packed.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Unpacks complete bytes to at most `limit`; nothing of a half-written or damaged file is ever given. */
export function unzstd(packed: Buffer, limit: number): Buffer | Refusal {
  if (packed.length < HEADER_BYTES) return INCOMPLETE;
  if (windowBytes(packed) > MAX_WINDOW_BYTES) return TOO_MUCH;
  const unpacked = new Unpacked(limit);
  try {
    unpacked.push(packed);
    unpacked.finish();
  } catch (error) {
    if (unpacked.isFull) return TOO_MUCH;
    return isUnexpectedEnd(error) ? INCOMPLETE : DAMAGED;
  }
  return unpacked.bytes();
}

/** What the first blocks hold, not much more than `MAX_HEAD_BYTES`; null when they are damaged, or not even one of them is there. */
export function unzstdHead(packed: Buffer): Buffer | null {
  if (packed.length < HEADER_BYTES || windowBytes(packed) > MAX_WINDOW_BYTES) return null;
  const unpacked = new Unpacked(MAX_HEAD_BYTES);
  try {
    unpacked.push(packed);
  } catch {
    if (!unpacked.isFull) return null;
  }
  const head = unpacked.bytes();
  return head.length === 0 ? null : head;
}

class Unpacked {
  isFull = false;
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  readonly #stream: Decompress;

  constructor(limit: number) {
    this.#stream = new Decompress((part) => {
      this.#length += part.length;
      this.isFull = this.#length > limit;
      if (this.isFull) throw new RangeError('more than the limit');
      this.#parts.push(part);
    });
  }

  push(packed: Buffer): void {
    for (let from = 0; from < packed.length; from += PIECE_BYTES)
      this.#stream.push(packed.subarray(from, from + PIECE_BYTES), false);
  }

  finish(): void {
    this.#stream.push(new Uint8Array(0), true);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Window of the first frame: its content's size when it is one segment, else by its descriptor (RFC 8878, 3.1.1.1). */
function windowBytes(packed: Buffer): number {
  const descriptor = packed[4] as number;
  if ((descriptor & SINGLE_SEGMENT) === 0) {
    const window = packed[5] as number;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeBytes = 2 ** (descriptor >> 6);
  const at = 5 + dictionaryBytes;
  if (packed.length < at + sizeBytes) return 0;
  return sizeBytes === 8 ? Number(packed.readBigUInt64LE(at)) : packed.readUIntLE(at, sizeBytes);
}

function isUnexpectedEnd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNEXPECTED_END;
}
