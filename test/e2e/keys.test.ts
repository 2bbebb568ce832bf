import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ActionId } from '../../src/ui/key-scopes.ts';
import { KEYMAP } from '../../src/ui/keymap.ts';
import { A_ROW, E2E_TIMEOUT_MS, type Home, openFleet } from '../helpers/agentperf.ts';
import { keyBytes } from '../helpers/key-bytes.ts';
import type { PtyProgram } from '../helpers/pty.ts';

/** Ended and suspended by keys in endings.test.ts; views of numbers in numbers.test.ts. */
const TESTED_ELSEWHERE =
  'quit interrupt suspend view.agents view.models view.cost view.trends group grain'.split(' ');

let home: Home;
let screen: PtyProgram;
let end: (() => Promise<void>) | undefined;
const pressed = new Set<ActionId>();

/** Presses the n-th key of an action as the keymap has it. */
function press(action: ActionId, which = 0): void {
  pressed.add(action);
  screen.write(keyBytes(action, which));
}

async function cursorAt(row: number): Promise<void> {
  await screen.waitFor(() => screen.cursorRow() === row, `the cursor in row ${row}`);
}

beforeAll(async () => {
  ({ home, screen, end } = await openFleet());
}, E2E_TIMEOUT_MS);

afterEach(async () => {
  // Whatever a test left open is closed, so that one failure stays one failure.
  const isList = (): boolean =>
    /STATUS|SEVERITY/.test(screen.screen()) && !/Enter keep|export this/.test(screen.screen());
  for (let n = 0; n < 4 && !isList(); n++) {
    screen.write('\x1b');
    await screen.waitFor(isList, 'a list', 500).catch(() => undefined);
  }
  press('view.live');
});

afterAll(() => end?.());

describe('the first frame', { timeout: E2E_TIMEOUT_MS }, () => {
  it('says who needs a person, who works, and where they work', () => {
    const text = screen.screen();
    for (const word of ['1 live', '6 alerts', 'looping', 'waiting', 'stalled', 'working', 'STATUS', 'today'])
      expect(text).toContain(word);
    expect(text).toMatch(/api.*opus-4-6/);
    expect(screen.isAlternateScreen()).toBe(true);
  });

  it('puts those who need a person first', () => {
    const order = ['looping', 'stalled', 'waiting', 'working'].map((status) => {
      return screen.lines().findIndex((line, row) => row > 2 && line.includes(` ${status}`));
    });
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });
});

describe('moving', { timeout: E2E_TIMEOUT_MS }, () => {
  it('goes up, down, to both ends and by pages', async () => {
    press('first');
    await screen.waitFor(() => screen.cursorRow() !== null, 'a cursor');
    const top = screen.cursorRow() as number;
    for (const which of [0, 1]) {
      press('move.down', which);
      await cursorAt(top + 1);
      press('move.up', which);
      await cursorAt(top);
      press('last', which);
      await screen.waitFor(() => (screen.cursorRow() ?? 0) > top + 5, 'the cursor near the end');
      press('first', which);
      await cursorAt(top);
      press('page.down', which);
      await screen.waitFor(() => (screen.cursorRow() ?? 0) > top + 5, 'the cursor a page on');
      press('page.up', which);
      await cursorAt(top);
    }
  });
});

describe('views', { timeout: E2E_TIMEOUT_MS }, () => {
  it('switches by number and by Tab', async () => {
    press('view.alerts');
    await screen.waitFor('SEVERITY');
    press('view.live');
    await screen.waitFor('STATUS');
    press('view.next');
    await screen.waitFor('sorted by done');
    press('view.previous');
    await screen.waitFor('STATUS');
  });

  it('shows every key in the help', async () => {
    press('help');
    await screen.waitFor('cycle the status filter');
    for (const row of KEYMAP) expect(screen.screen()).toContain(row.help.slice(0, 24));
    press('back');
    await screen.waitUntilGone('cycle the status filter');
  });
});

describe('narrowing the list', { timeout: E2E_TIMEOUT_MS }, () => {
  it('filters while typing, keeps it by Enter, clears it by Esc', async () => {
    press('filter');
    await screen.waitFor('Enter keep');
    screen.write('billing');
    await screen.waitFor(/\/ billing/);
    await screen.waitUntilGone(A_ROW);
    press('filter.keep');
    await screen.waitFor('"billing"');
    press('filter.clear');
    await screen.waitFor(A_ROW);
    await screen.waitUntilGone('"billing"');
  });

  it('cycles the status filter', async () => {
    press('status');
    await screen.waitFor('only needs a person');
    await screen.waitUntilGone(A_ROW);
    for (let n = 0; n < 4; n++) press('status');
    await screen.waitUntilGone('only ');
    await screen.waitFor(A_ROW);
  });

  it('sorts by the next column and turns the order round', async () => {
    const order = (): string =>
      screen
        .lines()
        .slice(3, 20)
        .join('\n')
        .replace(/[0-9]+/g, '');
    const before = order();
    press('sort');
    await screen.waitFor(/COST.?↓/);
    expect(order()).not.toBe(before);
    press('reverse');
    await screen.waitFor(/COST.?↑/);
    press('reverse');
    for (let n = 0; n < 7; n++) press('sort');
    await screen.waitFor(/STATUS.?↓/);
  });

  it('looks at a longer time', async () => {
    press('window');
    await screen.waitFor('7 days');
    for (const name of ['30 days', '90 days', 'all', '24 h']) {
      press('window');
      await screen.waitFor(new RegExp(`\\b${name}\\b`));
    }
  });

  it('hides and shows the tree of sub-agents', async () => {
    await screen.waitFor('└');
    press('tree');
    await screen.waitFor('sub-agents hidden');
    await screen.waitUntilGone('└');
    press('tree');
    await screen.waitFor('└');
  });
});

describe('a session', { timeout: E2E_TIMEOUT_MS }, () => {
  it('opens with its timeline, its sections and its moments, and closes again', async () => {
    press('first');
    press('open');
    await screen.waitFor('timeline');
    press('section.next');
    press('section.previous');
    press('time.earlier');
    press('time.earlier');
    press('time.later');
    press('open');
    await screen.waitUntilGone('Tab section');
    press('back');
    // A key right behind Esc would be Alt and that key.
    await screen.waitFor('Tab section');
    press('copy');
    await screen.waitFor(/copied: .*--resume\S* [0-9a-f-]{36}/);
    press('back', 1);
    await screen.waitFor('STATUS');
  });
});

describe('alerts', { timeout: E2E_TIMEOUT_MS }, () => {
  it('can be acknowledged, snoozed, marked as real and dismissed', async () => {
    press('view.alerts');
    await screen.waitFor('error_loop');
    press('first');
    press('alert.acknowledge');
    await screen.waitFor('acknowledged');
    press('alert.snooze');
    await screen.waitFor('snoozed');
    press('alert.wasReal');
    await screen.waitFor('marked as real');
    press('alert.dismiss');
    await screen.waitFor('dismissed as not real');
  });
});

describe('everything else', { timeout: E2E_TIMEOUT_MS }, () => {
  it('pauses and goes on', async () => {
    press('pause');
    await screen.waitFor('paused');
    press('pause');
    await screen.waitUntilGone('paused');
  });

  it('writes the view to a file and says where', async () => {
    press('export');
    await screen.waitFor('export this view as');
    press('export.cancel');
    await screen.waitUntilGone('export this view as');
    for (const [action, ending] of [
      ['export.json', 'json'],
      ['export.csv', 'csv'],
    ] as const) {
      press('export');
      await screen.waitFor('export this view as');
      press(action);
      await screen.waitFor(new RegExp(`\\S+\\.${ending}\\b`));
      const name = new RegExp(`(\\S+\\.${ending})\\b`)
        .exec(screen.screen())?.[1]
        ?.replace(/^~/, home.directory) as string;
      expect(existsSync(isAbsolute(name) ? name : join(home.directory, name))).toBe(true);
    }
  });

  it('changes the theme', async () => {
    press('theme');
    await screen.waitFor('theme: ');
  });

  it('has pressed every key of the keymap by now', () => {
    const all = new Set(KEYMAP.flatMap((row) => row.bindings.map((binding) => binding.action)));
    const missing = [...all].filter((action) => !pressed.has(action) && !TESTED_ELSEWHERE.includes(action));
    expect(missing).toEqual([]);
  });
});
