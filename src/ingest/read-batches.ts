/** Reads what is new of an opened file, in batches that are recorded one by one: the same in this thread and in a parse worker. */

import type { LineAdapter, LineParser } from '../domain/adapter.ts';
import type { LineResult } from '../domain/event.ts';
import type { ContentProof, FileBatch, LocatedRecord, SourceProblem } from '../domain/source.ts';
import { type Content, guardRange, proofOf, readHead } from './content.ts';
import { DEFAULT_MAX_LINE_BYTES, LineCursor } from './lines.ts';
import { openContent } from './open-file.ts';
import { problemOf } from './problems.ts';
import { withoutCompression } from './sources/names.ts';
import type { ReadJob } from './tail.ts';

export interface ReadLimits {
  readonly linesPerBatch: number;
  /** A batch ends with the line that passes this many bytes. */
  readonly bytesPerBatch: number;
  /** Longer lines are one `line_too_long` each. */
  readonly maxLineBytes: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = {
  linesPerBatch: 500,
  bytesPerBatch: 4 * 1024 * 1024,
  maxLineBytes: DEFAULT_MAX_LINE_BYTES,
};

const TOO_LONG: LineResult = { rejected: 'line_too_long' };
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const SPACES = new Set([0x20, 0x09, 0x0d]);
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** A batch that holds its lines in some form. */
export type BatchOf<Lines> = Omit<FileBatch, 'lines'> & { readonly lines: Lines };

/** Brings the lines of a batch into their form, one by one as they are read. */
export interface LineCollector<Lines> {
  add(offset: number, length: number, lineNo: number, result: LineResult): void;
  /** The lines since the last call. */
  take(): Lines;
}

/** `FileBatch`es of a file: see `readBatchesInto`. */
export function readBatches(
  job: ReadJob,
  adapter: LineAdapter,
  limits: ReadLimits = DEFAULT_READ_LIMITS,
): Generator<BatchOf<readonly LocatedRecord[]>, SourceProblem | null, undefined> {
  return readBatchesInto(new LineList(), job, adapter, limits);
}

/**
 * Yields at least one batch when the file could be read to its end (the last one carries `endStat`, and may have no lines). A file
 * that became shorter meanwhile just ends, without `endStat`: the next look finds out what it is now. Returns why reading failed.
 */
export function* readBatchesInto<Lines>(
  collector: LineCollector<Lines>,
  job: ReadJob,
  adapter: LineAdapter,
  limits: ReadLimits,
): Generator<BatchOf<Lines>, SourceProblem | null, undefined> {
  const { path, source } = job;
  try {
    const content = openContent(job.fd, job.size, job.gz);
    if ('reason' in content) return { path, source, reason: content.reason };
    const file = { path: withoutCompression(path), mtimeMs: job.mtimeMs, nowMs: job.nowMs };
    const reader = new BatchReader(job, adapter.open(file, job.savedState), content, limits, collector);
    try {
      for (let batch = reader.next(); batch !== null; batch = reader.next()) yield batch;
    } finally {
      reader.close();
    }
    return null;
  } catch (error) {
    return problemOf(error, path, source);
  }
}

/** Lines as they are. */
class LineList implements LineCollector<readonly LocatedRecord[]> {
  #lines: LocatedRecord[] = [];

  add(offset: number, length: number, lineNo: number, result: LineResult): void {
    this.#lines.push({ offset, length, lineNo, result });
  }

  take(): readonly LocatedRecord[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}

/** State of one read: the place in the file and the parser's memory of the lines before it. */
class BatchReader<Lines> {
  readonly #job: ReadJob;
  readonly #parser: LineParser;
  readonly #content: Content;
  readonly #limits: ReadLimits;
  readonly #cursor: LineCursor;
  readonly #head: Buffer;
  readonly #collector: LineCollector<Lines>;
  #lineNo: number;
  #ended = false;

  constructor(
    job: ReadJob,
    parser: LineParser,
    content: Content,
    limits: ReadLimits,
    collector: LineCollector<Lines>,
  ) {
    this.#collector = collector;
    this.#job = job;
    this.#parser = parser;
    this.#content = content;
    this.#limits = limits;
    this.#lineNo = job.fromLineNo;
    this.#head = readHead(content);
    this.#cursor = new LineCursor(content.read, {
      from: job.fromOffset,
      to: content.size,
      maxLineBytes: limits.maxLineBytes,
    });
  }

  next(): BatchOf<Lines> | null {
    if (this.#ended) return null;
    const cursor = this.#cursor;
    const from = cursor.nextOffset;
    const lastLineNo = this.#lineNo + this.#limits.linesPerBatch;
    while (this.#lineNo < lastLineNo && cursor.nextOffset - from < this.#limits.bytesPerBatch) {
      if (!cursor.next()) return this.#last(from);
      this.#collect();
      this.#lineNo++;
    }
    if (this.#wasRewritten()) return null;
    return this.#batch(from, 0, this.#parser.save(), false);
  }

  close(): void {
    this.#cursor.close();
  }

  /** The batch behind which there is no further newline. */
  #last(from: number): BatchOf<Lines> | null {
    this.#ended = true;
    if (this.#wasRewritten()) return null;
    // The state is that before an unterminated line: the next read parses that line again, from its start.
    const savedState = this.#parser.save();
    const wasCutOff = this.#cursor.position < this.#content.size;
    if (wasCutOff) return this.#cursor.nextOffset > from ? this.#batch(from, 0, savedState, false) : null;
    return this.#batch(from, this.#takeTail(), savedState, true);
  }

  #collect(): void {
    const { bytes, start, end, offset, length, tooLong } = this.#cursor;
    const result = tooLong ? TOO_LONG : this.#parser.parse(bytes, start, end);
    this.#collector.add(offset, length, this.#lineNo + 1, result);
  }

  /** Adds the last line when it is complete but for its newline; returns how many bytes behind the offset are recorded. */
  #takeTail(): number {
    const cursor = this.#cursor;
    const recorded = cursor.nextOffset === this.#job.fromOffset ? this.#job.tailLength : 0;
    if (cursor.restLength === recorded || cursor.tooLong) return recorded;
    if (!isCompleteObject(cursor.bytes, cursor.start, cursor.end)) return recorded;
    this.#collect();
    return cursor.restLength;
  }

  #batch(fromOffset: number, tailLength: number, savedState: string, isLast: boolean): BatchOf<Lines> {
    const { fileId, lineage, source, size, mtimeMs, ctimeMs } = this.#job;
    const toOffset = this.#cursor.nextOffset;
    return {
      ...{ fileId, lineage, source, fromOffset, toOffset },
      lines: this.#collector.take(),
      toLineNo: this.#lineNo,
      tailLength,
      proof: this.#proof(toOffset + tailLength),
      endStat: isLast ? { size, mtimeMs, ctimeMs } : null,
      savedState,
      mtimeMs,
    };
  }

  #proof(end: number): ContentProof {
    const { from, to } = guardRange(end);
    return proofOf(this.#head, this.#cursor.held(from, to) ?? this.#content.range(from, to), end);
  }

  /** Another beginning than at first: what was read may be half of one content and half of another. Shorter is no matter. */
  #wasRewritten(): boolean {
    const head = readHead(this.#content);
    return !head.equals(this.#head.subarray(0, head.length));
  }
}

/** Is `bytes[start, end)` a whole JSON object? A part of one that is still being written never is. */
function isCompleteObject(bytes: Buffer, start: number, end: number): boolean {
  let first = bytes.subarray(start, Math.min(end, start + BOM.length)).equals(BOM)
    ? start + BOM.length
    : start;
  let last = end - 1;
  while (first < end && SPACES.has(bytes[first] as number)) first++;
  while (last > first && SPACES.has(bytes[last] as number)) last--;
  if (bytes[first] !== OPENING_BRACE || bytes[last] !== CLOSING_BRACE || last <= first) return false;
  try {
    JSON.parse(bytes.toString('utf8', first, last + 1));
    return true;
  } catch {
    return false;
  }
}
