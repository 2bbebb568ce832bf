import { expect, test } from 'vitest';
import { CALL_COLUMNS, type CallRow, callValues } from '../../src/db/call-row.ts';

test('the values of a call stand in the order of its columns', () => {
  const named = Object.fromEntries(CALL_COLUMNS.map((name) => [name, name]));
  expect(callValues(named as unknown as CallRow)).toEqual(CALL_COLUMNS);
});
