import { expect, test } from 'vitest';
import { noun } from '../../src/domain/noun.ts';

test('one thing has a noun of its own, every other number of them the plural', () => {
  expect([0, 1, 2, null].map((count) => noun(count, 'line'))).toEqual(['lines', 'line', 'lines', 'lines']);
  expect([1, 2].map((count) => noun(count, 'copy', 'copies'))).toEqual(['copy', 'copies']);
});
