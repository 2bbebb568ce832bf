import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  A_ROW,
  agentperf,
  E2E_TIMEOUT_MS,
  emptyHome,
  fleetHome,
  type Home,
  runPlain,
  startScreen,
} from '../helpers/agentperf.ts';

const ESCAPE = /\x1b/;
const COLOUR = /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m/;

let home: Home;
let empty: Home;

beforeAll(() => {
  home = fleetHome();
  empty = emptyHome();
  expect(runPlain(home, 'ingest', '--once').status).toBe(0);
}, E2E_TIMEOUT_MS);

afterAll(() => {
  home?.remove();
  empty?.remove();
});

/** The same home with other settings of the terminal. */
function withSettings(extra: NodeJS.ProcessEnv): Home {
  return { ...home, env: { ...home.env, ...extra } };
}

describe('without a terminal', { timeout: E2E_TIMEOUT_MS }, () => {
  it('tui prints one plain snapshot', () => {
    const run = runPlain(home, 'tui');
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(A_ROW);
    expect(run.stdout).not.toMatch(ESCAPE);
  });

  it('tui --once does the same on purpose', () => {
    const run = runPlain(home, 'tui', '--once');
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('looping');
    expect(run.stdout).not.toMatch(ESCAPE);
  });

  it('export ends quietly when its reader has seen enough', () => {
    const command = agentperf('export', '--json', '--view', 'events');
    const script = '{ "$@"; echo "status=$?" >&2; } | head -c 20';
    const run = spawnSync('sh', ['-c', script, 'sh', ...command], {
      env: home.env,
      cwd: home.directory,
      encoding: 'utf8',
    });
    expect(run.stdout).toHaveLength(20);
    expect(run.stderr).toBe('status=0\n');
  });

  it('export has every session and the alerts of the fleet', () => {
    const run = runPlain(home, 'export', '--json');
    expect(run.status).toBe(0);
    const document = JSON.parse(run.stdout);
    expect(document.totals.subagent_sessions).toBeGreaterThan(2);
    expect(document.sessions.map((session: { branch: string }) => session.branch)).toContain('fix/login');
    const types = document.alerts.map((alert: { type: string }) => alert.type);
    expect(types).toEqual(expect.arrayContaining(['error_loop', 'tool_loop']));
    expect(document.totals.skipped).toBe(0);
  });
});

describe('a terminal that wants less', { timeout: E2E_TIMEOUT_MS }, () => {
  it('gets no colour with NO_COLOR', async () => {
    const screen = startScreen(withSettings({ NO_COLOR: '1' }));
    await screen.waitFor(A_ROW);
    screen.write('q');
    expect((await screen.exit).exitCode).toBe(0);
    expect(screen.raw).not.toMatch(COLOUR);
  });

  it('gets colour without it', async () => {
    const screen = startScreen(home);
    await screen.waitFor(A_ROW);
    screen.write('q');
    await screen.exit;
    expect(screen.raw).toMatch(COLOUR);
  });

  it('gets no alternate screen with TERM=dumb', async () => {
    const screen = startScreen(withSettings({ TERM: 'dumb' }));
    await screen.waitFor(() => screen.raw.includes(A_ROW), 'rows');
    screen.write('q');
    expect((await screen.exit).exitCode).toBe(0);
    expect(screen.raw).not.toContain('\x1b[?1049h');
    expect(screen.raw).not.toMatch(COLOUR);
  });

  it('gets only ASCII with LANG=C', async () => {
    const screen = startScreen(withSettings({ LANG: 'C', LC_ALL: 'C' }));
    await screen.waitFor(A_ROW);
    screen.write('q');
    await screen.exit;
    expect(screen.raw).toMatch(/^[\x00-\x7f]*$/);
  });
});

describe('a machine without agents', { timeout: E2E_TIMEOUT_MS }, () => {
  it('is told what would fill the screen, and offered the demo', async () => {
    const screen = startScreen(empty);
    await screen.waitFor('agentperf tui --demo');
    expect(screen.screen()).toContain('looked in');
    screen.write('q');
    expect((await screen.exit).exitCode).toBe(0);
  });

  it('exports an empty document', () => {
    const run = runPlain(empty, 'export', '--json');
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout).sessions).toEqual([]);
  });

  it('has nothing to ingest: exit 3', () => {
    const run = runPlain(empty, 'ingest', '--once');
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/^agentperf: [^\n]+\n$/);
  });

  it('can watch the simulated fleet, and keeps nothing of it', async () => {
    const screen = startScreen(empty, { parameters: ['tui', '--demo', '--seed', '1'] });
    for (const word of [A_ROW, 'looping', 'waiting', 'stalled']) await screen.waitFor(word, word, 20_000);
    screen.write('q');
    expect((await screen.exit).exitCode).toBe(0);
    expect(JSON.parse(runPlain(empty, 'export', '--json').stdout).sessions).toEqual([]);
  });
});
