import { expect, test } from 'vitest';
import { remembered } from '../../src/domain/remembered.ts';

test('finds a value once, null too; a full cache keeps what it has until one more is to be kept', () => {
  const asked: string[] = [];
  const cache = new Map<string, string | null>();
  const find = (key: string) => remembered(cache, key, 2, () => (asked.push(key) === 1 ? null : key));
  expect([find('a'), find('b'), find('a'), find('b')]).toEqual([null, 'b', null, 'b']);
  expect(asked).toEqual(['a', 'b']);
  expect([find('c'), find('b')]).toEqual(['c', 'b']);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
