import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { A_ROW, E2E_TIMEOUT_MS, fleetHome, type Home, runPlain, startScreen } from '../helpers/agentperf.ts';
import type { PtyProgram } from '../helpers/pty.ts';

const TOO_SMALL = 'terminal too small';

let home: Home;
let screen: PtyProgram;

beforeAll(async () => {
  home = fleetHome();
  expect(runPlain(home, 'ingest', '--once').status).toBe(0);
  screen = startScreen(home, { columns: 120, rows: 36 });
  await screen.waitFor(A_ROW);
}, E2E_TIMEOUT_MS);

afterAll(async () => {
  screen?.kill();
  await screen?.exit;
  home?.remove();
});

/** The frame's own edge ends where the screen ends: it was drawn for this size. */
async function drawnFor(columns: number): Promise<void> {
  await screen.waitFor(
    () => screen.lines().some((line) => stringWidth(line) === columns),
    `a line of ${columns} cells`,
  );
}

describe('a terminal of any size', { timeout: E2E_TIMEOUT_MS }, () => {
  it.each([
    [200, 60],
    [80, 24],
    [60, 15],
  ])('is filled at %i × %i', async (columns, rows) => {
    screen.resize(columns, rows);
    await drawnFor(columns);
    await screen.waitFor('1 live');
    expect(screen.screen()).not.toContain(TOO_SMALL);
    // Nothing was wrapped or scrolled away: the header still stands in the first row.
    expect(screen.lines()[0]).toContain('agentperf');
    expect(screen.lines().every((line) => stringWidth(line) <= columns)).toBe(true);
  });

  it.each([
    [59, 15],
    [60, 14],
    [30, 3],
  ])('says in one line what it needs at %i × %i', async (columns, rows) => {
    screen.resize(columns, rows);
    const text = TOO_SMALL.slice(0, columns - 1);
    const isOnlyLine = (): boolean => {
      const drawn = screen.lines().filter((line) => line !== '');
      return drawn.length === 1 && (drawn[0] as string).includes(text);
    };
    await screen.waitFor(isOnlyLine, `only "${text}"`);
  });

  it('survives a storm of sizes, none at all among them', async () => {
    for (let round = 0; round < 5; round++) {
      for (const [columns, rows] of [
        [1, 1],
        [20, 5],
        [300, 100],
        [3, 2],
      ] as const)
        screen.resize(columns, rows);
      screen.resizeToNothing();
    }
    screen.resize(120, 36);
    await drawnFor(120);
    await screen.waitFor(A_ROW);
  });
});
