import { expect, test } from 'vitest';
import { trendMarkers, type Use } from '../../src/metrics/trend-markers.ts';

const use = (name: string, at: number, uses: number, more: Partial<Use> = {}): Use => ({
  ...{ kind: 'harness_version', harness: 'claude_code', name, at, uses, isOld: false },
  ...more,
});
const names = (uses: readonly Use[], isBeginning = false) =>
  trendMarkers(uses, isBeginning).map(({ name }) => name);

test('what came into use within the window, oldest first, with its share of the work', () => {
  const uses = [use('2.0', 5, 30, { isOld: true }), use('2.2', 20, 10), use('2.1', 10, 60)];
  expect(trendMarkers(uses, false)).toEqual([
    { kind: 'harness_version', harness: 'claude_code', name: '2.1', at: 10, share: 0.6 },
    { kind: 'harness_version', harness: 'claude_code', name: '2.2', at: 20, share: 0.1 },
  ]);
});

test('what a history begins with changed nothing', () => {
  const codex = { harness: 'codex' };
  const uses = [use('2.0', 5, 1), use('2.1', 9, 1), use('0.4', 7, 1, codex), use('0.5', 8, 1, codex)];
  expect(names(uses, true)).toEqual(['0.5', '2.1']);
  expect(names(uses)).toEqual(['2.0', '0.4', '0.5', '2.1']);
});

test('only the most used ones, and none that hardly anything used', () => {
  const many = Array.from({ length: 9 }, (_, n) => use(`2.${n}`, n, 100 + n));
  expect(names([...many, use('3.0', 20, 1)])).toEqual(['2.4', '2.5', '2.6', '2.7', '2.8']);
  expect(names([use('2.0', 1, 99), use('3.0', 20, 1)])).toEqual(['2.0']);
});
