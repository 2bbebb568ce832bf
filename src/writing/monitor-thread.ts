/** Runs the write side in a worker thread, so that reading a gigabyte never makes a key press wait. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { AlertAction, MonitorState } from '../domain/live.ts';
import { UserError } from '../domain/user-error.ts';
import type { RunningMonitor } from './follow.ts';
import type { MonitorOptions } from './options.ts';
import { FIRST_STATE } from './status-board.ts';
import type { FromMonitor, ToMonitor } from './thread-messages.ts';

const WORKER = new URL('./monitor-worker.js', import.meta.url);
/** A stop that takes longer (a slow disk in the middle of a commit) is left to the lease: quitting does not wait. */
const STOP_MS = 1_500;

export interface MonitorThread extends RunningMonitor {
  /** Resolves once the database is open for writing. Rejects with UserError 5, 6, 7 when it cannot be. */
  readonly ready: Promise<void>;
}

export function openMonitorThread(options: MonitorOptions): MonitorThread {
  return existsSync(fileURLToPath(WORKER)) ? new Thread(options) : new Here(options);
}

class Thread implements MonitorThread {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #listeners = new Set<() => void>();
  #state = FIRST_STATE;
  #ended: (() => void) | null = null;

  constructor(options: MonitorOptions) {
    this.#worker = new Worker(WORKER, { workerData: options });
    if (options.notice) this.#state = { ...FIRST_STATE, banners: [options.notice] };
    this.ready = new Promise((resolve, reject) => {
      const failed = (message: string): void => {
        reject(new Error(message));
        const banner = `the reading side failed: ${message}; restart agentperf`;
        this.#changed({ ...this.#state, mode: 'failed', banners: [...this.#state.banners, banner] });
      };
      this.#worker.on('message', (message: FromMonitor) => {
        if (message.kind === 'started') resolve();
        if (message.kind === 'refused') reject(userError(message.error));
        if (message.kind === 'state') this.#changed(message.state);
        if (message.kind === 'failed') failed(message.message);
        if (message.kind === 'stopped') this.#ended?.();
      });
      this.#worker.on('error', (error) => failed(error.message));
      this.#worker.on('exit', () => this.#ended?.());
    });
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
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
      setTimeout(resolve, STOP_MS).unref();
    });
    this.#say({ kind: 'stop' });
    await ended;
    await this.#worker.terminate();
  }

  #say(message: ToMonitor): void {
    this.#worker.postMessage(message);
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

function userError({
  what,
  where,
  why,
  todo,
  exitCode,
}: Extract<FromMonitor, { kind: 'refused' }>['error']): UserError {
  return new UserError(what, where, why, todo, exitCode);
}
