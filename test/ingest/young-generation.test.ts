import { execFileSync } from 'node:child_process';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';

const grown = (...words: string[]): number =>
  Number(
    execFileSync(execPath, ['scripts/run-ts.mjs', 'test/helpers/young-generation-child.ts', ...words], {
      encoding: 'utf8',
    }),
  );

test('the young generation stops growing when it has enough', () => {
  const [free, limited] = [grown(), grown('limited')];
  expect(free).toBeGreaterThan(16);
  expect(limited).toBe(16);
});
