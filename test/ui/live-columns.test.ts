import { describe, expect, test } from 'vitest';
import type { LiveRow } from '../../src/domain/live.ts';
import { placeColumns } from '../../src/ui/columns.ts';
import { ASCII_GLYPHS, type Glyphs, UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { liveColumns } from '../../src/ui/live-columns.ts';
import { type LiveItem, liveItems } from '../../src/ui/live-list.ts';
import { initialState } from '../../src/ui/state.ts';
import { FLEET_NOW, liveRow, place } from '../helpers/fake-fleet-parts.ts';
import { FLEET_ROWS } from '../helpers/fake-fleet-rows.ts';

const columns = (glyphs: Glyphs = UNICODE_GLYPHS) =>
  liveColumns({
    now: FLEET_NOW,
    glyphs,
    texts: { read: () => ({ role: 'assistant', headline: 'Bash npm test -- login', body: '' }) },
  });

function cell(column: string, width: number, change: Partial<LiveRow>, glyphs?: Glyphs, item = {}): string {
  const shown: LiveItem = {
    id: 'a',
    row: liveRow('a', change),
    depth: 0,
    hiddenChildren: 0,
    sharesPlace: false,
    ...item,
  };
  const found = columns(glyphs).find(({ id }) => id === column);
  return (found?.cell(shown, width) ?? []).map((segment) => segment.text).join('');
}

describe('a narrow cell keeps what tells rows apart', () => {
  test.each([
    [16, 'rig/polecats/nux'],
    [15, '…/polecats/nux'],
    [13, '…/nux'],
    [5, '…/nux'],
    [4, 'rig/polecats/nux'],
  ])('an agent in %d cells is %j', (width, text) => {
    expect(cell('agent', width, { agent: 'rig/polecats/nux' })).toBe(text);
  });

  test('hidden sub-agents are counted beside the name', () => {
    expect(cell('agent', 14, { agent: 'a/bcdefghij' }, UNICODE_GLYPHS, { hiddenChildren: 2 })).toBe(
      'a/bcdefghij +2',
    );
    expect(cell('agent', 13, { agent: 'a/bcdefghi-j' }, UNICODE_GLYPHS, { hiddenChildren: 2 })).toContain(
      ' +2',
    );
  });

  test.each([
    [20, 'billing · minor-units'],
    [14, 'billing · minor-units'],
    [13, 'billing'],
  ])('a project in %d cells is given as %j to be cut', (width, text) => {
    expect(cell('project', width, { project: 'billing', branch: 'minor-units' })).toBe(text);
  });

  test('a short branch needs less room', () => {
    expect(cell('project', 9, { project: 'search', branch: 'x' })).toBe('search');
    expect(cell('project', 10, { project: 'search', branch: 'x' })).toBe('search · x');
  });

  test('a branch without a project stands alone, and no place is said twice in a tree', () => {
    expect(cell('project', 9, { project: null, branch: 'main' })).toBe('main');
    expect(cell('project', 9, {}, UNICODE_GLYPHS, { sharesPlace: true })).toBe('');
  });

  test.each([
    [60, 'same failure ×6 · Bash npm test -- login'],
    [30, 'same failure ×6 · Bash npm test -- login'],
    [29, 'same failure ×6'],
  ])('why comes before what in %d cells: %j', (width, text) => {
    expect(
      cell('now', width, { attention: 'looping', attentionReason: 'same failure ×6', nowPlace: place(1) }),
    ).toBe(text);
  });

  test('an ASCII terminal gets an x for ×', () => {
    expect(cell('now', 20, { attention: 'looping', attentionReason: '×6' }, ASCII_GLYPHS)).toContain('x6');
  });
});

describe('the live table', () => {
  const widths = (inner: number, gap: number): Map<string, number> => {
    const items = liveItems(FLEET_ROWS, initialState('dark').lists.live, true);
    const placed = placeColumns(columns(), items, inner, gap);
    return new Map(placed.map(({ column, width }) => [column.id, width]));
  };

  test('at 80 columns has all but model and rate, at 60 what the first look needs', () => {
    expect([...widths(75, 1).keys()]).toEqual([
      'status',
      'agent',
      'project',
      'context',
      'tokens',
      'cost',
      'age',
      'now',
    ]);
    expect([...widths(55, 1).keys()]).toEqual(['status', 'agent', 'context', 'cost', 'now']);
  });

  test.each([
    [75, 1],
    [115, 1],
    [155, 2],
    [195, 2],
  ])('fills %d cells exactly', (inner, gap) => {
    const placed = widths(inner, gap);
    const leads = columns().reduce(
      (sum, column) => sum + (placed.has(column.id) ? (column.lead ?? 0) : 0),
      0,
    );
    const total = [...placed.values()].reduce((sum, width) => sum + width, 0);
    expect(total + leads + (placed.size - 1) * gap).toBe(inner);
  });

  test('wider terminals give project and now more', () => {
    const [narrow, wide, widest] = [widths(115, 1), widths(155, 2), widths(195, 2)];
    expect(narrow.get('project')).toBeGreaterThanOrEqual(15);
    expect(wide.get('project')).toBeGreaterThan(narrow.get('project') as number);
    expect(widest.get('now')).toBeGreaterThan(wide.get('now') as number);
  });
});
