import { describe, expect, test } from 'vitest';
import type { CostsReport } from '../../src/domain/costs.ts';
import { costPaneLines, outlookLines, type PaneFrame } from '../../src/ui/cost-pane.ts';
import { clockFormat } from '../../src/ui/format.ts';
import { UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';
import { FLEET_NOW } from '../helpers/fake-fleet-parts.ts';

const FRAME: PaneFrame = {
  now: FLEET_NOW,
  clock: clockFormat('UTC'),
  glyphs: UNICODE_GLYPHS,
  width: 118,
  height: 20,
};
const texts = (costs: CostsReport, frame: Partial<PaneFrame> = {}): string[] =>
  outlookLines(costs, { ...FRAME, ...frame }).map((line) => line.map(({ text }) => text).join(''));
const withBurn = (burn: Partial<CostsReport['burn']>): CostsReport => ({
  ...FLEET_COSTS,
  burn: { ...FLEET_COSTS.burn, ...burn },
});

describe('the lines under the costs', () => {
  test('budgets stand with the most used one first, each with its state in a word', () => {
    const budgets = texts(FLEET_COSTS).filter((text) => text.startsWith('budget'));
    expect(budgets.map((text) => text.split(/\s+/)[1])).toEqual(['over', 'near', 'ok']);
    expect(budgets[2]).toContain('$224.10+ of $400.00');
  });

  test('a budget of an agent that is not recorded says so in place of a state', () => {
    const budgets = FLEET_COSTS.budgets.slice(2).map((one) => ({ ...one, unknown: 'agent' as const }));
    expect(texts({ ...FLEET_COSTS, budgets }, { width: 58 })).toContain(
      'budget     no such agent yet: rig/polecats/nux, $50.00 a week',
    );
  });

  test('a limit is the word of its vendor, or is called our own count', () => {
    const limits = texts(FLEET_COSTS).filter((text) => text.startsWith('limit'));
    expect(limits).toEqual([
      'limit      codex 5h 93 %, until 16:00:00 (plus)  as the vendor said',
      'limit      codex 7d 41 %, until 2026-03-18 14:30 (plus)  as the vendor said',
      'limit      claude_code 5h 5.2M tokens, $8.30, until 17:00:00  own count: an estimate',
    ]);
  });

  test('a limit whose window is over says nothing any more', () => {
    const later = texts(FLEET_COSTS, { now: FLEET_NOW + 6_000_000 });
    expect(later.filter((text) => text.includes('codex 5h'))).toEqual([]);
  });

  test('a projection is an interval; with too few days it says so and gives none', () => {
    expect(texts(FLEET_COSTS)[1]).toBe(
      'today      $12.40 so far, by midnight $13.90 to $24.80 (80 %; median $18.20 of 9 days)',
    );
    const few = withBurn({
      projectedDay: { value: null, low: null, high: null, n: 3, state: 'insufficient_data' },
    });
    expect(texts(few)[1]).toBe('today      $12.40 so far, by midnight insufficient data (3 days like it)');
    expect(texts(few, { height: 4 })[0]).toBe('burn       $3.24/h  today $12.40');
  });

  test('a burn whose calls have no price is unpriced, not free', () => {
    const unpriced = withBurn({ usdMicrosPerHour: null, state: 'unpriced' });
    expect(texts(unpriced)[0]).toBe('burn       unpriced 2.1M tokens an hour');
    expect(texts(unpriced, { height: 4 })[0]).toContain('burn       unpriced  today');
  });

  test('a cache that cost more than it saved says so', () => {
    const byHarness = FLEET_COSTS.byHarness.map((row) => ({ ...row, cacheSavedUsdMicros: -500_000 }));
    expect(texts({ ...FLEET_COSTS, byHarness }).at(-1)).toContain(
      'writing it cost $1.50 more than that saved',
    );
  });

  test('where they do not fit, the last one says how many are missing', () => {
    const all = texts(FLEET_COSTS, { height: 4 }).length;
    const cut = costPaneLines(FLEET_COSTS, { ...FRAME, height: 4 });
    expect(cut).toHaveLength(4);
    expect(cut.at(-1)?.[0]?.text).toBe(`${all - 3} more lines: b leads to all of them`);
  });
});
