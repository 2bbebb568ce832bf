/** Reads files through the writer: a few in this thread, a large archive through parse workers. */

import { closeSync, existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openForeign } from '../db/foreign.ts';
import { type LineAdapter, shapeOf } from '../domain/adapter.ts';
import type { FileBatch, SourceProblem } from '../domain/source.ts';
import { readDocument } from '../ingest/documents.ts';
import { createParsePool, RUNS_PER_WORKER } from '../ingest/parse-pool.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits, readBatches } from '../ingest/read-batches.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import { type OpenedTail, openTail } from '../ingest/tail.ts';
import type { FoundFile } from './find-files.ts';
import type { Patience } from './patience.ts';
import type { Writer } from './writer.ts';

/** From this much on, starting the parse workers pays. */
const POOL_BYTES = 24 * 1024 * 1024;
/** Lines recorded in one transaction: few at first, so that the newest files are seen at once, then many. */
const LINES_PER_COMMIT = 4_000;
const LINES_PER_BULK_COMMIT = 10_000;
/** How long this thread reads before it lets others run. */
const TURN_MS = 12;
const POOL_LIMITS: ReadLimits = {
  ...DEFAULT_READ_LIMITS,
  linesPerBatch: 2_000,
  bytesPerBatch: 4 * 1024 * 1024,
};
const POOL_WORKER = new URL('./parse-worker.js', import.meta.url);

export interface ReadTally {
  files: number;
  bytes: number;
  records: number;
  skipped: number;
  duplicates: number;
  readonly problems: SourceProblem[];
  /** Files that changed while they were read: to be looked at again. */
  readonly again: FoundFile[];
}

export interface ReadOptions {
  /** The lines were seen as they were written. */
  readonly live: boolean;
  readonly nowMs: () => number;
  /** Parse workers for a large archive: one fewer than the cores when a screen wants to draw meanwhile. */
  readonly workers: number;
  /** Bytes still to read; decides about the workers. */
  readonly pendingBytes: number;
  readonly onBytes?: (bytes: number) => void;
  /** Documents that need no look just now are left out; absent, each is looked at. */
  readonly patience?: Patience;
  /** Asked between batches; true stops the reading, what is recorded stays. */
  readonly isStopped?: () => boolean;
}

export const isDocument = ({ file }: FoundFile): boolean =>
  shapeOf(adapterOf(file.source), file.path) !== 'lines';

export function newTally(): ReadTally {
  return { files: 0, bytes: 0, records: 0, skipped: 0, duplicates: 0, problems: [], again: [] };
}

/** Reads what is new of each file, in the order given. Throws what the writer throws. */
export async function readFiles(
  writer: Writer,
  files: readonly FoundFile[],
  options: ReadOptions,
): Promise<ReadTally> {
  const run = new Run(writer, options);
  if (options.pendingBytes >= POOL_BYTES && existsSync(fileURLToPath(POOL_WORKER)))
    await run.throughPool(files);
  else await run.here(files);
  return run.tally;
}

class Run {
  readonly tally = newTally();
  /** Batches of the transaction that is open. */
  #taken: { fileId: number; bytes: number }[] = [];
  #lines = 0;
  #linesPerCommit = LINES_PER_COMMIT;
  /** First lines of files that are read from their start and not yet recorded: a file that begins alike must wait (tail.ts). */
  readonly #unrecorded = new Map<string, number>();

  constructor(
    private readonly writer: Writer,
    private readonly options: ReadOptions,
  ) {}

  async here(files: readonly FoundFile[]): Promise<void> {
    let turnEnds = performance.now() + TURN_MS;
    for (const found of files) {
      if (this.options.isStopped?.()) break;
      if (isDocument(found)) {
        await this.#readDocument(found);
        continue;
      }
      let opened = this.#open(found);
      if (opened === null) continue;
      if (this.#mustWait(opened)) {
        closeSync(opened.job.fd);
        this.#commit();
        opened = this.#open(found);
        if (opened === null) continue;
      }
      this.#unrecorded.set(opened.job.headKey, opened.job.fileId);
      try {
        const reading = readBatches(opened.job, adapterOf(opened.job.source) as LineAdapter);
        let step = reading.next();
        for (; !step.done; step = reading.next()) {
          this.#take(step.value);
          if (performance.now() > turnEnds) {
            this.#commit();
            await nextTurn();
            if (this.options.isStopped?.()) return;
            turnEnds = performance.now() + TURN_MS;
          }
        }
        this.#finished(found, step.value);
      } finally {
        closeSync(opened.job.fd);
      }
    }
    this.#commit();
  }

  async throughPool(files: readonly FoundFile[]): Promise<void> {
    this.writer.beginBulk();
    const pool = createParsePool({
      workers: this.options.workers,
      workerUrl: POOL_WORKER,
      limits: POOL_LIMITS,
    });
    try {
      let waiting = files.filter((found) => !isDocument(found)).reverse();
      while (waiting.length > 0) {
        const later: FoundFile[] = [];
        const queue = waiting;
        const work = async () => {
          for (let found = queue.pop(); found !== undefined; found = queue.pop()) {
            if (this.options.isStopped?.()) return;
            const opened = this.#open(found);
            if (opened === null) continue;
            if (this.#mustWait(opened)) {
              closeSync(opened.job.fd);
              later.push(found);
              continue;
            }
            this.#unrecorded.set(opened.job.headKey, opened.job.fileId);
            try {
              this.#finished(found, await pool.run(opened.job, (batch) => this.#take(batch)));
            } finally {
              closeSync(opened.job.fd);
            }
          }
        };
        await Promise.all(Array.from({ length: (RUNS_PER_WORKER + 1) * this.options.workers }, work));
        this.#commit();
        waiting = later.reverse();
      }
    } finally {
      await pool.close();
    }
    this.writer.endBulk();
    await this.here(files.filter(isDocument));
  }

  /** Records a document part by part: what is behind the last recorded part is read again the next time. */
  async #readDocument(found: FoundFile): Promise<void> {
    const { file, rootPath } = found;
    if (this.options.patience?.isDue(file) === false) return;
    this.#commit();
    const nowMs = this.options.nowMs();
    const reading = readDocument(file, adapterOf(file.source), this.writer.registry, {
      ...{ rootPath, nowMs, openForeign },
    });
    try {
      let step = reading.next();
      let lookAgainAt: number | null = null;
      for (; !step.done; step = reading.next()) {
        lookAgainAt = step.value.lookAgainAt ?? null;
        this.#take(step.value);
        this.#commit();
        await nextTurn();
        if (this.options.isStopped?.()) return;
      }
      if (step.value !== null) this.options.patience?.failed(file);
      else this.options.patience?.wasRead(file, lookAgainAt === null ? null : lookAgainAt - nowMs);
      this.#finished(found, step.value);
    } finally {
      // Closes the file when it was not read to its end: a database that cannot be written is tried again and again.
      reading.return(null);
    }
  }

  #open({ file, rootPath }: FoundFile): OpenedTail | null {
    const opened = openTail(file, adapterOf(file.source) as LineAdapter, this.writer.registry, {
      rootPath,
      nowMs: this.options.nowMs(),
    });
    if (opened !== null && 'reason' in opened) {
      this.tally.problems.push(opened);
      return null;
    }
    return opened;
  }

  #mustWait({ job }: OpenedTail): boolean {
    return job.fromOffset === 0 && this.#unrecorded.has(job.headKey);
  }

  #take(batch: FileBatch): void {
    this.writer.take(batch, this.options.live);
    this.#taken.push({
      fileId: batch.fileId,
      bytes: Math.max(0, batch.toOffset - batch.fromOffset) + batch.tailLength,
    });
    this.#lines += batch.lines.length;
    if (this.#lines >= this.#linesPerCommit) this.#commit();
  }

  #finished(found: FoundFile, problem: SourceProblem | null): void {
    if (problem === null) {
      this.tally.files++;
      return;
    }
    this.tally.problems.push(problem);
    this.tally.again.push(found);
  }

  #commit(): void {
    const result = this.writer.settle();
    if (result === null) return;
    for (const { fileId, bytes } of this.#taken) if (!result.refused.has(fileId)) this.tally.bytes += bytes;
    const recorded = new Set(this.#taken.map((batch) => batch.fileId));
    for (const [headKey, fileId] of this.#unrecorded)
      if (recorded.has(fileId)) this.#unrecorded.delete(headKey);
    this.options.onBytes?.(this.tally.bytes);
    this.tally.records += result.records;
    for (const [reason, count] of result.skipped) {
      if (reason === 'duplicate') this.tally.duplicates += count;
      else this.tally.skipped += count;
    }
    this.#taken = [];
    this.#lines = 0;
    if (this.options.pendingBytes >= POOL_BYTES) this.#linesPerCommit = LINES_PER_BULK_COMMIT;
  }
}
