/** Processor time with the screen open: at rest, and while 20 sessions write; and how soon a line is on the screen. */

import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/domain/random.ts';
import type { FleetSession } from '../fleet.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { ACTIVE_SESSIONS, besideScreen, WATCHED_FILES } from '../harness/follower.ts';
import { atMost, type Result } from '../harness/result.ts';
import { cpuTimeMs } from '../harness/run-command.ts';
import { median, percentile } from '../harness/statistics.ts';

const MEASURED_MS = 20_000;
const STEP_EVERY_MS = 2_000;
const SCREEN_APPENDS = 60;
const TIMEOUT_MS = 10_000;

export const idleCpu: Measure = {
  name: 'idle-cpu',
  about: `${WATCHED_FILES} files, screen open, nothing written`,
  run: async (bench) => {
    let share: number | null = null;
    await besideScreen(bench, 'idle-cpu', async ({ screen }) => {
      share = await cpuShare(screen.pid, () => sleep(MEASURED_MS));
    });
    return [cpuResult('idle CPU, screen open', share, 1, 0.3, `${WATCHED_FILES} files`)];
  },
};

export const liveCpu: Measure = {
  name: 'live-cpu',
  about: `${ACTIVE_SESSIONS} sessions writing, screen 120 × 40; append to screen`,
  run: measureLive,
};

async function measureLive(bench: Bench): Promise<Result[]> {
  let share: number | null = null;
  const delays: number[] = [];
  const random = createRandom(13);
  await besideScreen(bench, 'live-cpu', async ({ screen, fleet }) => {
    const active = fleet.sessions.slice(0, ACTIVE_SESSIONS);
    for (const session of active) session.appendPrompt();
    await sleep(2_000);
    share = await cpuShare(screen.pid, () => keepWriting(active));
    for (let n = 0; n < SCREEN_APPENDS; n++) {
      await sleep(random.int(150, 450));
      const branch = `n${String(n).padStart(3, '0')}`;
      const started = performance.now();
      (active[n % active.length] as FleetSession).appendBranch(branch);
      await screen.waitFor(branch, `branch ${branch} on the screen`, TIMEOUT_MS);
      delays.push(performance.now() - started);
    }
  });
  const rate = `${ACTIVE_SESSIONS} sessions, a tool call each ${STEP_EVERY_MS / 1_000} s`;
  return [
    cpuResult('live CPU, 20 active sessions', share, 10, 5, rate),
    {
      figure: 'append → on the screen, p99',
      value: percentile(delays, 0.99),
      unit: 'ms',
      goal: atMost(400, 250),
      context: `p50 ${median(delays).toFixed(0)} ms, n ${delays.length}`,
    },
  ];
}

async function keepWriting(sessions: readonly FleetSession[]): Promise<void> {
  const end = performance.now() + MEASURED_MS;
  for (let n = 0; performance.now() < end; n++) {
    (sessions[n % sessions.length] as FleetSession).appendStep();
    await sleep(STEP_EVERY_MS / sessions.length);
  }
}

/** Percent of one core that the process used during `work`; null where /proc does not tell. */
async function cpuShare(pid: number, work: () => Promise<unknown>): Promise<number | null> {
  const before = cpuTimeMs(pid);
  const started = performance.now();
  await work();
  const after = cpuTimeMs(pid);
  if (before === null || after === null) return null;
  return (100 * (after - before)) / (performance.now() - started);
}

function cpuResult(
  figure: string,
  value: number | null,
  accept: number,
  aim: number,
  context: string,
): Result {
  return {
    figure,
    value,
    unit: '%',
    goal: atMost(accept, aim),
    context: value === null ? 'needs /proc' : context,
  };
}
