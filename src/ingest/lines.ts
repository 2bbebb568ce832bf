/** Finds lines in bytes: split at 0x0A only, in bounded memory, without making strings (PERFORMANCE.md move 1, RELIABILITY.md 1). */

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CHUNK_BYTES = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** Less than this is read into a buffer of its own length. */
const SMALL_BYTES = 64 * 1024;

/** Left by the last cursor for the next one: one for each file would pile up (100 MB in a cold read) until garbage is collected. */
let spareChunk: Buffer | null = null;

/** Longest line that is read, without its ending (RELIABILITY.md F29). */
export const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Copies up to `length` bytes from `position` into `target`; 0 = nothing more for now. Fewer than asked is fine. */
export type ReadAt = (target: Buffer, targetStart: number, length: number, position: number) => number;

interface LineCursorOptions {
  /** Position of the first byte of a line. */
  readonly from: number;
  /** Bytes at and after this position are not read. */
  readonly to: number;
  readonly maxLineBytes?: number;
  readonly chunkBytes?: number;
}

/**
 * Walks over lines: after `next()` returned true, the fields tell of that line. `bytes` is reused: they hold until the next call.
 * After `next()` returned false, the fields tell of what stands behind the last newline (`restLength` bytes of it).
 */
export class LineCursor {
  /** The line is `bytes[start, end)`, without newline and without one trailing CR. Empty when it is too long. */
  bytes: Buffer;
  start = 0;
  end = 0;
  /** Position of the line's first byte. */
  offset: number;
  /** Bytes of the line without its ending, also when it is too long. */
  length = 0;
  /** Longer than the limit: its bytes were passed over. */
  tooLong = false;
  /** Position behind the last newline found. */
  nextOffset: number;
  /** Bytes behind the last newline, all of them; known when `next()` has returned false. */
  restLength = 0;

  readonly #read: ReadAt;
  readonly #to: number;
  readonly #maxLineBytes: number;
  readonly #chunkBytes: number;
  /** Position of `bytes[0]`, and how many of `bytes` are filled. */
  #base: number;
  #filled = 0;
  #window: Buffer;
  /** Where in `bytes` the unfinished line starts, and from where on it has not been searched. */
  #line = 0;
  #scanned = 0;
  /** Bytes of the unfinished line that were passed over because it is too long, and the last one of them. */
  #dropped = 0;
  #lastDropped = 0;

  constructor(read: ReadAt, options: LineCursorOptions) {
    this.#read = read;
    this.#to = options.to;
    this.#maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
    this.#chunkBytes = options.chunkBytes ?? CHUNK_BYTES;
    this.bytes = chunkFor(options.to - options.from, this.#chunkBytes);
    this.#window = this.bytes.subarray(0, 0);
    this.#base = options.from;
    this.offset = options.from;
    this.nextOffset = options.from;
  }

  /** Position up to which bytes were read. */
  get position(): number {
    return this.#base + this.#filled;
  }

  next(): boolean {
    for (;;) {
      const newline = this.#window.indexOf(NEWLINE, this.#scanned);
      if (newline !== -1) {
        this.#finish(newline);
        this.#line = newline + 1;
        this.#scanned = newline + 1;
        this.#dropped = 0;
        this.nextOffset = this.#base + newline + 1;
        return true;
      }
      this.#scanned = this.#filled;
      if (!this.#fill()) {
        this.restLength = this.#dropped + this.#filled - this.#line;
        this.#finish(this.#filled);
        return false;
      }
    }
  }

  /** Bytes `[from, to)` of the content when they are at hand; null otherwise. Valid until the next `next()`. */
  held(from: number, to: number): Buffer | null {
    return from >= this.#base && to <= this.position
      ? this.bytes.subarray(from - this.#base, to - this.#base)
      : null;
  }

  /** Gives the buffer back: nothing of `bytes` holds from now on. */
  close(): void {
    if (this.bytes.length === CHUNK_BYTES) spareChunk = this.bytes;
    this.bytes = this.#window = NO_BYTES;
  }

  /** Sets the fields for the line that ends at `end` in `bytes`. */
  #finish(end: number): void {
    const lastByte = end > this.#line ? this.bytes[end - 1] : this.#lastDropped;
    const full = this.#dropped + end - this.#line;
    this.length = full > 0 && lastByte === CARRIAGE_RETURN ? full - 1 : full;
    this.offset = this.#base + this.#line - this.#dropped;
    this.tooLong = this.length > this.#maxLineBytes;
    this.start = this.#line;
    this.end = this.tooLong ? this.#line : this.#line + this.length;
  }

  /** Reads on behind the unfinished line. False: nothing more. */
  #fill(): boolean {
    if (this.position >= this.#to) return false;
    const pending = this.#filled - this.#line;
    if (this.#dropped > 0 || pending > this.#maxLineBytes + 1) this.#drop(pending);
    else this.#makeRoom(pending);
    const room = Math.min(this.bytes.length - this.#filled, this.#to - this.position);
    const got = this.#read(this.bytes, this.#filled, room, this.position);
    this.#filled += got;
    this.#window = this.bytes.subarray(0, this.#filled);
    return got > 0;
  }

  /** Forgets the bytes of a line that is too long. One more than the limit is kept undecided: it may be the CR. */
  #drop(pending: number): void {
    if (pending > 0) this.#lastDropped = this.bytes[this.#filled - 1] as number;
    this.#dropped += pending;
    this.#moveTo(this.#bufferFor(0), this.#filled);
  }

  /** Puts the unfinished line at the front. The buffer doubles when that leaves little room, so a long line is not copied each time. */
  #makeRoom(pending: number): void {
    if (this.#line > 0 || this.#filled === this.bytes.length)
      this.#moveTo(this.#bufferFor(pending), this.#line);
  }

  #bufferFor(pending: number): Buffer {
    const { length } = this.bytes;
    if (pending > length / 2) return Buffer.allocUnsafe(length * 2);
    const wasForLongLine = length > 2 * this.#chunkBytes && pending < this.#chunkBytes / 2;
    return wasForLongLine ? Buffer.allocUnsafe(this.#chunkBytes) : this.bytes;
  }

  #moveTo(target: Buffer, from: number): void {
    this.bytes.copy(target, 0, from, this.#filled);
    this.bytes = target;
    this.#base += from;
    this.#filled -= from;
    this.#line = 0;
    this.#scanned = this.#filled;
  }
}

function chunkFor(length: number, chunkBytes: number): Buffer {
  const spare = spareChunk;
  if (spare === null || length < SMALL_BYTES || chunkBytes !== CHUNK_BYTES)
    return Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, length)));
  spareChunk = null;
  return spare;
}
