import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asideName, asideOf } from '../../src/db/aside.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-aside-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 2, 4, 9, 30);

test('an old database is named by what it is, by when, and like no other', () => {
  const file = path.join(folder, 'a.db');
  const sound = asideName(file, true, NOW);
  expect(path.basename(sound)).toBe('a.db.before-rebuild-2026-03-04T093000.000Z');
  expect(path.basename(asideName(file, false, NOW))).toBe('a.db.corrupt-2026-03-04T093000.000Z');
  fs.writeFileSync(sound, '');
  expect(asideName(file, true, NOW)).toBe(`${sound}-2`);
});

test('they are found with what belongs to them, and nothing else is taken for one', () => {
  const file = path.join(folder, 'a.db');
  for (const name of ['a.db', 'a.db.backup-2026-03-04', 'b.db.corrupt-1', 'a.db.corrupt-1-wal'])
    fs.writeFileSync(path.join(folder, name), '12');
  for (const name of ['a.db.corrupt-1', 'a.db.before-rebuild-2'])
    fs.writeFileSync(path.join(folder, name), '345');
  expect(asideOf(file)).toEqual([
    { path: `${file}.before-rebuild-2`, bytes: 3 },
    { path: `${file}.corrupt-1`, bytes: 5 },
  ]);
  expect(asideOf(path.join(folder, 'none', 'a.db'))).toEqual([]);
});
