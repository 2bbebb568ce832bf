import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { A_ROW, E2E_TIMEOUT_MS, fleetHome, type Home, runPlain, startInShell } from '../helpers/agentperf.ts';
import type { PtyProgram } from '../helpers/pty.ts';

const CRASH_KEY = '!';
/** The shell stays until it is let go: what it has written is never cut off by its end. */
const AFTER = 'status=$?; stty -a; echo "status=$status;"; read -r end';
/** Modes that a program may switch on, and the escape that switches each off. */
const MODES = [
  { on: '\x1b[?1049h', off: '\x1b[?1049l' },
  { on: '\x1b[?25l', off: '\x1b[?25h' },
  { on: '\x1b[?2004h', off: '\x1b[?2004l' },
  { on: '\x1b[?1000h', off: '\x1b[?1000l' },
  { on: '\x1b[?7l', off: '\x1b[?7h' },
];

let home: Home;

beforeAll(() => {
  home = fleetHome({ AGENTPERF_TEST_CRASH_KEY: CRASH_KEY });
  expect(runPlain(home, 'ingest', '--once').status).toBe(0);
}, E2E_TIMEOUT_MS);

afterAll(() => home?.remove());

/** The program on the screen inside of a shell, and its process id. */
async function started(after = AFTER): Promise<{ shell: PtyProgram; pid: number }> {
  const shell = startInShell(home, after);
  await shell.waitFor(A_ROW);
  return { shell, pid: Number(/pid=(\d+)/.exec(shell.raw)?.[1]) };
}

async function letGo(shell: PtyProgram): Promise<void> {
  shell.write('\r');
  await shell.exit;
}

function expectRestored(shell: PtyProgram): void {
  expect(shell.isAlternateScreen()).toBe(false);
  expect(shell.isCursorShown()).toBe(true);
  for (const { on, off } of MODES)
    expect(shell.raw.lastIndexOf(on), `${JSON.stringify(on)} is switched off`).toBeLessThanOrEqual(
      shell.raw.lastIndexOf(off),
    );
  const modes = shell.raw.slice(shell.raw.lastIndexOf('speed'));
  for (const mode of ['icanon', 'echo', 'isig'])
    expect(modes, 'the modes of the terminal').toMatch(new RegExp(`[^-]\\b${mode}\\b`));
}

const ENDINGS: readonly { name: string; end: (shell: PtyProgram, pid: number) => void; status: number }[] = [
  { name: 'q', end: (shell) => shell.write('q'), status: 0 },
  { name: 'Ctrl-C', end: (shell) => shell.write('\x03'), status: 130 },
  { name: 'SIGINT', end: (_, pid) => process.kill(pid, 'SIGINT'), status: 130 },
  { name: 'SIGTERM', end: (_, pid) => process.kill(pid, 'SIGTERM'), status: 143 },
  { name: 'SIGHUP', end: (_, pid) => process.kill(pid, 'SIGHUP'), status: 129 },
  { name: 'a crash', end: (shell) => shell.write(CRASH_KEY), status: 70 },
];

describe('the end of the program', { timeout: E2E_TIMEOUT_MS }, () => {
  it.each(ENDINGS)('by $name leaves status $status and the terminal as it was', async ({ end, status }) => {
    const { shell, pid } = await started();
    end(shell, pid);
    await shell.waitFor(`status=${status};`);
    expectRestored(shell);
    await letGo(shell);
  });

  it('by a crash prints its message on the normal screen, after the terminal is restored', async () => {
    const { shell } = await started();
    shell.write(CRASH_KEY);
    await shell.waitFor('status=70;');
    await letGo(shell);
    expect(shell.raw.lastIndexOf('agentperf: internal error')).toBeGreaterThan(
      shell.raw.lastIndexOf('\x1b[?1049l'),
    );
    expect(shell.raw).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  it('does not come when the person only stops it: Ctrl-Z gives the terminal back, fg brings the screen again', async () => {
    const { shell } = await started(`stty -a; echo "stopped;"; read -r line; fg; ${AFTER}`);
    shell.write('\x1a');
    await shell.waitFor('stopped;');
    expectRestored(shell);
    shell.write('\r');
    await shell.waitFor(
      () => shell.isAlternateScreen() && shell.screen().includes(A_ROW),
      'the screen again',
    );
    shell.write('q');
    await shell.waitFor('status=0;');
    expectRestored(shell);
    await letGo(shell);
  });
});
