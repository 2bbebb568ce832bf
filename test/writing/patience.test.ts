import { beforeEach, describe, expect, test } from 'vitest';
import type { ObservedFile } from '../../src/domain/source.ts';
import { Patience } from '../../src/writing/patience.ts';

const FILE: ObservedFile = {
  ...{ path: '/w/opencode.db', source: 'opencode', gz: false, adapterVersion: 1 },
  ...{ dev: 1, ino: 2, size: 3, mtimeMs: 4, ctimeMs: 5 },
};
const MINUTE = 60_000;

let now: number;
let patience: Patience;
beforeEach(() => {
  now = 1_000;
  patience = new Patience(() => now);
});

/** Minutes after which it is due again. */
function waited(): number {
  const from = now;
  while (!patience.isDue(FILE)) now += MINUTE / 2;
  return (now - from) / MINUTE;
}

describe('a document that cannot be read', () => {
  test('is tried again ever more seldom, at last every ten minutes', () => {
    const waits = Array.from({ length: 7 }, () => {
      patience.failed(FILE);
      return waited();
    });
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 10, 10]);
  });

  test.each([
    ['its size', { size: 4 }],
    ['when it was written', { mtimeMs: 5 }],
    ['the file at its path', { ino: 3 }],
    ['the adapter', { adapterVersion: 2 }],
  ])('is due at once when %s changed, and patience begins anew', (_what, change) => {
    for (let times = 0; times < 5; times++) patience.failed(FILE);
    expect(patience.isDue(FILE)).toBe(false);
    expect(patience.isDue({ ...FILE, ...change })).toBe(true);
    patience.failed({ ...FILE, ...change });
    patience.failed(FILE);
    expect(waited()).toBe(0.5);
  });

  test('and then can be read is forgotten', () => {
    patience.failed(FILE);
    patience.wasRead(FILE, null);
    expect(patience.isDue(FILE)).toBe(true);
  });
});

test('a document that will mean more later is due then', () => {
  patience.wasRead(FILE, 9 * MINUTE);
  expect(waited()).toBe(9);
  expect(patience.isDue({ ...FILE, path: '/w/other.db' })).toBe(true);
});
