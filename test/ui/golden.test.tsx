/** The screens at three sizes, through Ink and a real terminal parser, compared with stored text and pictures. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { emptyFleet, type Fleet, FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { readmeFleet } from '../helpers/fake-fleet-readme.ts';
import { KEYS } from '../helpers/keys.ts';
import { startMonitor, type TestMonitor } from '../helpers/monitor-app.tsx';
import { DARK, LIGHT, terminalSvg } from '../helpers/svg.ts';

const GOLDEN = join(import.meta.dirname, '../golden');
const PICTURES = join(import.meta.dirname, '../../docs/pictures');
const isUpdate = process.env.UPDATE_GOLDEN === '1';

const SIZES = [
  [120, 36],
  [80, 24],
  [60, 15],
] as const;

interface Scene {
  readonly fleet: () => Fleet;
  readonly keys: readonly string[];
}

const reading = () =>
  fakeFleet({
    state: {
      ...FOLLOWING,
      mode: 'reading',
      bytesRead: 61,
      banners: ['~/.codex/sessions cannot be read: permission denied; run chmod u+rx on it'],
    },
  });

const SCENES: Readonly<Record<string, Scene>> = {
  live: { fleet: fakeFleet, keys: [] },
  reading: { fleet: reading, keys: ['j', 'j'] },
  detail: { fleet: fakeFleet, keys: [KEYS.enter] },
  context: { fleet: fakeFleet, keys: [KEYS.enter, ...Array.from({ length: 20 }, () => KEYS.left), KEYS.tab] },
  tools: { fleet: fakeFleet, keys: [KEYS.enter, KEYS.shiftTab, KEYS.shiftTab] },
  entry: { fleet: fakeFleet, keys: [KEYS.enter, KEYS.up, KEYS.up, KEYS.up, KEYS.enter] },
  agents: { fleet: fakeFleet, keys: ['2'] },
  'agent-trends': { fleet: fakeFleet, keys: ['2', KEYS.enter] },
  'agent-tasks': { fleet: fakeFleet, keys: ['2', KEYS.enter, KEYS.tab] },
  'agent-work-log': { fleet: fakeFleet, keys: ['2', KEYS.enter, KEYS.tab, KEYS.tab] },
  'agent-sessions': { fleet: fakeFleet, keys: ['2', KEYS.enter, KEYS.shiftTab] },
  models: { fleet: fakeFleet, keys: ['3', 'j'] },
  estimates: { fleet: fakeFleet, keys: ['3', 'b', 'b'] },
  cost: { fleet: fakeFleet, keys: ['4', 'j'] },
  'cost-weeks': { fleet: fakeFleet, keys: ['4', 'b', 'p'] },
  'cost-types': { fleet: fakeFleet, keys: ['4', 'bbbbb'] },
  unpriced: { fleet: fakeFleet, keys: ['4', 'bbbbbb'] },
  limits: { fleet: fakeFleet, keys: ['4', 'bbbbbbb'] },
  'cost-empty': { fleet: emptyFleet, keys: ['4'] },
  trends: { fleet: fakeFleet, keys: ['5'] },
  'trends-90': { fleet: fakeFleet, keys: ['5', 'w', 'j', 'j'] },
  'trends-none': { fleet: fakeFleet, keys: ['5', 'G'] },
  'trends-empty': { fleet: emptyFleet, keys: ['5'] },
  alerts: { fleet: fakeFleet, keys: ['6'] },
  errors: { fleet: fakeFleet, keys: ['6', '6'] },
  help: { fleet: fakeFleet, keys: ['?'] },
  filter: { fleet: fakeFleet, keys: ['/', 'infra'] },
  empty: { fleet: emptyFleet, keys: [] },
};

let monitor: TestMonitor | null = null;
afterEach(() => monitor?.unmount());

function compare(name: string, actual: string, folder = GOLDEN): void {
  const path = join(folder, name);
  if (isUpdate) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, actual);
  }
  expect(
    actual,
    `${name} differs: look at it, then UPDATE_GOLDEN=1 npx vitest run test/ui/golden.test.tsx`,
  ).toBe(readFileSync(path, 'utf8'));
}

describe.each(Object.entries(SCENES))('%s', (name, { fleet, keys }) => {
  test.each(SIZES)('%d×%d', async (columns, rows) => {
    monitor = await startMonitor(fleet(), { columns, rows });
    if (keys.length > 0) {
      await monitor.press(keys.join(''));
    }
    compare(`${name}-${columns}x${rows}.txt`, monitor.terminal.text());
    compare(`${name}-${columns}x${rows}.svg`, terminalSvg(monitor.terminal, `agentperf: ${name}`));
    expect(monitor.terminal.scrolledLines()).toBe(0);
  });
});

test.each([
  ['mono', { NO_COLOR: '1', TERM: 'xterm-256color', LANG: 'en_US.UTF-8' }],
  ['ascii', { TERM: 'dumb', LANG: 'C' }],
])('%s', async (name, env) => {
  monitor = await startMonitor(fakeFleet(), { columns: 80, rows: 24, env });
  compare(`${name}-80x24.txt`, monitor.terminal.text());
});

test.each(['light', 'colour-blind'] as const)('theme %s', async (theme) => {
  monitor = await startMonitor(fakeFleet(), { columns: 80, rows: 24, theme });
  compare(
    `${theme}-80x24.svg`,
    terminalSvg(monitor.terminal, `agentperf: theme ${theme}`, theme === 'light' ? LIGHT : DARK),
  );
});

/** The README's pictures are frames like any other, so they cannot go stale. The line that Ink leaves free is not in them. */
test.each([
  ['live', 25, [], 'twelve sessions and two sub-agents, those that need a person first'],
  ['detail', 36, [KEYS.enter], 'one session with its timeline'],
  ['agents', 36, ['2'], 'performance cards of three agents'],
  ['models', 28, ['3', 'j'], 'three models compared, with the verdicts and their reasons'],
  ['cost', 36, ['4'], 'what was spent, where that leads, and what was allowed'],
  ['trends', 30, ['5'], 'a metric over time and what changed beside it'],
] as const)('the picture of the README: %s', async (name, rows, keys, label) => {
  monitor = await startMonitor(readmeFleet(), { columns: 120, rows });
  await monitor.press(...keys);
  const picture = terminalSvg(monitor.terminal, `agentperf: ${label}`, DARK, rows - 1);
  compare(`${name}.svg`, picture, PICTURES);
});
