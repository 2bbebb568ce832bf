/** What the reader of the reports asks and holds, and when it says that the screen looks different. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reports } from '../../src/domain/live.ts';
import { type ReportQuery, ReportReader } from '../../src/ui/report-reader.ts';
import { DAY_WINDOW, type TimeWindow, WINDOWS } from '../../src/ui/windows.ts';
import { FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW, liveRow, MINUTE } from '../helpers/fake-fleet-parts.ts';

const LIVE: ReportQuery = { view: 'live', group: 'agent', target: null, window: DAY_WINDOW };
const NUX = 'rig/polecats/nux';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the reader', () => {
  test('asks once for one question, and again for another', () => {
    const { reports, monitor, world } = fakeFleet();
    const reader = new ReportReader(reports, monitor);
    reader.data(LIVE, FLEET_NOW);
    reader.data(LIVE, FLEET_NOW + 1000);
    expect(world.liveQuestions).toBe(1);
    reader.data({ ...LIVE, window: WINDOWS[1] as TimeWindow }, FLEET_NOW);
    expect(world.liveQuestions).toBe(2);
  });

  test('says that something changed only when something that is drawn did', () => {
    const { reports, monitor, world } = fakeFleet({
      state: { ...FOLLOWING, mode: 'reading', bytesTotal: 1000 },
    });
    const reader = new ReportReader(reports, monitor);
    reader.data(LIVE, FLEET_NOW);
    expect(reader.refresh(LIVE, FLEET_NOW)).toBe(false);
    world.state = { ...world.state, bytesRead: 101 };
    expect(reader.refreshMonitor()).toBe(false);
    world.state = { ...world.state, bytesRead: 140 };
    expect(reader.refreshMonitor()).toBe(true);
    world.rows = world.rows.slice(1);
    expect(reader.refresh(LIVE, FLEET_NOW)).toBe(true);
  });

  test('the clock moves the screen only when an age reads differently', () => {
    const { reports, monitor } = fakeFleet({
      rows: [liveRow('a', { startedAt: FLEET_NOW, statusSince: null, lastEventAt: null })],
      alerts: [],
    });
    const reader = new ReportReader(reports, monitor);
    reader.data(LIVE, FLEET_NOW);
    expect(reader.advance(FLEET_NOW + MINUTE - 1)).toBe(false);
    expect(reader.advance(FLEET_NOW + MINUTE)).toBe(true);
    expect(reader.data(LIVE, FLEET_NOW).now).toBe(FLEET_NOW + MINUTE);
  });

  test('an age that passes its minute between two equal answers is drawn', () => {
    const { reports, monitor } = fakeFleet({
      rows: [liveRow('a', { startedAt: FLEET_NOW, statusSince: null, lastEventAt: null })],
      alerts: [],
    });
    const reader = new ReportReader(reports, monitor);
    reader.data(LIVE, FLEET_NOW);
    expect(reader.refresh(LIVE, FLEET_NOW + MINUTE - 1)).toBe(false);
    expect(reader.data(LIVE, FLEET_NOW).agesAt).toBe(FLEET_NOW);
    expect(reader.refresh(LIVE, FLEET_NOW + MINUTE)).toBe(true);
    expect(reader.data(LIVE, FLEET_NOW).agesAt).toBe(FLEET_NOW + MINUTE);
  });

  test('rows that say the same stay the same objects', () => {
    const { reports, monitor, world } = fakeFleet({ rows: [liveRow('a', {}), liveRow('b', {})] });
    const reader = new ReportReader(reports, monitor);
    const [a, b] = reader.data(LIVE, FLEET_NOW).rows;
    world.rows = [liveRow('b', {}), liveRow('a', { taskIds: ['t1'] })];
    expect(reader.refresh(LIVE, FLEET_NOW)).toBe(true);
    const rows = reader.data(LIVE, FLEET_NOW).rows;
    expect(rows[0]).toBe(b);
    expect(rows[1]).toEqual({ ...a, taskIds: ['t1'] });
  });

  test('a question that fails keeps what is known and says so', () => {
    const { reports, monitor, world } = fakeFleet();
    const reader = new ReportReader(reports, monitor);
    const before = reader.data(LIVE, FLEET_NOW).rows;
    world.failure = new Error('database is locked');
    expect(reader.refresh(LIVE, FLEET_NOW)).toBe(true);
    const { rows, problem } = reader.data(LIVE, FLEET_NOW);
    expect(rows).toBe(before);
    expect(problem).toContain('database is locked');
    world.failure = null;
    reader.refresh(LIVE, FLEET_NOW);
    expect(reader.data(LIVE, FLEET_NOW).problem).toBeNull();
  });

  test('asks what takes long at most every two seconds, and then without another commit', () => {
    const { reports, monitor, world } = fakeFleet();
    let asked = 0;
    const costs: Reports['costs'] = (...question) => {
      asked++;
      return reports.costs(...question);
    };
    const reader = new ReportReader({ ...reports, costs }, monitor);
    const query: ReportQuery = { ...LIVE, view: 'cost' };
    // AGENTPERF_NOW stops the clock of the screen: what is held must not stay for ever.
    reader.data(query, FLEET_NOW);
    world.version++;
    vi.advanceTimersByTime(1000);
    reader.refresh(query, FLEET_NOW);
    expect(asked).toBe(1);
    expect(reader.isStale()).toBe(true);
    vi.advanceTimersByTime(1000);
    reader.refresh(query, FLEET_NOW);
    expect(asked).toBe(2);
    expect(reader.isStale()).toBe(false);
  });

  test('sees a change in a card that was drawn, and none where nothing differs', () => {
    const { reports, monitor, world } = fakeFleet();
    const reader = new ReportReader(reports, monitor);
    const query: ReportQuery = { ...LIVE, view: 'agents' };
    const [first] = world.cards;
    reader.data(query, FLEET_NOW).cards.of([first?.name ?? '']);
    vi.advanceTimersByTime(3000);
    expect(reader.refresh(query, FLEET_NOW)).toBe(false);
    reader.data(query, FLEET_NOW).cards.of([first?.name ?? '']);
    world.cards = world.cards.map((card) => ({ ...card, tasksOpen: card.tasksOpen + 1 }));
    vi.advanceTimersByTime(3000);
    expect(reader.refresh(query, FLEET_NOW)).toBe(true);
  });

  test('asks for no card of one group by the names of another', () => {
    const { reports, monitor } = fakeFleet();
    const asked: string[] = [];
    const cards: Reports['cards'] = (filter, now, group, names) => {
      asked.push(...(names ?? []).map((name) => `${group} ${name}`));
      return reports.cards(filter, now, group, names);
    };
    const reader = new ReportReader({ ...reports, cards }, monitor);
    const query: ReportQuery = { ...LIVE, view: 'agents' };
    reader.data(query, FLEET_NOW).cards.of([NUX]);
    reader.data({ ...query, group: 'department' }, FLEET_NOW);
    expect(asked).toEqual([`agent ${NUX}`]);
  });

  test('a card that cannot be read while drawing is left out', () => {
    const { reports, monitor } = fakeFleet();
    const cards: Reports['cards'] = (filter, now, group, names) => {
      if (names?.length !== 0) throw new Error('database is locked');
      return reports.cards(filter, now, group, names);
    };
    const reader = new ReportReader({ ...reports, cards }, monitor);
    const query: ReportQuery = { ...LIVE, view: 'agents' };
    expect(reader.data(query, FLEET_NOW).cards.of([NUX])).toEqual([]);
    vi.advanceTimersByTime(3000);
    reader.refresh(query, FLEET_NOW);
    expect(reader.data(query, FLEET_NOW).problem).toContain('database is locked');
  });

  test('the clock moves the ages of an opened agent', () => {
    const { reports, monitor } = fakeFleet();
    const reader = new ReportReader(reports, monitor);
    const target = { kind: 'performer', by: 'agent', name: NUX } as const;
    reader.data({ ...LIVE, view: 'agents', target }, FLEET_NOW);
    expect(reader.advance(FLEET_NOW)).toBe(false);
    expect(reader.advance(FLEET_NOW + 24 * 60 * MINUTE)).toBe(true);
  });
});
