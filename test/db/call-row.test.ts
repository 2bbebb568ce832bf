import { expect, test } from 'vitest';
import { BLANK_CALL, CALL_COLUMNS, callValues } from '../../src/db/call-row.ts';

test('the values of a call stand in the order of its columns', () => {
  const named = Object.fromEntries(CALL_COLUMNS.map((name) => [name, name]));
  expect(callValues({ ...BLANK_CALL, ...named })).toEqual(CALL_COLUMNS);
});
