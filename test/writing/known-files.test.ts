import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { statLog } from '../../src/ingest/log-stats.ts';
import { KnownFiles } from '../../src/writing/known-files.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 2, 3, 12);

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-known-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function written(name: string, minutesAgo: number): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, '{}\n');
  fs.utimesSync(file, 0, (NOW - minutesAgo * MINUTE) / 1000);
  return file;
}

const found = (file: string) =>
  ({ file: { path: file, ...statLog(file, fs.statSync(file)) } }) as Parameters<KnownFiles['replace']>[0][0];

test('the recent ones are those that changed in ten minutes, the newest first, also when one changes that had not for long', () => {
  const [old, fresh, fresher] = [written('old', 60), written('fresh', 9), written('fresher', 2)];
  const known = new KnownFiles();
  known.replace([old, fresh, fresher].map(found));
  expect(known.recent(NOW)).toEqual([fresher, fresh]);
  expect(known.recent(NOW + 2 * MINUTE)).toEqual([fresher]);
  written('old', -2);
  known.noteChange(old);
  known.takeDirty();
  expect(known.recent(NOW + 2 * MINUTE)).toEqual([old, fresher]);
  known.replace([fresh].map(found));
  expect(known.recent(NOW)).toEqual([fresh]);
});
