/** The screen: how soon its first real rows are there, and how soon a key is answered while history is being read. */

import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PtyProgram } from '../../test/helpers/pty.ts';
import { linkCorpus } from '../corpus/link.ts';
import { writeFleet } from '../fleet.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { interleave } from '../harness/interleave.ts';
import { atMost, type Result } from '../harness/result.ts';
import { runSuccessfully } from '../harness/run-command.ts';
import { median, percentile } from '../harness/statistics.ts';

const ROUNDS = 9;
/** Sessions of now, so that the live view has something to show beside the old corpus. */
const RECENT = 30;
const KEY_EVERY_MS = 70;
const MAX_KEYS = 150;
const SLOWEST_KEY_MS = 5_000;

export const firstFrame: Measure = {
  name: 'first-frame',
  about: 'tui on a database that is there, until real rows are on the screen, against node -e 0',
  run: measureFirstFrame,
};

export const keyPress: Measure = {
  name: 'key-press',
  about: 'j and k in the live view while the corpus is being read for the first time',
  run: measureKeys,
};

async function measureFirstFrame(bench: Bench): Promise<Result[]> {
  const { folder, env } = prepare(bench, 'first-frame');
  await runSuccessfully(bench.command('ingest', '--once'), { env, cwd: folder });
  const times = await interleave(
    {
      ours: () => timeToRows(bench.command('tui'), env, folder),
      node: () => timeToExit([process.execPath, '-e', '0'], env, folder),
    },
    ROUNDS,
  );
  return [
    {
      figure: 'first frame with real rows ÷ node -e 0',
      value: times.ours / times.node,
      unit: '×',
      goal: atMost(4, 3),
      context: `${times.ours.toFixed(0)} ms ours, ${times.node.toFixed(0)} ms node`,
    },
  ];
}

async function timeToRows(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  const started = performance.now();
  const program = new PtyProgram(command, { columns: 120, rows: 40, env, cwd });
  await program.waitFor('· w1');
  const elapsed = performance.now() - started;
  program.kill('SIGTERM');
  await program.exit;
  return elapsed;
}

async function timeToExit(command: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  const started = performance.now();
  await new PtyProgram(command, { env, cwd }).exit;
  return performance.now() - started;
}

async function measureKeys(bench: Bench): Promise<Result[]> {
  const { folder, env } = prepare(bench, 'key-press');
  const screen = new PtyProgram(bench.command('tui'), { columns: 120, rows: 40, env, cwd: folder });
  const times: number[] = [];
  let stillReading = 0;
  try {
    await screen.waitFor('· w1');
    for (let key = 0; key < MAX_KEYS; key++) {
      times.push(await answered(screen, key % 8 < 4 ? 'j' : 'k'));
      if (!/reading/.test(screen.screen())) break;
      stillReading += 1;
      await sleep(KEY_EVERY_MS);
    }
  } finally {
    screen.kill('SIGTERM');
    await screen.exit;
  }
  if (stillReading === 0)
    throw new Error('the corpus was read before a key could be pressed: raise BENCH_MB');
  return [
    {
      figure: 'key press → frame while reading, p99',
      value: percentile(times, 0.99),
      unit: 'ms',
      goal: atMost(100, 50),
      context: `p50 ${median(times).toFixed(0)} ms, n ${times.length}, in a cold read of ${(bench.corpus().claude.bytes / 1e6).toFixed(0)} MB`,
    },
  ];
}

/** Presses a key that moves the selection and waits until it has moved. */
async function answered(screen: PtyProgram, key: string): Promise<number> {
  const before = screen.cursorRow();
  const started = performance.now();
  screen.write(key);
  await screen.waitFor(
    () => screen.cursorRow() !== before,
    `the selection to leave row ${before}`,
    SLOWEST_KEY_MS,
  );
  return performance.now() - started;
}

/** A home with the corpus and some sessions of now. */
function prepare(bench: Bench, name: string): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = bench.freshFolder(name);
  const fleet = writeFleet(folder, RECENT, RECENT, Date.now());
  mkdirSync(fleet.claudeDirectory, { recursive: true });
  linkCorpus(bench.corpus().claudeDirectory, fleet.claudeDirectory);
  return { folder, env: bench.environment(folder, { CLAUDE_CONFIG_DIR: fleet.claudeDirectory }) };
}
