import { expect, it } from 'vitest';
import { insertByTime, pruneBefore, RecentMap, RecentSet } from '../../src/alerts/recent.ts';

it('a recent map forgets what was set longest ago and says what that was', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  expect(map.set('c', 4)).toEqual(['b', 2]);
  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});

it('a recent set says what it has not seen lately', () => {
  const set = new RecentSet<number>(2);
  expect([1, 2, 1, 3, 2, 1].map((value) => set.add(value))).toEqual([true, true, false, true, true, true]);
});

it('late items find their place, and pruning keeps the edge of the window', () => {
  const items = [{ at: 1 }, { at: 3 }];
  insertByTime(items, { at: 2 });
  insertByTime(items, { at: 9 });
  pruneBefore(items, 2, 10);
  expect(items.map((item) => item.at)).toEqual([2, 3, 9]);
  pruneBefore(items, 0, 2);
  expect(items.map((item) => item.at)).toEqual([3, 9]);
});
