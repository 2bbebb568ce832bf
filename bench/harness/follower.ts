/** The program under test while it follows a fleet: started, waited for until all is read, stopped. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { PtyProgram } from '../../test/helpers/pty.ts';
import { type Fleet, writeFleet } from '../fleet.ts';
import type { Bench } from './bench.ts';
import { Watching } from './database.ts';

export const WATCHED_FILES = 2_000;
export const ACTIVE_SESSIONS = 20;
const SETTLE_TIMEOUT_MS = 180_000;
/** After the last line is read: watchers are set up, the screen comes to rest. */
const SETTLE_MS = 3_000;

interface Followed {
  readonly fleet: Fleet;
  readonly database: Watching;
}

/** Runs `body` beside `agentperf watch` over a fleet of 2,000 files that it has read to the end. */
export async function besideWatch(
  bench: Bench,
  name: string,
  body: (followed: Followed) => Promise<void>,
): Promise<void> {
  const folder = bench.freshFolder(name);
  const fleet = writeFleet(folder, WATCHED_FILES, ACTIVE_SESSIONS, Date.now());
  const env = bench.environment(folder);
  const [program, ...parameters] = bench.command('watch', '--logs', fleet.claudeDirectory) as [
    string,
    ...string[],
  ];
  const child = spawn(program, parameters, { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const words: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => words.push(chunk));
  try {
    const database = await settled(folder, fleet, () => {
      if (child.exitCode !== null)
        throw new Error(`watch ended: ${Buffer.concat(words).toString().slice(-500)}`);
    });
    await body({ fleet, database });
    database.close();
  } finally {
    await stop(child);
  }
}

/** Runs `body` beside `agentperf tui` (120 × 40) over the same kind of fleet. */
export async function besideScreen(
  bench: Bench,
  name: string,
  body: (followed: Followed & { readonly screen: PtyProgram }) => Promise<void>,
): Promise<void> {
  const folder = bench.freshFolder(name);
  const fleet = writeFleet(folder, WATCHED_FILES, ACTIVE_SESSIONS, Date.now());
  const env = bench.environment(folder, { CLAUDE_CONFIG_DIR: fleet.claudeDirectory });
  const screen = new PtyProgram(bench.command('tui'), { columns: 120, rows: 40, env, cwd: folder });
  try {
    const database = await settled(folder, fleet, () => undefined);
    await screen.waitFor('· w0');
    await body({ fleet, database, screen });
    database.close();
  } finally {
    screen.kill('SIGTERM');
    await screen.exit;
  }
}

async function settled(folder: string, fleet: Fleet, check: () => void): Promise<Watching> {
  const database = await Watching.open(`${folder}/agentperf.db`);
  const started = performance.now();
  while (database.eventCount() < fleet.lines) {
    check();
    if (performance.now() - started > SETTLE_TIMEOUT_MS)
      throw new Error(`${database.eventCount()} of ${fleet.lines} lines after ${SETTLE_TIMEOUT_MS} ms`);
    await sleep(50);
  }
  await sleep(SETTLE_MS);
  return database;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
