/** Writes one log file through a large buffer: ASCII strings and slices of the text pool, no string per body. */

import { closeSync, openSync, utimesSync, writeSync } from 'node:fs';
import type { TextPool } from './text-pool.ts';

const BUFFER_BYTES = 4 * 1024 * 1024;
/** Longest ASCII piece that callers pass at once, with room to spare. */
const MAX_PIECE = 64 * 1024;

const shared = Buffer.allocUnsafe(BUFFER_BYTES);

/** One open file; only one may be open at a time, because all share one buffer. */
export class RowWriter {
  /** Bytes so far, flushed or not. */
  length = 0;
  private used = 0;
  private readonly descriptor: number;
  private readonly kept: Buffer[] = [];

  constructor(
    private readonly path: string,
    private readonly pool: TextPool,
    private keepBytes: number,
  ) {
    this.descriptor = openSync(path, 'w');
  }

  /** Appends ASCII text. */
  ascii(text: string): void {
    if (BUFFER_BYTES - this.used < MAX_PIECE) this.flush();
    this.used += shared.write(text, this.used, 'latin1');
  }

  /** Appends a slice of the pool. */
  body(slice: { start: number; end: number }): void {
    if (BUFFER_BYTES - this.used < slice.end - slice.start) this.flush();
    this.used += this.pool.bytes.copy(shared, this.used, slice.start, slice.end);
  }

  /** Appends bytes as they are. */
  raw(bytes: Buffer): void {
    this.flush();
    writeSync(this.descriptor, bytes);
    this.length += bytes.length;
  }

  position(): number {
    return this.length + this.used;
  }

  /** Closes the file, dates it, and returns its first `keepBytes` bytes up to a line end. */
  close(modifiedMs: number): Buffer {
    this.flush();
    closeSync(this.descriptor);
    utimesSync(this.path, modifiedMs / 1_000, modifiedMs / 1_000);
    const head = Buffer.concat(this.kept);
    return head.subarray(0, head.lastIndexOf(0x0a) + 1);
  }

  private flush(): void {
    writeSync(this.descriptor, shared, 0, this.used);
    if (this.keepBytes > 0) {
      const kept = Buffer.from(shared.subarray(0, Math.min(this.used, this.keepBytes)));
      this.kept.push(kept);
      this.keepBytes -= kept.length;
    }
    this.length += this.used;
    this.used = 0;
  }
}
