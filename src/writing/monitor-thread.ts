/** Runs the write side in a worker thread, so that reading a gigabyte never makes a key press wait. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { AlertAction, MonitorState } from '../domain/live.ts';
import { UserError } from '../domain/user-error.ts';
import type { MonitorOptions } from './options.ts';
import type { RunningMonitor } from './running-monitor.ts';
import { FIRST_STATE } from './status-board.ts';
import type { FromMonitor, ToMonitor } from './thread-messages.ts';

const WORKER = new URL('./monitor-worker.js', import.meta.url);
/** A stop that takes longer (a slow disk in the middle of a commit) is left to the lease: quitting does not wait. */
const STOP_MS = 1_500;

export interface MonitorThread extends RunningMonitor {
  /** Begins the work; a thread takes half a processor for its first tenth of a second, so that a screen draws its first frame before. */
  start(): void;
  /** Resolves once the database is open for writing. Rejects with UserError 5, 6, 7 when it cannot be. */
  readonly ready: Promise<void>;
}

export function openMonitorThread(options: MonitorOptions): MonitorThread {
  return existsSync(fileURLToPath(WORKER)) ? new Thread(options) : new Here(options);
}

class Thread implements MonitorThread {
  readonly ready: Promise<void>;
  readonly #listeners = new Set<() => void>();
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #worker: Worker | null = null;
  #state = FIRST_STATE;
  #ended: (() => void) | null = null;

  constructor(private readonly options: MonitorOptions) {
    if (options.notice) this.#state = { ...FIRST_STATE, banners: [options.notice] };
    const { promise, resolve, reject } = withResolvers();
    this.ready = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    if (this.#worker !== null) return;
    this.#worker = new Worker(WORKER, { workerData: this.options });
    this.#worker.on('message', (message: FromMonitor) => this.#heard(message));
    this.#worker.on('error', (error) => this.#failed(error.message));
    this.#worker.on('exit', () => this.#ended?.());
  }

  #heard(message: FromMonitor): void {
    if (message.kind === 'started') this.#resolve();
    if (message.kind === 'refused') this.#reject(userError(message.error));
    if (message.kind === 'state') this.#changed(message.state);
    if (message.kind === 'failed') this.#failed(message.message);
    if (message.kind === 'stopped') this.#ended?.();
  }

  #failed(message: string): void {
    this.#reject(new Error(message));
    const banner = `the reading side failed: ${message}; restart agentperf`;
    this.#changed({ ...this.#state, mode: 'failed', banners: [...this.#state.banners, banner] });
  }

  state(): MonitorState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  alertAction(alertId: string, action: AlertAction): void {
    this.#say({ kind: 'alert', alertId, action });
  }

  async stop(): Promise<void> {
    if (this.#worker === null) return;
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
      setTimeout(resolve, STOP_MS).unref();
    });
    this.#say({ kind: 'stop' });
    await ended;
    await this.#worker.terminate();
  }

  #say(message: ToMonitor): void {
    this.start();
    this.#worker?.postMessage(message);
  }

  #changed(state: MonitorState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Without a built worker (tests run from source) the write side runs in this thread. */
class Here implements MonitorThread {
  readonly ready: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #running: RunningMonitor | null = null;

  constructor(options: MonitorOptions) {
    this.ready = import('./follow.ts').then(({ startFollowing }) => {
      this.#running = startFollowing(options);
      for (const listener of this.#waiting) this.#running.subscribe(listener);
    });
  }

  start(): void {
    // It has begun already: without a thread there is nothing to wait for.
  }

  state(): MonitorState {
    return this.#running?.state() ?? FIRST_STATE;
  }

  subscribe(listener: () => void): () => void {
    if (this.#running !== null) return this.#running.subscribe(listener);
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }

  alertAction(alertId: string, action: AlertAction): void {
    this.#running?.alertAction(alertId, action);
  }

  async stop(): Promise<void> {
    await this.ready.catch(() => undefined);
    await this.#running?.stop();
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

function userError({
  what,
  where,
  why,
  todo,
  exitCode,
}: Extract<FromMonitor, { kind: 'refused' }>['error']): UserError {
  return new UserError(what, where, why, todo, exitCode);
}
