/** Entry of the write side's thread (its own bundle, `dist/monitor-worker.js`). */

import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from './domain/user-error.ts';
import { startFollowing } from './writing/follow.ts';
import type { MonitorOptions } from './writing/options.ts';
import type { RunningMonitor } from './writing/running-monitor.ts';
import type { FromMonitor, ToMonitor } from './writing/thread-messages.ts';

/** What changes together is told together. */
const GATHER_MS = 20;
/** State is told at most this often: the screen draws less often than that, and each message wakes its thread. */
const TELL_MS = 250;

if (parentPort === null) throw new Error('monitor-worker.js is started by agentperf, not by hand');
const port = parentPort;
const tell = (message: FromMonitor): void => port.postMessage(message);

process.on('uncaughtException', (error) => {
  tell({ kind: 'failed', message: error.message });
  setImmediate(() => process.exit(1));
});

const monitor = start();
if (monitor !== null) serve(monitor);

function start(): RunningMonitor | null {
  try {
    return startFollowing(workerData as MonitorOptions);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { what, where, why, todo, exitCode } = error;
    tell({ kind: 'refused', error: { what, where, why, todo, exitCode } });
    return null;
  }
}

function serve(running: RunningMonitor): void {
  let pending: NodeJS.Timeout | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  running.subscribe(() => {
    if (pending !== null) return;
    const wait = Math.max(GATHER_MS, toldAt + TELL_MS - performance.now());
    pending = setTimeout(() => {
      pending = null;
      toldAt = performance.now();
      tell({ kind: 'state', state: running.state() });
    }, wait);
  });
  port.on('message', async (message: ToMonitor) => {
    if (message.kind === 'alert') running.alertAction(message.alertId, message.action);
    if (message.kind !== 'stop') return;
    await running.stop();
    tell({ kind: 'stopped' });
    port.close();
  });
  tell({ kind: 'started' });
}
