/** What the running screen asks for, what it keeps, and what it draws again. */

import { afterEach, describe, expect, test } from 'vitest';
import { TextCache } from '../../src/ui/text-cache.ts';
import { asOf, timelineItems } from '../../src/ui/timeline.ts';
import { FOLLOWING, fakeFleet } from '../helpers/fake-fleet.ts';
import { FLEET_NOW, liveRow, place } from '../helpers/fake-fleet-parts.ts';
import { KEYS } from '../helpers/keys.ts';
import { startMonitor, type TestMonitor } from '../helpers/monitor-app.tsx';

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

  test('asks unasked what another process committed, and its own process only when that tells', async () => {
    for (const [mode, isAsked] of [
      ['reader', true],
      ['following', false],
    ] as const) {
      const fleet = fakeFleet({ state: { ...FOLLOWING, mode } });
      running = await startMonitor(fleet);
      // The first look is for what was committed before anybody listened.
      await new Promise((resolve) => setTimeout(resolve, 700));
      const asked = fleet.world.liveQuestions;
      fleet.world.version++;
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(fleet.world.liveQuestions > asked).toBe(isAsked);
      running.unmount();
    }
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
    fleet.world.notify();
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
