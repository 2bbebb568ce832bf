import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startFollowing } from '../../src/writing/follow.ts';
import type { RunningMonitor } from '../../src/writing/running-monitor.ts';
import { claudeTurn, Logs } from '../helpers/logs.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };

/** While set, a read waits for it, and then goes on with the writer that it was given. */
const gate = vi.hoisted(() => ({ opened: null as Promise<void> | null, waiting: 0 }));
vi.mock('../../src/writing/read-files.ts', async (load) => {
  const real = await load<typeof import('../../src/writing/read-files.ts')>();
  const readFiles: typeof real.readFiles = async (writer, files, options) => {
    if (gate.opened !== null) {
      gate.waiting++;
      await gate.opened;
      gate.waiting--;
      writer.readAgain();
    }
    return real.readFiles(writer, files, options);
  };
  return { ...real, readFiles };
});

let logs: Logs;
let monitor: RunningMonitor;
beforeEach(() => {
  logs = new Logs();
  logs.append(logs.transcript('a'), claudeTurn('a', 'one'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await monitor.stop();
  logs.remove();
});

test('a read whose writer is closed under it ends quietly; the next writer reads everything, as history', {
  timeout: 30_000,
}, async () => {
  let open = (): void => undefined;
  gate.opened = new Promise((resolve) => {
    open = resolve;
  });
  monitor = startFollowing(logs.options({ busyTimeoutMs: 50 }));
  await vi.waitFor(() => expect(gate.waiting).toBe(1), PATIENCE);
  const other = new Database(logs.databasePath);
  other.exec('BEGIN EXCLUSIVE');
  await vi.waitFor(() => expect(monitor.state().mode).toBe('failed'), PATIENCE);
  other.exec('COMMIT');
  other.close();
  gate.opened = null;
  open();
  await vi.waitFor(() => expect(gate.waiting).toBe(0), PATIENCE);
  expect(monitor.state().mode).toBe('failed');
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + 31_000);
  await vi.waitFor(() => expect(monitor.state().mode).toBe('following'), PATIENCE);
  expect(logs.events()).toBe(2);
  expect(logs.value('SELECT grew_at FROM sessions')).toBeNull();
});
