/** The monitor on a terminal: what is sent to it, and what it does with sizes, signals' keys and crashes. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clipboardSequence } from '../../src/ui/clipboard.ts';
import { terminalSize } from '../../src/ui/terminal-size.ts';
import { startApp } from '../helpers/app-frames.tsx';
import { fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW, HOSTILE, liveRow } from '../helpers/fake-fleet-parts.ts';
import { FLEET_ROWS } from '../helpers/fake-fleet-rows.ts';
import { KEYS } from '../helpers/keys.ts';
import { startMonitor, type TestMonitor } from '../helpers/monitor-app.tsx';

let monitor: TestMonitor | null = null;
afterEach(() => {
  monitor?.unmount();
  monitor = null;
});

/** Sequences that Ink itself sends: colours and bold, erase line, cursor up, to column, show and hide it, synchronized frames. */
const OWN = /\u001b\[(?:[\d;]*m|2K|\d*A|G|\?25[hl]|\?2026[hl])/gu;
const CONTROL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const SGR = /\u001b\[[\d;]*m/u;

/** A session that is hostile in every field, first in every list. */
const HOSTILE_ROW = liveRow('hostile', {
  attention: 'looping',
  attentionReason: HOSTILE,
  agent: HOSTILE,
  project: HOSTILE,
  branch: HOSTILE,
  title: HOSTILE,
  model: HOSTILE,
  harness: HOSTILE,
  harnessVersion: HOSTILE,
  effort: HOSTILE,
  cwd: HOSTILE,
  taskIds: [HOSTILE],
  prUrl: HOSTILE,
  resumeCommand: HOSTILE,
  nowTool: HOSTILE,
  statusSince: 0,
});

describe('text of logs', () => {
  const { enter, tab, up } = KEYS;
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['live', []],
    ['live, filtered', ['/', 'ev', enter]],
    ['detail', [enter]],
    ['context', [enter, tab]],
    ['alerts of a session', [enter, tab, tab]],
    ['sub-agents', [enter, tab, tab, tab]],
    ['errors', [enter, tab, tab, tab, tab]],
    ['tools', [enter, tab, tab, tab, tab, tab]],
    ['models', [enter, tab, tab, tab, tab, tab, tab]],
    ['entry text', [enter, 'g', ...Array.from({ length: 16 }, () => 'j'), enter]],
    ['copied command', [enter, up, 'c']],
    ['alerts', ['6', 'G', up]],
    ['errors of all sessions', ['6', '6']],
  ];

  test.each(ways)('reaches the terminal only as visible escapes: %s', async (_, keys) => {
    const alerts = fakeFleet().world.alerts.map((alert) => ({ ...alert, sessionId: 'hostile' }));
    const state = { ...fakeFleet().world.state, banners: [HOSTILE] };
    monitor = await startMonitor(fakeFleet({ rows: [HOSTILE_ROW, ...FLEET_ROWS], alerts, state }));
    await monitor.press(...keys);
    const sent = monitor.terminal.raw.replace(OWN, '').replace(/\u001b\]52;c;[A-Za-z0-9+/=]*\u0007/gu, '');
    expect(sent).not.toMatch(CONTROL);
    expect(sent).toContain('\\x1b');
  });

  test('a copied command cannot run by itself when it is pasted', () => {
    const copied = clipboardSequence('cd x\n; rm -rf ~\u0003');
    const base64 = copied.slice('\u001b]52;c;'.length, -1);
    expect(Buffer.from(base64, 'base64').toString()).toBe('cd x ; rm -rf ~\\x03');
  });

  test("only the line component draws with Ink's Text", () => {
    const folder = join(import.meta.dirname, '../../src/ui');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/u.test(name),
    );
    const importers = files.filter((name) =>
      /import \{[^}]*\b(?:Text|Static|Transform)\b[^}]*\} from 'ink'/u.test(
        readFileSync(join(folder, name), 'utf8'),
      ),
    );
    expect(importers).toEqual([join('components', 'line.tsx')]);
  });
});

describe('sizes', () => {
  test('no frame is wider or taller than the screen, whatever the size and the view', async () => {
    const keys = fc.constantFrom(
      [],
      ['6'],
      ['6', '6'],
      [KEYS.enter],
      [KEYS.enter, KEYS.tab],
      ['?'],
      ['/', 'x'],
      ['e'],
      ['T', ' ', 'w'],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        keys,
        async (columns, rows, pressed) => {
          const app = startApp(fakeFleet(), { columns, rows });
          await app.press(...pressed);
          const lines = app.frame().split('\n');
          app.unmount();
          expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
          expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
          expect(app.frame()).not.toContain('ERROR');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('below 60×15 one line says what is needed', async () => {
    monitor = await startMonitor(fakeFleet(), { columns: 59, rows: 15 });
    expect(monitor.terminal.text()).toBe('terminal too small (need 60x15)\n');
  });

  test('a size of 0×0 or none counts as 80×24', () => {
    expect(terminalSize({ columns: 0, rows: 0 })).toEqual({ columns: 80, rows: 24 });
    expect(terminalSize({})).toEqual({ columns: 80, rows: 24 });
  });

  test('a resized screen is drawn whole, with nothing left of the old one', async () => {
    monitor = await startMonitor(fakeFleet(), { columns: 120, rows: 36 });
    for (const [columns, rows] of [
      [80, 24],
      [20, 5],
      [100, 30],
      [60, 15],
      [120, 36],
    ] as const) {
      monitor.terminal.resize(columns, rows);
      await new Promise((resolve) => setTimeout(resolve, 120));
      await monitor.settle();
    }
    const fresh = await startMonitor(fakeFleet(), { columns: 120, rows: 36 });
    expect(monitor.terminal.text()).toBe(fresh.terminal.text());
    fresh.unmount();
  });

  test('a storm of sizes draws at most ten frames a second', async () => {
    monitor = await startMonitor(fakeFleet());
    const before = monitor.terminal.raw.length;
    for (let columns = 119; columns > 80; columns--) {
      monitor.terminal.resize(columns, 30);
    }
    await monitor.settle();
    await new Promise((resolve) => setTimeout(resolve, 120));
    await monitor.settle();
    const frames = monitor.terminal.raw.slice(before).split('\u001b[?2026h').length - 1;
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThanOrEqual(3);
  });
});

describe('what is sent', () => {
  test.each([[{ NO_COLOR: '1', TERM: 'xterm-256color' }], [{ TERM: 'dumb' }]])(
    'no colour and no attribute with %j, and the theme key says why',
    async (env) => {
      monitor = await startMonitor(fakeFleet(), { env });
      await monitor.press('T');
      expect(monitor.terminal.text()).toContain('NO_COLOR or TERM=dumb is set');
      expect(monitor.terminal.raw).not.toMatch(SGR);
    },
  );

  test('colour is never the only sign: without it every state still has its glyph and word', async () => {
    monitor = await startMonitor(fakeFleet(), { env: { NO_COLOR: '1' } });
    for (const sign of ['▲ looping', '■ stalled', '◐ waiting', '● working', '○ idle', '✗ failed', '▌ ']) {
      expect(monitor.terminal.text()).toContain(sign);
    }
  });

  test('an ASCII terminal gets nothing of ours beyond ASCII', async () => {
    const rows = [liveRow('plain', { attention: 'stalled' }), liveRow('child', { depth: 1 })];
    monitor = await startMonitor(fakeFleet({ rows, alerts: [] }), { env: { LANG: 'C' } });
    await monitor.press(KEYS.enter, KEYS.tab, '?');
    expect(monitor.terminal.raw.replace(OWN, '')).toMatch(/^[\n\x20-\x7e]*$/u);
  });

  test('OSC 52 is sent for the copy key and for nothing else', async () => {
    monitor = await startMonitor(fakeFleet());
    await monitor.press(KEYS.enter);
    expect(monitor.terminal.raw).not.toContain('\u001b]');
    await monitor.press('c');
    expect(monitor.terminal.raw).toContain(clipboardSequence('cd ~/src/api && claude --resume 90d3f7c1'));
  });
});

describe('leaving', () => {
  test('q and Ctrl-C ask to quit with their codes, Ctrl-Z to suspend, and redraw paints all of it again', async () => {
    monitor = await startMonitor(fakeFleet());
    await monitor.press('q', KEYS.ctrlC, KEYS.ctrlZ);
    expect(monitor.quits).toEqual([0, 130]);
    expect(monitor.suspended()).toBe(1);
    const before = monitor.terminal.text();
    monitor.terminal.write('\u001b[2J\u001b[H');
    monitor.redraw();
    await new Promise((resolve) => setTimeout(resolve, 80));
    await monitor.settle();
    expect(monitor.terminal.text()).toBe(before);
  });

  test('a throw while drawing ends the monitor with that error', async () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
    monitor = await startMonitor(fakeFleet(), { crashKey: 'X' });
    const exit = monitor.exit();
    const seen = expect(exit).rejects.toThrow('the crash key was pressed');
    await monitor.press('X');
    await seen;
    silence.mockRestore();
  });

  test('an export says where it went, or why it did not', async () => {
    monitor = await startMonitor(fakeFleet());
    await monitor.press('e', 'j');
    expect(monitor.exports).toEqual(['sessions.json']);
    expect(monitor.terminal.text()).toContain('wrote /tmp/sessions.json');
    await monitor.press('/', 'a', KEYS.enter, 'e');
    expect(monitor.terminal.text()).toContain('export this view, all its rows, as');
    monitor.unmount();
    monitor = await startMonitor(fakeFleet(), {
      exportView: () => Promise.reject(new Error('no space left')),
    });
    await monitor.press('6', 'e', 'c');
    expect(monitor.terminal.text()).toContain('export failed: no space left');
  });
});

test('the screen reader mode draws words without decoration', async () => {
  monitor = await startMonitor(fakeFleet(), { screenReader: true, now: () => FLEET_NOW });
  expect(monitor.terminal.raw).toContain('looping 4m');
  expect(monitor.terminal.raw).not.toMatch(/[│╭▁▲]/u);
});
