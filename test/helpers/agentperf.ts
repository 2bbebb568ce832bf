/** The built program with a home of its own, full of simulated agents: what the end-to-end tests start. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { demoSchedule } from '../../src/commands/demo/schedule.ts';
import { PtyProgram } from './pty.ts';

/** `AGENTPERF_TEST_CLI` names another build, an installed one for example. */
const CLI = resolve(process.env.AGENTPERF_TEST_CLI ?? 'dist/cli.js');
/** Sessions older than this stay out of the home: fewer lines to read for each test. */
const HISTORY_MS = 100 * 60_000;

/** Long enough for a slow machine that runs everything at once; a healthy run needs a second or two a test. */
export const E2E_TIMEOUT_MS = 60_000;
/** In the row of a session that works: at any width of the screen, and in no heading. */
export const A_ROW = 'haiku-4-5';

export interface Home {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** The command line of the program. Throws when it was not built. */
export function agentperf(...parameters: string[]): string[] {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: the end-to-end tests need "npm run build" first`);
  return [process.execPath, CLI, ...parameters];
}

/** A home without any log. */
export function emptyHome(extra: NodeJS.ProcessEnv = {}): Home {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'agentperf-e2e-')));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: directory,
    XDG_DATA_HOME: join(directory, 'data'),
    XDG_CONFIG_HOME: join(directory, 'config'),
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    // No CI here, not even an empty one: Ink would be mute, and any value takes the colours away.
    ...extra,
  };
  return { directory, env, remove: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A home in which a simulated fleet worked until just now: it loops, stalls, waits, and does ordinary work. */
export function fleetHome(extra: NodeJS.ProcessEnv = {}): Home {
  const home = emptyHome(extra);
  const now = Date.now();
  const files = new Map<string, { lines: string[]; at: number }>();
  for (const { atOffsetMs, file, line } of demoSchedule(1, now)) {
    if (atOffsetMs > 0) break;
    if (atOffsetMs < -HISTORY_MS) continue;
    const entry = files.get(file) ?? { lines: [], at: 0 };
    files.set(file, entry);
    entry.lines.push(line);
    entry.at = (now + atOffsetMs) / 1_000;
  }
  for (const [name, { lines, at }] of files) {
    const path = join(home.directory, name.replace(/^claude\//, '.claude/'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`);
    utimesSync(path, at, at);
  }
  home.env.AGENT_WORK_LOG_DIR = join(home.directory, 'agent-work-logs');
  return home;
}

/** Runs the program to its end without a terminal. */
export function runPlain(home: Home, ...parameters: string[]): SpawnSyncReturns<string> {
  const [program, ...rest] = agentperf(...parameters) as [string, ...string[]];
  return spawnSync(program, rest, { env: home.env, cwd: home.directory, encoding: 'utf8', timeout: 30_000 });
}

/** Starts the program in a terminal of 120 × 50, where the whole help has room. */
export function startScreen(
  home: Home,
  options: {
    readonly columns?: number;
    readonly rows?: number;
    readonly parameters?: readonly string[];
  } = {},
): PtyProgram {
  const { columns = 120, rows = 50, parameters = ['tui'] } = options;
  return new PtyProgram(agentperf(...parameters), { columns, rows, env: home.env, cwd: home.directory });
}

export interface OpenedFleet {
  readonly home: Home;
  readonly screen: PtyProgram;
  /** Takes both away. */
  readonly end: () => Promise<void>;
}

/** The made-up fleet, read to its end, on a screen that is at rest. */
export async function openFleet(): Promise<OpenedFleet> {
  const home = fleetHome();
  const { status, stderr } = runPlain(home, 'ingest', '--once');
  if (status !== 0) throw new Error(`ingest ended with ${status}: ${stderr}`);
  const screen = startScreen(home);
  const end = async (): Promise<void> => {
    screen.kill();
    await screen.exit;
    home.remove();
  };
  try {
    await screen.waitFor(A_ROW);
    await screen.waitUntilGone('reading');
    return { home, screen, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * A shell with job control around the program: afterwards it tells the program's status and the modes of the terminal. The line
 * `pid=N` comes before the program starts.
 */
export function startInShell(home: Home, after: string): PtyProgram {
  const start = `sh -c 'echo "pid=$$"; exec "$@"' sh "$@"`;
  const script = `set -m; ${start}; ${after}`;
  const command = ['sh', '-c', script, 'sh', ...agentperf('tui')];
  return new PtyProgram(command, { columns: 120, rows: 40, env: home.env, cwd: home.directory });
}
