/** Reads files in worker threads: the first read of a large archive uses the other cores, and the writer only writes. */

import { Worker } from 'node:worker_threads';
import type { FileBatch, SourceProblem } from '../domain/source.ts';
import { unpackBatch } from './pack.ts';
import type { ErrorNote, FromWorker, ToWorker } from './parse-protocol.ts';
import type { ReadLimits } from './read-batches.ts';
import type { ReadJob } from './tail.ts';

export interface ParsePoolOptions {
  /** Threads; each is started when there is a file for it. */
  readonly workers: number;
  /** The built worker entry, `dist/parse-worker.js`. */
  readonly workerUrl: URL | string;
  /** Given to the reader with every job. */
  readonly limits: ReadLimits;
}

export interface ParsePool {
  /**
   * Reads one file; jobs start in the order of their calls. `onBatch` gets the file's batches in order; while it does not return, at
   * most four more are made. Resolves after the last batch, with why reading failed or null. Rejects with what the reader or `onBatch` threw, or when the worker died or
   * the pool was closed. Once it is settled nobody reads from the job's file descriptor any more: then, and not before, close it.
   */
  run(job: ReadJob, onBatch: (batch: FileBatch) => void): Promise<SourceProblem | null>;
  /** Ends all workers; runs that are not finished reject. */
  close(): Promise<void>;
}

export function createParsePool(options: ParsePoolOptions): ParsePool {
  return new Pool(options);
}

interface Run {
  readonly id: number;
  readonly job: ReadJob;
  readonly onBatch: (batch: FileBatch) => void;
  readonly resolve: (problem: SourceProblem | null) => void;
  readonly reject: (error: Error) => void;
}

class Pool implements ParsePool {
  private readonly waiting: Run[] = [];
  private readonly slots: Slot[];
  private nextId = 1;
  private isClosed = false;

  constructor(options: ParsePoolOptions) {
    const count = Math.max(1, options.workers);
    this.slots = Array.from({ length: count }, () => new Slot(options, () => this.dispatch()));
  }

  run(job: ReadJob, onBatch: (batch: FileBatch) => void): Promise<SourceProblem | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: this.nextId++, job, onBatch, resolve, reject });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.dispatch();
    await Promise.all(this.slots.map((slot) => slot.close()));
  }

  private dispatch(): void {
    if (this.isClosed) this.rejectWaiting('the parse pool is closed');
    for (const slot of this.slots) {
      const run = slot.isIdle() ? this.waiting.shift() : undefined;
      if (run !== undefined) slot.start(run);
    }
    if (this.slots.every((slot) => slot.isBroken())) this.rejectWaiting('all parse workers have died');
  }

  private rejectWaiting(reason: string): void {
    for (const run of this.waiting.splice(0)) {
      run.reject(new Error(`${reason}: ${run.job.path} was not read`));
    }
  }
}

/** A worker that dies is replaced once; a file that kills workers must not go on for ever. */
const WORKERS_PER_SLOT = 2;

/**
 * Two workers and the writer stay under 200 MB together (PERFORMANCE.md). A young generation of 8 MB costs no more processor time
 * than the default of 48: next to nothing of a line outlives it. The old one has room for a line of 16 MiB and its parsed form.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** The place of one worker, and the run it has. */
class Slot {
  private worker: Worker | null = null;
  private run: Run | null = null;
  private started = 0;
  /** What the caller's `onBatch` threw: told when the worker has let go of the file. */
  private callerError: Error | null = null;
  private crash: unknown = null;
  private isClosed = false;

  constructor(
    private readonly options: ParsePoolOptions,
    private readonly onFree: () => void,
  ) {}

  isBroken(): boolean {
    return this.isClosed || (this.worker === null && this.started >= WORKERS_PER_SLOT);
  }

  isIdle(): boolean {
    return this.run === null && !this.isBroken();
  }

  start(run: Run): void {
    this.run = run;
    this.callerError = null;
    this.worker ??= this.startWorker();
    this.worker.ref();
    this.say({ kind: 'run', runId: run.id, job: run.job, limits: this.options.limits });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.worker?.terminate();
  }

  private startWorker(): Worker {
    this.started++;
    this.crash = null;
    const worker = new Worker(this.options.workerUrl, { resourceLimits: RESOURCE_LIMITS, name: 'parse' });
    worker.on('message', (message: FromWorker) => this.onMessage(message));
    worker.on('messageerror', () => worker.terminate());
    worker.on('error', (error) => {
      this.crash = error;
    });
    worker.on('exit', (exitCode) => this.onExit(exitCode));
    return worker;
  }

  private say(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private onMessage(message: FromWorker): void {
    const run = this.run;
    if (run === null || message.runId !== run.id) return;
    switch (message.kind) {
      case 'batch':
        this.handOver(run, unpackBatch(message.packed));
        this.say({ kind: 'acknowledge' });
        break;
      case 'done':
        this.finish(run, this.callerError ?? message.problem);
        break;
      case 'failed':
        this.finish(run, this.callerError ?? errorOf(message.error));
        break;
      default:
        message satisfies never;
    }
  }

  private handOver(run: Run, batch: FileBatch): void {
    if (this.callerError !== null) return;
    try {
      run.onBatch(batch);
    } catch (error) {
      this.callerError = error instanceof Error ? error : new Error(String(error));
      this.say({ kind: 'cancel', runId: run.id });
    }
  }

  private finish(run: Run, outcome: Error | SourceProblem | null): void {
    this.run = null;
    this.worker?.unref();
    if (outcome instanceof Error) run.reject(outcome);
    else run.resolve(outcome);
    this.onFree();
  }

  private onExit(exitCode: number): void {
    this.worker = null;
    const run = this.run;
    if (run === null) {
      this.onFree();
      return;
    }
    const reason = this.isClosed
      ? 'the parse pool was closed'
      : `a parse worker died (exit code ${exitCode})`;
    const cause = this.crash instanceof Error ? this.crash : undefined;
    const detail = cause === undefined ? '' : `: ${cause.message}`;
    this.finish(run, new Error(`${reason} while reading ${run.job.path}${detail}`, { cause }));
  }
}

function errorOf(note: ErrorNote): Error {
  const error = new Error(note.message);
  error.name = note.name;
  if (note.stack !== undefined) error.stack = note.stack;
  return note.code === undefined ? error : Object.assign(error, { code: note.code });
}
