/** When the screen asks, what it keeps, and what it draws again. */

import { afterEach, describe, expect, test } from 'vitest';
import { type ReportQuery, ReportReader } from '../../src/ui/report-reader.ts';
import { TextCache } from '../../src/ui/text-cache.ts';
import { asOf, timelineItems } from '../../src/ui/timeline.ts';
import { DAY_WINDOW, type TimeWindow, WINDOWS } from '../../src/ui/windows.ts';
import { FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW, liveRow, MINUTE, place } from '../helpers/fake-fleet-parts.ts';
import { KEYS } from '../helpers/keys.ts';
import { startMonitor, type TestMonitor } from '../helpers/monitor-app.tsx';

const LIVE: ReportQuery = { view: 'live', group: 'agent', target: null, window: DAY_WINDOW };

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
});

describe('the running screen', () => {
  let running: TestMonitor | null = null;
  afterEach(() => running?.unmount());

  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 100 && !holds(); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(holds()).toBe(true);
    await running?.settle();
  };

  test('shows what another connection committed', async () => {
    const fleet = fakeFleet();
    running = await startMonitor(fleet);
    fleet.world.rows = [
      liveRow('fresh', { agent: 'brand-new-agent', attention: 'looping', statusSince: 0 }),
      ...fleet.world.rows,
    ];
    fleet.world.version++;
    fleet.world.notify();
    await until(() => running?.terminal.raw.includes('brand-new') === true);
    expect(running.terminal.text()).toContain('13 of 13 sessions');
  });

  test('keeps the selection on its session when rows change places', async () => {
    const fleet = fakeFleet();
    running = await startMonitor(fleet);
    await running.press('j');
    fleet.world.rows = [
      liveRow('fresh', { title: 'Newcomer', attention: 'looping', statusSince: 0 }),
      ...fleet.world.rows,
    ];
    fleet.world.version++;
    await until(() => running?.terminal.raw.includes('13 of 13') === true);
    expect(running.terminal.lines().find((line) => line.includes('│▌'))).toContain('stalled');
  });

  test('asks and draws nothing while paused or typing, and catches up afterwards', async () => {
    const fleet = fakeFleet();
    running = await startMonitor(fleet);
    for (const [freeze, thaw] of [
      [' ', ' '],
      ['/', KEYS.enter],
    ] as const) {
      await running.press(freeze);
      const asked = fleet.world.liveQuestions;
      const before = running.terminal.text();
      fleet.world.rows = fleet.world.rows.slice(1);
      fleet.world.version++;
      fleet.world.notify();
      await new Promise((resolve) => setTimeout(resolve, 350));
      expect(running.terminal.text()).toBe(before);
      expect(fleet.world.liveQuestions).toBe(asked);
      await running.press(thaw);
      await until(() => fleet.world.liveQuestions > asked);
    }
  });

  test('an idle screen sends nothing', async () => {
    running = await startMonitor(fakeFleet());
    const before = running.terminal.raw.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(running.terminal.raw.length).toBe(before);
  });

  test('reads text only for rows on the screen, and each once', async () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      liveRow(`s${index}`, { nowPlace: place(50_000 + index) }),
    );
    const fleet = fakeFleet({ rows });
    running = await startMonitor(fleet, { columns: 80, rows: 24 });
    await running.press('j', 'k', 'j');
    expect(fleet.world.textsRead.length).toBeLessThanOrEqual(24);
    expect(new Set(fleet.world.textsRead).size).toBe(fleet.world.textsRead.length);
  });
});

describe('the text cache', () => {
  test('reads a place once, a deleted one too, and forgets the oldest', () => {
    const { reports, world } = fakeFleet();
    const cache = new TextCache(reports);
    expect(cache.read(place(404))).toBeNull();
    expect(cache.read(place(404))).toBeNull();
    expect(world.textsRead).toEqual([404]);
    for (let offset = 1000; offset < 1700; offset++) {
      cache.read(place(offset));
    }
    cache.read(place(404));
    expect(world.textsRead.filter((offset) => offset === 404)).toHaveLength(2);
  });
});

describe('a session as of a time', () => {
  const detail = () => {
    const found = fakeFleet().reports.detail('90d3f7c1', 'claude_code', FLEET_NOW);
    if (found === null) {
      throw new Error('the fleet has lost its session');
    }
    return found;
  };

  test('is the totals minus what came later', () => {
    const whole = detail();
    const last = asOf(whole, whole.timeline.length - 1);
    expect(last).toMatchObject({ isNow: true, tokens: whole.session.tokens.total, costUsdMicros: 3_100_000 });
    const repliesAfter = whole.timeline.slice(41).filter((entry) => entry.tokens !== null).length;
    const then = asOf(whole, 40);
    expect(then.tokens).toBe(whole.session.tokens.total - 20_000 * repliesAfter);
    expect(then.costUsdMicros).toBe(3_100_000 - 50_000 * repliesAfter);
    expect(then.contextTokens).toBe(
      whole.context.findLast((point) => point.at <= (then.at as number))?.tokens,
    );
  });

  test('an unknown cost stays unknown, and before the first call there is no context', () => {
    const whole = detail();
    const unpriced = { ...whole, session: { ...whole.session, costUsdMicros: null }, context: [] };
    expect(asOf(unpriced, 3)).toMatchObject({ costUsdMicros: null, contextTokens: null, contextIndex: null });
  });

  test('entries of one log line have identities of their own that outlive a refresh', () => {
    const { timeline } = detail();
    const twice = [...timeline.slice(0, 2), timeline[1] as (typeof timeline)[number]];
    const ids = timelineItems(twice).map((item) => item.id);
    expect(new Set(ids).size).toBe(3);
    expect(timelineItems([...twice]).map((item) => item.id)).toEqual(ids);
  });
});
