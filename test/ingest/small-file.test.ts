import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSmallFile, readWholeFile } from '../../src/ingest/small-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'agentperf-small-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a regular file up to its limit, and nothing else, without waiting', () => {
  const file = join(folder, 'a.json');
  writeFileSync(file, 'größe');
  expect(readSmallFile(file, 7)).toBe('größe');
  expect(readSmallFile(file, 6)).toBeNull();
  expect(readSmallFile(join(folder, 'none'), 100)).toBeNull();
  symlinkSync(file, join(folder, 'link'));
  expect(readSmallFile(join(folder, 'link'), 100)).toBeNull();
  expect(readWholeFile(join(folder, 'link'), 7)?.toString()).toBe('größe');
  expect(readWholeFile(file, 6)).toBeNull();
  mkdirSync(join(folder, 'd'));
  expect(readSmallFile(join(folder, 'd'), 100)).toBeNull();
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  expect(readSmallFile(join(folder, 'fifo'), 100)).toBeNull();
  expect(readWholeFile(join(folder, 'fifo'), 100)).toBeNull();
});
