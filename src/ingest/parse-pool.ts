/** Reads files in worker threads: the first read of a large archive uses the other cores, and the writer only writes. */

import { Worker } from 'node:worker_threads';
import type { FileBatch, SourceProblem } from '../domain/source.ts';
import { unpackBatch } from './pack.ts';
import type { ErrorNote, FromWorker, ToWorker } from './parse-protocol.ts';
import type { ReadLimits } from './read-batches.ts';
import type { ReadJob } from './tail.ts';
import { limitYoungGeneration } from './young-generation.ts';

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
   * Reads one file; jobs start in the order of their calls, as many at a time as there are workers. `onBatch` gets the file's batches
   * in order; while it does not return, at most six more are made, of this file and those behind it. Resolves after the last batch,
   * with why reading failed or null. Rejects with what the reader or `onBatch` threw, or when the worker died or the pool was closed. Once it is settled nobody reads from the job's file descriptor any more: then, and not before, close it.
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
  /** What the caller's `onBatch` threw: told when the worker has let go of the file. */
  callerError: Error | null;
}

/**
 * Runs that a worker is given ahead: with one alone it would wait at the end of each file until the writer, which has its batches to
 * record, tells it the next. Most files are one batch, and a commit takes the writer as long as several of them take to read.
 */
export const RUNS_PER_WORKER = 6;

class Pool implements ParsePool {
  private readonly waiting: Run[] = [];
  private readonly slots: Slot[];
  private nextId = 1;
  private isClosed = false;

  constructor(options: ParsePoolOptions) {
    const count = Math.max(1, options.workers);
    const giveBack = (runs: readonly Run[]): void => {
      this.waiting.unshift(...runs);
    };
    this.slots = Array.from({ length: count }, () => new Slot(options, giveBack, () => this.dispatch()));
  }

  run(job: ReadJob, onBatch: (batch: FileBatch) => void): Promise<SourceProblem | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: this.nextId++, job, onBatch, resolve, reject, callerError: null });
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
    for (let depth = 0; depth < RUNS_PER_WORKER; depth++) {
      for (const slot of this.slots) {
        const run = slot.takes(depth) ? this.waiting.shift() : undefined;
        if (run !== undefined) slot.start(run);
      }
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
 * Two workers and the writer stay under 200 MB together (PERFORMANCE.md). A young generation of 4 MB costs no more processor time
 * than the default of 48: next to nothing of a line outlives it. The old one has room for a line of 16 MiB and its parsed form.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** The place of one worker, and the runs it has: the first is being read. */
class Slot {
  private worker: Worker | null = null;
  private runs: Run[] = [];
  private started = 0;
  private crash: unknown = null;
  private isClosed = false;

  /** `giveBack` gets the runs that a worker did not come to before it died. */
  constructor(
    private readonly options: ParsePoolOptions,
    private readonly giveBack: (runs: readonly Run[]) => void,
    private readonly onFree: () => void,
  ) {}

  isBroken(): boolean {
    return this.isClosed || (this.worker === null && this.started >= WORKERS_PER_SLOT);
  }

  /** Is there room for a run behind `depth` others? */
  takes(depth: number): boolean {
    return this.runs.length <= depth && !this.isBroken();
  }

  start(run: Run): void {
    this.runs.push(run);
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
    const run = this.runs[0];
    if (run === undefined || message.runId !== run.id) return;
    switch (message.kind) {
      case 'batch':
        this.handOver(run, unpackBatch(message.packed));
        this.say({ kind: 'acknowledge' });
        break;
      case 'done':
        this.finish(run, message.problem);
        break;
      case 'failed':
        this.finish(run, errorOf(message.error));
        break;
      default:
        message satisfies never;
    }
  }

  private handOver(run: Run, batch: FileBatch): void {
    if (run.callerError !== null) return;
    limitYoungGeneration();
    try {
      run.onBatch(batch);
    } catch (error) {
      run.callerError = error instanceof Error ? error : new Error(String(error));
      this.say({ kind: 'cancel', runId: run.id });
    }
  }

  private finish(run: Run, outcome: Error | SourceProblem | null): void {
    this.runs.shift();
    if (this.runs.length === 0) this.worker?.unref();
    const told = run.callerError ?? outcome;
    if (told instanceof Error) run.reject(told);
    else run.resolve(told);
    this.onFree();
  }

  /** The run that was being read is lost with its worker: it may be what killed it. Those behind it are innocent. */
  private onExit(exitCode: number): void {
    this.worker = null;
    const [run, ...behind] = this.runs;
    this.runs = [];
    this.giveBack(behind);
    if (run !== undefined) run.reject(run.callerError ?? this.deathOf(run, exitCode));
    this.onFree();
  }

  private deathOf({ job }: Run, exitCode: number): Error {
    const reason = this.isClosed
      ? 'the parse pool was closed'
      : `a parse worker died (exit code ${exitCode})`;
    const cause = this.crash instanceof Error ? this.crash : undefined;
    const detail = cause === undefined ? '' : `: ${cause.message}`;
    return new Error(`${reason} while reading ${job.path}${detail}`, { cause });
  }
}

function errorOf(note: ErrorNote): Error {
  const error = new Error(note.message);
  error.name = note.name;
  if (note.stack !== undefined) error.stack = note.stack;
  return note.code === undefined ? error : Object.assign(error, { code: note.code });
}
