/** Runs the write side in a worker thread, so that reading a gigabyte never makes a key press wait. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MonitorState } from '../domain/live.ts';
import { UserError } from '../domain/user-error.ts';
import { type RunningMonitor, startFollowing } from './follow.ts';
import type { MonitorOptions } from './options.ts';
import type { FromMonitor, ToMonitor } from './thread-messages.ts';

const WORKER = new URL('./monitor-worker.js', import.meta.url);
/** A stop that takes longer (a slow disk in the middle of a commit) is left to the lease: quitting does not wait. */
const STOP_MS = 1_500;

/** Resolves once the database is open. Throws UserError 5, 6, 7 when it cannot be. */
export async function startMonitorThread(options: MonitorOptions): Promise<RunningMonitor> {
  if (!existsSync(fileURLToPath(WORKER))) return startFollowing(options);
  const worker = new Worker(WORKER, { workerData: options });
  const listeners = new Set<() => void>();
  let state: MonitorState = {
    mode: 'starting',
    bytesRead: 0,
    bytesTotal: 0,
    filesWatched: 0,
    banners: [],
    writerPid: null,
  };
  const changed = (next: MonitorState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  let stopped: (() => void) | null = null;
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromMonitor) => {
      if (message.kind === 'started') resolve();
      if (message.kind === 'state') changed(message.state);
      if (message.kind === 'stopped') stopped?.();
      if (message.kind === 'refused') reject(userError(message.error));
    });
    worker.on('error', (error) => {
      reject(error);
      changed({
        ...state,
        mode: 'failed',
        banners: [...state.banners, `the reading side failed: ${error.message}; restart agentperf`],
      });
    });
    worker.on('exit', () => stopped?.());
  });
  const say = (message: ToMonitor): void => worker.postMessage(message);
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    alertAction: (alertId, action) => say({ kind: 'alert', alertId, action }),
    async stop() {
      const ended = new Promise<void>((resolve) => {
        stopped = resolve;
        setTimeout(resolve, STOP_MS).unref();
      });
      say({ kind: 'stop' });
      await ended;
      await worker.terminate();
    },
  };
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
