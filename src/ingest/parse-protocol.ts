/** What the parse pool and its workers say to each other, and the worker's side of it. */

import type { MessagePort } from 'node:worker_threads';
import type { SourceProblem } from '../domain/source.ts';
import { type PackedBatch, transferList } from './pack.ts';
import type { ReadLimits } from './read-batches.ts';
import type { ReadJob } from './tail.ts';

/** An error on its way between threads: a structured clone would lose its `code`. */
export interface ErrorNote {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
}

/** A worker does its runs one after another; `acknowledge` says that one batch was taken. */
export type ToWorker =
  | { readonly kind: 'run'; readonly runId: number; readonly job: ReadJob; readonly limits: ReadLimits }
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'cancel'; readonly runId: number };

/** `done` and `failed` are the last words on a run: from then on the worker does not touch its file. */
export type FromWorker =
  | { readonly kind: 'batch'; readonly runId: number; readonly packed: PackedBatch }
  | { readonly kind: 'done'; readonly runId: number; readonly problem: SourceProblem | null }
  | { readonly kind: 'failed'; readonly runId: number; readonly error: ErrorNote };

/** `readBatchesInto` with its adapter: yields packed batches, returns why reading failed. */
type Reader = (job: ReadJob, limits: ReadLimits) => Generator<PackedBatch, SourceProblem | null, undefined>;

/** Batches that a worker sends ahead of the writer: more would only fill memory. */
export const MAX_UNACKNOWLEDGED = 6;

/**
 * Serves runs that come through `port`, in order: reads and posts batches, at most six ahead of the acknowledgements. The reader is
 * synchronous, so messages are heard only while the worker waits for one; nothing blocks the thread, so it can be ended at any time.
 */
export function serveParseJobs(port: Pick<MessagePort, 'on' | 'postMessage'>, read: Reader): void {
  let credits = MAX_UNACKNOWLEDGED;
  const cancelled = new Set<number>();
  let wake: (() => void) | null = null;
  let lastRun: Promise<void> = Promise.resolve();

  async function run({ runId, job, limits }: Extract<ToWorker, { kind: 'run' }>): Promise<void> {
    try {
      const batches = read(job, limits);
      let step = batches.next();
      while (!step.done) {
        const packed = step.value;
        say({ kind: 'batch', runId, packed }, transferList(packed));
        credits--;
        if (credits === 0) await new Promise<void>((resolve) => (wake = resolve));
        step = cancelled.has(runId) ? batches.return(null) : batches.next();
      }
      say({ kind: 'done', runId, problem: step.value });
    } catch (error) {
      say({ kind: 'failed', runId, error: noteOf(error) });
    }
    cancelled.delete(runId);
  }

  function say(message: FromWorker, transfer: ArrayBuffer[] = []): void {
    port.postMessage(message, transfer);
  }

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'run':
        lastRun = lastRun.then(() => run(message));
        break;
      case 'acknowledge':
        credits++;
        wake?.();
        break;
      case 'cancel':
        cancelled.add(message.runId);
        break;
      default:
        message satisfies never;
    }
  });
}

function noteOf(error: unknown): ErrorNote {
  const known: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  return { name: known.name, message: known.message, stack: known.stack, code: known.code };
}
