import { expect, test } from 'vitest';
import { isGone, problemOf, reasonOf } from '../../src/ingest/problems.ts';

const failed = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });

test.each([
  ['EACCES', 'permission denied', true],
  ['ENOENT', 'no such file or folder', true],
  ['ELOOP', 'symbolic links lead in a circle', true],
  ['EMFILE', 'too many open files in this process; it is tried again', false],
  ['EIO', 'the disk reports a read error', false],
  ['EDOM', 'the system reports EDOM', false],
])('%s is said in words; it tells that the file is gone: %3$s', (code, reason, gone) => {
  expect(reasonOf(failed(code))).toBe(reason);
  expect(isGone(failed(code))).toBe(gone);
});

test('a bug is not made a problem of a file', () => {
  const bug = new TypeError('x is not a function');
  expect(() => problemOf(bug, '/logs/a.jsonl', null)).toThrow(bug);
  expect(isGone(bug)).toBe(false);
});
