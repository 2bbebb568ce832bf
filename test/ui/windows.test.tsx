/** The filter of the command line on the screen: in force in every question, told in the header, its begin a window of its own. */

import { afterEach, describe, expect, test } from 'vitest';
import type { Reports } from '../../src/domain/live.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { clockFormat } from '../../src/ui/format.ts';
import { type ReportQuery, ReportReader } from '../../src/ui/report-reader.ts';
import { plainSnapshot } from '../../src/ui/snapshot.ts';
import { VIEW_IDS } from '../../src/ui/state.ts';
import { DAY_WINDOW, filterIn, filterText, WINDOWS, windowPhrase, windowsOf } from '../../src/ui/windows.ts';
import { startApp } from '../helpers/app-frames.tsx';
import { emptyFleet, FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW } from '../helpers/fake-fleet-parts.ts';

const UTC = clockFormat('UTC');
const DAY_MS = 86_400_000;
const MARCH_1 = Date.UTC(2026, 2, 1);
const NARROW: ReportFilter = {
  ...NO_FILTER,
  agents: ['nux', 'slit'],
  departments: ['web'],
  projects: ['api'],
  models: ['opus'],
  harnesses: ['codex'],
  taskTypes: ['bugfix'],
  sources: ['codex'],
};

/** Filters that were asked with, by question. What is about one session or one place is no question of the filter. */
function recorded(reports: Reports): { reports: Reports; asked: Map<string, ReportFilter | undefined> } {
  const asked = new Map<string, ReportFilter | undefined>();
  const free = new Set(['dataVersion', 'detail', 'text', 'close']);
  const proxy = new Proxy(reports, {
    get: (target, name: keyof Reports) => {
      if (free.has(name)) return target[name];
      return (...args: unknown[]) => {
        asked.set(
          name,
          args.find((arg): arg is ReportFilter => typeof arg === 'object' && arg !== null && 'agents' in arg),
        );
        return (target[name] as (...all: unknown[]) => unknown)(...args);
      };
    },
  });
  return { reports: proxy, asked };
}

describe('the filter of the command line', () => {
  test('is in force in every question of every view', () => {
    const fleet = fakeFleet();
    const { reports, asked } = recorded(fleet.reports);
    const reader = new ReportReader(reports, fleet.monitor, NARROW);
    const query: ReportQuery = { view: 'live', group: 'agent', target: null, window: WINDOWS[1]! };
    const read = (change: Partial<ReportQuery>) => reader.data({ ...query, ...change }, FLEET_NOW);
    for (const view of VIEW_IDS) read({ view }).cards.of(['nux']);
    read({ target: { kind: 'performer', by: 'agent', name: 'nux' } });
    expect([...asked.keys()].sort()).toEqual([
      ...['alertPrecision', 'alerts', 'cards', 'comparison', 'costs', 'errors', 'header', 'live'],
      ...['performer', 'performers', 'totals', 'trends'],
    ]);
    const since = FLEET_NOW - 7 * DAY_MS;
    for (const [name, filter] of asked)
      expect([name, filter]).toEqual([name, { ...NARROW, since: name === 'alertPrecision' ? null : since }]);
    expect(read({}).filter.since).toBe(since);
  });

  test('is in force in the plain snapshot, which says so', () => {
    const fleet = fakeFleet();
    const { reports, asked } = recorded(fleet.reports);
    const base = { ...NARROW, since: MARCH_1 };
    const text = plainSnapshot(reports, FOLLOWING, {
      columns: 200,
      now: FLEET_NOW,
      ascii: false,
      filter: base,
      timezone: 'Asia/Tokyo',
    });
    expect([...asked.entries()]).toEqual(['live', 'alerts', 'header'].map((name) => [name, base]));
    expect(text.split('\n')[1]).toBe(
      'only agent nux or slit, department web, project api, model opus, harness codex, task type bugfix, source codex, since 2026-03-01 09:00',
    );
  });

  test('is told in words of its flags; a window is not told twice', () => {
    expect(filterText(NO_FILTER, UTC)).toBe('');
    expect(filterText({ ...NO_FILTER, since: MARCH_1 }, UTC)).toBe('');
    expect(filterText({ ...NO_FILTER, projects: ['api'], until: MARCH_1 - 1 }, UTC)).toBe(
      'project api, until 2026-02-28 23:59',
    );
  });
});

describe('windows', () => {
  test('--since is the first of them; the others go back from now, or from --until', () => {
    const [since, day, ...others] = windowsOf({ ...NO_FILTER, since: MARCH_1 }, UTC);
    expect(since).toEqual({ name: 'since 2026-03-01 00:00', ms: null, since: MARCH_1 });
    expect(day).toBe(DAY_WINDOW);
    expect(others).toEqual(WINDOWS.slice(1));
    const past = { ...NO_FILTER, since: MARCH_1, until: MARCH_1 + DAY_MS };
    expect(filterIn(since!, past, FLEET_NOW)).toEqual(past);
    expect(filterIn(day!, past, FLEET_NOW)).toEqual(past);
    expect(filterIn(day!, NO_FILTER, FLEET_NOW)).toEqual({ ...NO_FILTER, since: FLEET_NOW - DAY_MS });
    expect(filterIn(others.at(-1)!, past, FLEET_NOW)).toEqual({ ...past, since: null });
  });

  test('read as a phrase', () => {
    const since = windowsOf({ ...NO_FILTER, since: MARCH_1 }, UTC)[0]!;
    expect([DAY_WINDOW, since, WINDOWS.at(-1)!].map(windowPhrase)).toEqual([
      'in the last 24 h',
      'since 2026-03-01 00:00',
      '',
    ]);
  });
});

/** The text of a frame without its lines. */
const words = (frame: string): string => frame.replaceAll(/[│\s]+/g, ' ');

describe('the screen', () => {
  let running: ReturnType<typeof startApp> | null = null;
  afterEach(() => running?.unmount());

  test('says in the header what it is narrowed to, and w goes on from --since', async () => {
    const filter = { ...NO_FILTER, agents: ['nux'], since: MARCH_1 };
    running = startApp(fakeFleet(), { filter, columns: 160 });
    expect(running.frame().split('\n')[0]).toContain('only agent nux');
    expect(running.frame().split('\n')[1]).toContain('since 2026-03-01 00:00');
    await running.press('w');
    expect(running.frame().split('\n')[1]).toContain(' 24 h ');
    expect(running.frame()).not.toContain('since 2026');
  });

  test('says as much of it as there is room for', () => {
    running = startApp(fakeFleet(), { filter: NARROW, columns: 80, rows: 24 });
    expect(running.frame().split('\n')[0]).toContain('only agent nux or slit, depa…');
  });

  test('that is empty says how many older sessions there are and which key shows them', () => {
    running = startApp(fakeFleet({ rows: [], recorded: 12 }), { columns: 160 });
    expect(words(running.frame())).toContain('12 older sessions are recorded: key w shows them.');
    running.unmount();
    running = startApp(emptyFleet(), { columns: 160 });
    expect(running.frame()).not.toContain('older');
  });

  test('that is empty says what it was narrowed to', () => {
    running = startApp(emptyFleet(), { columns: 160, filter: { ...NO_FILTER, agents: ['nux'] } });
    expect(words(running.frame())).toContain(
      'Only agent nux is shown: start agentperf without that for the rest.',
    );
  });

  test.each([
    ['2', 'No agent worked'],
    ['3', 'No model was used'],
    ['4', 'Nothing was spent'],
    ['6', 'No alert'],
  ])('view %s, when empty, names its window', async (key, nothing) => {
    const filter = { ...NO_FILTER, since: MARCH_1 };
    running = startApp(emptyFleet(), { filter });
    await running.press(key);
    expect(words(running.frame())).toContain(`${nothing} since 2026-03-01 00:00`);
    await running.press('wwwww');
    expect(words(running.frame())).toMatch(new RegExp(`${nothing} [A-Z]`, 'u'));
  });

  test('exports what it shows', async () => {
    const filters: ReportFilter[] = [];
    running = startApp(fakeFleet(), {
      filter: { ...NO_FILTER, agents: ['nux'] },
      effects: () => ({
        quit: () => undefined,
        suspend: () => undefined,
        copy: () => undefined,
        alertAction: () => undefined,
        export: (_view, _format, filter) => filters.push(filter),
        themeLock: null,
      }),
    });
    await running.press('e', 'j');
    expect(filters).toEqual([{ ...NO_FILTER, agents: ['nux'], since: FLEET_NOW - DAY_MS }]);
  });
});
