import os from 'node:os';
import { expect, test } from 'vitest';
import { watchedPlaces } from '../../src/commands/follow.ts';

test('names the places that are there, and counts those that are not', () => {
  const here = os.tmpdir();
  expect(watchedPlaces([here, '/nowhere/a', here, '/nowhere/b'])).toBe(
    `${here}, 2 places where nothing is yet`,
  );
  expect(watchedPlaces([here])).toBe(here);
  expect(watchedPlaces(['/nowhere/a'])).toBe('1 place where nothing is yet');
});
