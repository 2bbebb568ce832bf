import { describe, expect, test } from 'vitest';
import { ALERT_STATUS_FILTERS, alertItems, evidencePairs, evidenceText } from '../../src/ui/alert-list.ts';
import { type Column, placeColumns } from '../../src/ui/columns.ts';
import { type Movable, moveCursor, selectedIndex, visibleTop } from '../../src/ui/cursor.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { oncePerScreen, type Screen } from '../../src/ui/list-parts.ts';
import { LIVE_SORTS, LIVE_STATUS_FILTERS, liveItems } from '../../src/ui/live-list.ts';
import { comparisonColumns } from '../../src/ui/model-columns.ts';
import { estimateItems, modelItems } from '../../src/ui/model-list.ts';
import { initialState, type ListChoice } from '../../src/ui/state.ts';
import { rowRank, stateWord } from '../../src/ui/status.ts';
import { FLEET_ALERTS } from '../helpers/fake-fleet-alerts.ts';
import { FLEET_COMPARISON } from '../helpers/fake-fleet-models.ts';
import { alertReport, FLEET_NOW, liveRow, MINUTE } from '../helpers/fake-fleet-parts.ts';
import { FLEET_ROWS } from '../helpers/fake-fleet-rows.ts';

const PLAIN = initialState('dark').lists.live;
const choose = (change: Partial<ListChoice>): ListChoice => ({ ...PLAIN, ...change });
const names = (choice: ListChoice, tree = true): string[] =>
  liveItems(FLEET_ROWS, choice, tree).map((item) => item.row.sessionId);
const sortBy = (column: string): number => LIVE_SORTS.findIndex((sort) => sort.column === column);

describe('the live list', () => {
  test('puts rows that need a person first, then working, idle, unknown, ended', () => {
    const mains = liveItems(FLEET_ROWS, PLAIN, false).map((item) => item.row);
    const ranks = mains.map(rowRank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(mains.slice(0, 4).map(stateWord)).toEqual(['looping', 'stalled', 'waiting', 'working']);
  });

  test('a sub-agent that needs a person lifts its session', () => {
    const rows = [
      liveRow('calm', { startedAt: FLEET_NOW }),
      liveRow('parent', { startedAt: FLEET_NOW - 90 * MINUTE }),
      liveRow('parent/child', { depth: 1, parentSessionId: 'parent', attention: 'stalled' }),
    ];
    expect(liveItems(rows, PLAIN, true).map((item) => item.id.split('\n')[1])).toEqual([
      'parent',
      'parent/child',
      'calm',
    ]);
  });

  test('the order of working sessions does not change while they work', () => {
    const now = [
      liveRow('a', { startedAt: 2, lastEventAt: 5 }),
      liveRow('b', { startedAt: 1, lastEventAt: 9 }),
    ];
    const later = [
      liveRow('a', { startedAt: 2, lastEventAt: 11 }),
      liveRow('b', { startedAt: 1, lastEventAt: 30 }),
    ];
    const order = (rows: typeof now) => liveItems(rows, PLAIN, true).map((item) => item.row.sessionId);
    expect(order(later)).toEqual(order(now));
  });

  test('ended sub-agents are counted, not shown; without the tree no sub-agent is', () => {
    const codex = (tree: boolean) =>
      liveItems(FLEET_ROWS, PLAIN, tree).find((item) => item.row.sessionId === '4be1c2aa');
    expect(codex(true)?.hiddenChildren).toBe(1);
    expect(codex(false)?.hiddenChildren).toBe(2);
    expect(names(PLAIN)).toContain('4be1c2aa/explore-1');
    expect(names(PLAIN, false)).not.toContain('4be1c2aa/explore-1');
  });

  test('the filter looks at names, places and states, in any case', () => {
    expect(names(choose({ filter: 'FIX/LOGIN' }))).toEqual(['90d3f7c1']);
    expect(names(choose({ filter: ' stalled ' }))).toEqual(['5ta11ed0']);
    expect(names(choose({ filter: '日本' }))).toEqual(['c0ffee01']);
    expect(names(choose({ filter: 'no such thing' }))).toEqual([]);
  });

  test.each(LIVE_STATUS_FILTERS.map((filter, index) => [filter.name, index, filter.states] as const))(
    'status filter "%s" keeps only its states',
    (_, status, states) => {
      const mains = liveItems(FLEET_ROWS, choose({ status }), false);
      expect(mains.length).toBeGreaterThan(0);
      for (const { row } of mains) {
        const seen = FLEET_ROWS.filter((other) => other === row || other.parentSessionId === row.sessionId);
        expect(
          states === null || seen.some((other) => states.includes(other.attention ?? other.status)),
        ).toBe(true);
      }
    },
  );

  test('sorts by cost with unknown last, and backwards', () => {
    const costs = (reversed: boolean) =>
      liveItems(FLEET_ROWS, choose({ sort: sortBy('cost'), reversed }), false).map(
        (i) => i.row.rollup.costUsdMicros,
      );
    expect(costs(false)[0]).toBe(4_200_000);
    expect(costs(false).at(-1)).toBeNull();
    expect(costs(true)).toEqual([...costs(false)].reverse());
  });

  test.each(LIVE_SORTS.map(({ column }, sort) => [column, sort] as const))(
    'sort by %s loses no row',
    (_, sort) => {
      expect(names(choose({ sort })).sort()).toEqual(names(PLAIN).sort());
    },
  );
});

test('what was shown of a model is told in short words', () => {
  const verdict = comparisonColumns(null, UNICODE_GLYPHS).find(({ id }) => id === 'verdict')!;
  const told = modelItems(FLEET_COMPARISON, 'all tasks', '').map((item) =>
    verdict
      .cell(item, 60)
      .map(({ text }) => text)
      .join(''),
  );
  expect(told[1]).toBe('success better, cost worse');
});

test('estimates are found as they are drawn, in any case', () => {
  const estimates = FLEET_COMPARISON.estimates.map((row) => ({ ...row, taskType: 'Migration' }));
  const found = (filter: string) => estimateItems({ ...FLEET_COMPARISON, estimates }, filter).length;
  expect([found('migration'), found('Output Tokens'), found('output_tokens')]).toEqual([2, 1, 0]);
});

test('a list is made once for each screen, whoever asks', () => {
  const asked: Screen[] = [];
  const list = oncePerScreen((screen) => asked.push(screen));
  const [one, other] = [{} as Screen, {} as Screen];
  expect([list(one), list(one), list(other), list(one)]).toEqual([1, 1, 2, 1]);
  expect(asked).toHaveLength(2);
});

describe('the alert list', () => {
  test('puts open alerts first, whatever the sort', () => {
    const statuses = (sort: number) =>
      alertItems(FLEET_ALERTS, choose({ sort })).map((alert) => alert.status);
    for (const sort of [0, 1, 2, 3]) {
      expect(statuses(sort)).toEqual(['open', 'open', 'acknowledged', 'resolved', 'dismissed']);
    }
  });

  test('narrows by status and by text', () => {
    const past = ALERT_STATUS_FILTERS.findIndex((filter) => filter.name === 'past');
    expect(alertItems(FLEET_ALERTS, choose({ status: past })).map((a) => a.status)).toEqual([
      'resolved',
      'dismissed',
    ]);
    expect(alertItems(FLEET_ALERTS, choose({ filter: 'STUCK' })).map((a) => a.type)).toEqual(['stuck_agent']);
  });

  test('evidence is words, durations are minutes, and the subject is not said twice', () => {
    const loop = FLEET_ALERTS[0] as (typeof FLEET_ALERTS)[number];
    expect(evidencePairs(loop)).toEqual([
      ['occurrences', '6'],
      ['window', '10 min'],
    ]);
  });

  test.each([
    ['error_loop', { occurrences: 6 }, 'exit code #', '×6 exit code #'],
    ['tool_loop', { occurrences: 20, distinct_calls: 1 }, 'Bash', 'Bash ×20, 1 distinct call'],
    ['tool_loop', { occurrences: 20, distinct_calls: 3 }, 'Bash', 'Bash ×20, 3 distinct calls'],
    ['tool_loop', { occurrences: 20 }, 'Bash', 'Bash ×20'],
    ['stuck_agent', { idle_ms: 11 * MINUTE }, '', 'silent 11 min'],
    ['stuck_agent', { idle_ms: 11 * MINUTE, tool_name: 'Bash' }, '', 'silent 11 min in Bash'],
    ['tool_loop', { note: 'of another program' }, 'Bash', 'Bash · note of another program'],
    ['constructor', { calls: 3, pause_ms: 4000 }, null, 'calls 3 · pause 4 s'],
  ] as const)('%s %j of %j reads %j', (type, evidence, subject, told) => {
    expect(evidenceText(alertReport('a', { type, evidence, subject }), UNICODE_GLYPHS)).toBe(told);
  });

  test('evidence is plain ASCII where there is nothing else', () => {
    const loop = alertReport('a', { subject: 'exit 1', evidence: { occurrences: 6 } });
    expect(evidenceText(loop, ASCII_GLYPHS)).toBe('x6 exit 1');
  });
});

describe('cursors', () => {
  const list = (ids: string[], height = 3, start: Movable['start'] = 'first'): Movable => ({
    ids,
    count: ids.length,
    height,
    start,
  });
  const at = (selected: string | null, top = 0) => ({ selected, top });

  test('selection follows identity when the rows change places', () => {
    expect(selectedIndex(at('c'), list(['a', 'b', 'c']))).toBe(2);
    expect(selectedIndex(at('c'), list(['c', 'a', 'b']))).toBe(0);
  });

  test('a selection that is gone stands at the natural start', () => {
    expect(selectedIndex(at('gone'), list(['a', 'b']))).toBe(0);
    expect(selectedIndex(at('gone'), list(['a', 'b'], 3, 'last'))).toBe(1);
    expect(selectedIndex(at('gone'), list([]))).toBe(-1);
  });

  test('scrolls by as little as possible and stops at the ends', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const down = moveCursor(moveCursor(at('c'), list(ids), 1), list(ids), 0);
    expect(down).toEqual(at('d', 1));
    expect(moveCursor(down, list(ids), -1)).toEqual(at('c', 1));
    expect(moveCursor(down, list(ids), Number.POSITIVE_INFINITY)).toEqual(at('e', 2));
    expect(moveCursor(down, list(ids), Number.NEGATIVE_INFINITY)).toEqual(at('a', 0));
  });

  test('at the end of a growing list the selection lets go, and follows', () => {
    const moved = moveCursor(at('a'), list(['a', 'b'], 3, 'last'), 1);
    expect(moved.selected).toBeNull();
    expect(selectedIndex(moved, list(['a', 'b', 'c'], 3, 'last'))).toBe(2);
  });

  test('a pane scrolls without a selection', () => {
    const pane: Movable = { ids: null, count: 10, height: 4, start: 'first' };
    expect(moveCursor(at(null, 0), pane, 100)).toEqual(at(null, 6));
    expect(visibleTop(at(null, 99), pane)).toBe(6);
    expect(moveCursor(at(null), { ...pane, count: 0 }, 1)).toEqual(at(null));
  });
});

describe('columns', () => {
  const column = (id: string, min: number, max: number, rank: number, grows = false): Column<string> => ({
    id,
    title: id,
    align: 'left',
    min,
    max,
    rank,
    cell: (text) => [{ text }],
    ...(grows ? { grows } : {}),
  });
  const columns = [column('a', 5, 20, 0), column('b', 5, 5, 2), column('c', 5, 60, 1, true)];
  const widths = (width: number, rows: string[]) =>
    placeColumns(columns, rows, width, 1).map((placed) => `${placed.column.id}${placed.width}`);

  test('leaves out the least wanted when there is no room', () => {
    expect(widths(17, [])).toEqual(['a5', 'b5', 'c5']);
    expect(widths(16, [])).toEqual(['a5', 'c10']);
    expect(widths(10, [])).toEqual(['a5']);
  });

  test('grows to its content, keeps a reserve for the one that takes the rest', () => {
    expect(widths(60, ['twelve chars'])).toEqual(['a12', 'b5', 'c41']);
    expect(widths(30, ['twenty-two characters!'])).toEqual(['a16', 'b5', 'c7']);
  });
});
