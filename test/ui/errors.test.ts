import { describe, expect, test } from 'vitest';
import type { ErrorReport } from '../../src/domain/report.ts';
import { clusterColumns } from '../../src/ui/detail-columns.ts';
import { ERROR_SORTS, errorItems } from '../../src/ui/error-list.ts';
import { initialState, type ListChoice } from '../../src/ui/state.ts';
import { FLEET_NOW, MINUTE } from '../helpers/fake-fleet-parts.ts';

const PLAIN = initialState('dark').lists.errors;
const choose = (change: Partial<ListChoice>): ListChoice => ({ ...PLAIN, ...change });

function cluster(fingerprint: string, change: Partial<ErrorReport> = {}): ErrorReport {
  const seen = { firstSeen: FLEET_NOW - 9 * MINUTE, lastSeen: FLEET_NOW - 5 * MINUTE };
  return { fingerprint, category: 'unknown', count: 1, sessions: 1, sample: fingerprint, ...seen, ...change };
}

const ERRORS = [
  cluster('rare', { lastSeen: null }),
  cluster('often', { count: 9, category: 'test_failure' }),
  cluster('everywhere', { count: 3, sessions: 3, sample: 'API Error: 529', category: 'overloaded' }),
  cluster('just now', { lastSeen: FLEET_NOW, category: 'network' }),
];

const order = (change: Partial<ListChoice>): string[] =>
  errorItems(ERRORS, choose(change)).map((error) => error.fingerprint);
const sortBy = (column: string): number => ERROR_SORTS.findIndex((sort) => sort.column === column);

describe('the list of errors', () => {
  test('puts the most frequent first, of equals the newest, unknown times last', () => {
    expect(order({})).toEqual(['often', 'everywhere', 'just now', 'rare']);
  });

  test.each([
    ['sessions', ['everywhere', 'just now', 'often', 'rare']],
    ['last', ['just now', 'everywhere', 'often', 'rare']],
    ['category', ['just now', 'everywhere', 'often', 'rare']],
  ])('sorts by %s', (column, expected) => {
    expect(order({ sort: sortBy(column) })).toEqual(expected);
  });

  test('turns the order round', () => {
    expect(order({ reversed: true })[3]).toBe('often');
  });

  test('filters by category, sample and fingerprint, in any case', () => {
    expect(order({ filter: 'TEST_' })).toEqual(['often']);
    expect(order({ filter: 'api error' })).toEqual(['everywhere']);
    expect(order({ filter: 'just' })).toEqual(['just now']);
  });
});

describe('a cluster', () => {
  const sampleOf = (sample: string, fingerprint: string): string =>
    (clusterColumns(FLEET_NOW).at(-1)?.cell(cluster(fingerprint, { sample }), 80) ?? [])
      .map((segment) => segment.text)
      .join('');

  test.each([
    ['Exit code 1', 'exit code # fail <path> > cart total', 'Exit code 1 fail <path> > cart total'],
    ['API Error: 529', 'api error: #', 'API Error: 529'],
    ['cannot open /tmp/a', 'cannot open <path>', 'cannot open /tmp/a'],
  ])('%j of %j is told as %j', (sample, fingerprint, told) => {
    expect(sampleOf(sample, fingerprint)).toBe(told);
  });

  test('says in how many sessions it happened', () => {
    const sessions = clusterColumns(FLEET_NOW).find((column) => column.id === 'sessions');
    expect(sessions?.cell(ERRORS[2] as ErrorReport, 9)).toEqual([{ text: '3' }]);
  });
});
