/** The ladder against a real process that holds a log open: it starts, works, waits, and dies. */

import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_FILTER } from '../../src/domain/report.ts';
import { parseStat } from '../../src/ingest/presence/processes-linux.ts';
import { startFollowing } from '../../src/writing/follow.ts';
import type { RunningMonitor } from '../../src/writing/running-monitor.ts';
import { claudeRow, claudeTool, Logs } from '../helpers/logs.ts';

const isLinux = process.platform === 'linux';
if (!isLinux) console.log(`presence of real processes: skipped, ${process.platform} has no /proc`);

const PATIENCE = { timeout: 15_000, interval: 20 };
/** Longer ago than a turn left open is believed by itself. */
const HOURS_AGO = Date.now() - 3 * 3_600_000;
const HOLDS_OPEN = `require('node:fs').openSync(process.argv[1], 'a'); console.log('open'); setInterval(() => {}, 1e6)`;

let logs: Logs;
let monitor: RunningMonitor | null = null;
const children: ChildProcess[] = [];
/** Added to the clock that says when a look is due: nobody waits for real seconds. */
let ahead = 0;

beforeEach(() => {
  logs = new Logs();
  ahead = 0;
  const real = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await monitor?.stop();
  monitor = null;
  vi.restoreAllMocks();
  logs.remove();
});

const transcript = () => logs.transcript('a');

/** A turn with a tool that never answered, hours ago. */
function leaveOpenTurn(): void {
  const prompt = claudeRow('user', 'a', HOURS_AGO, { message: { role: 'user', content: 'mend it' } });
  logs.append(transcript(), [prompt, ...claudeTool('a', 't1', null, HOURS_AGO + 1000)]);
}

/** A node process that calls itself claude and holds the transcript open; its pid once it does. */
async function startAgent(): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', HOLDS_OPEN, transcript()], { argv0: 'claude' });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  return { pid: child.pid ?? 0, kill };
}

function register(pid: number, fields: Record<string, unknown>): void {
  const ticks = parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTicks;
  const folder = path.join(logs.folder, 'sessions');
  fs.mkdirSync(folder, { recursive: true });
  const entry = { pid, sessionId: 'a', procStart: String(ticks), statusUpdatedAt: Date.now(), ...fields };
  fs.writeFileSync(path.join(folder, `${pid}.json`), JSON.stringify(entry));
}

/** What the screen says now; the next look is due at once. */
async function becomes(expected: Record<string, unknown>): Promise<void> {
  await vi.waitFor(() => {
    ahead += 5_000;
    const reports = logs.reports();
    try {
      const [session] = reports.sessions(NO_FILTER, Date.now());
      const { status, endedReason, statusEvidence } = session ?? {};
      expect({ status, endedReason, ...statusEvidence }).toMatchObject(expected);
    } finally {
      reports.close();
    }
  }, PATIENCE);
}

test.skipIf(!isLinux)('it starts, works, waits and dies', { timeout: 60_000 }, async () => {
  leaveOpenTurn();
  monitor = startFollowing(logs.options());
  await vi.waitFor(() => expect(monitor?.state().mode).toBe('following'), PATIENCE);
  await becomes({ status: 'ended', endedReason: 'abandoned', rung: 'guess' });

  const agent = await startAgent();
  await becomes({ status: 'working', rung: 'process', reason: 'open_log' });

  register(agent.pid, { status: 'waiting', waitingFor: 'approve Bash' });
  await becomes({ status: 'waiting', rung: 'registry', reason: 'permission' });

  register(agent.pid, { status: 'busy' });
  await becomes({ status: 'working', rung: 'registry' });

  await agent.kill();
  await becomes({ status: 'ended', endedReason: 'abandoned', rung: 'process', reason: 'gone' });
});

test.skipIf(!isLinux)('what goes on after its process was gone, works', { timeout: 60_000 }, async () => {
  leaveOpenTurn();
  const agent = await startAgent();
  monitor = startFollowing(logs.options());
  await becomes({ status: 'working', rung: 'process' });
  await agent.kill();
  await becomes({ status: 'ended', rung: 'process' });
  const prompt = claudeRow('user', 'a', Date.now() + 1000, { message: { role: 'user', content: 'go on' } });
  logs.append(transcript(), [prompt]);
  await becomes({ status: 'working', rung: 'log' });
});
