import fs from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupDaily, backupsOf } from '../../src/db/backup.ts';
import { TestDatabase } from '../helpers/database.ts';
import { record } from '../helpers/records.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 1, 27, 22);

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
  database.feed(database.file(), [record({}), record({})]);
});
afterEach(() => database.remove());

const backup = (now: number) => backupDaily(database.db, database.path, now);
const days = () => backupsOf(database.path).map((name) => name.slice(-10));

test('a backup is a whole database that only its owner can read', () => {
  expect(backup(FIRST)).toBe(true);
  const [name] = backupsOf(database.path);
  expect(name).toBe(`${database.path}.backup-2026-02-27`);
  expect(fs.statSync(name as string).mode & 0o777).toBe(0o600);
  const copy = new Database(name, { readonly: true });
  expect(copy.prepare(`SELECT count(*) FROM events`).pluck().get()).toBe(2);
  expect(copy.pragma('quick_check', { simple: true })).toBe('ok');
  copy.close();
});

test('there is at most one a day, also after a restart; a clock that went far back does not stop them', () => {
  expect(backup(FIRST)).toBe(true);
  database.restart();
  expect(backup(FIRST + DAY_MS - 1)).toBe(false);
  expect(backup(FIRST + DAY_MS)).toBe(true);
  expect(backup(FIRST - 30 * DAY_MS)).toBe(true);
});

test('three are kept, and nothing else is removed', () => {
  fs.writeFileSync(`${database.path}.backup-mine`, '');
  fs.writeFileSync(`${database.path}.corrupt-2026`, '');
  for (let day = 0; day < 5; day++) backup(FIRST + day * DAY_MS);
  expect(days()).toEqual(['2026-03-03', '2026-03-02', '2026-03-01']);
  expect(fs.existsSync(`${database.path}.backup-mine`)).toBe(true);
  expect(fs.existsSync(`${database.path}.corrupt-2026`)).toBe(true);
});

test('what a crash left of a backup does not stop the next one', () => {
  fs.writeFileSync(`${database.path}.backup-2026-02-27.unfinished`, 'half');
  expect(backup(FIRST)).toBe(true);
  expect(fs.readdirSync(database.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('a backup that fails leaves none behind and is tried again', () => {
  database.db.exec('BEGIN');
  expect(() => backup(FIRST)).toThrow();
  database.db.exec('ROLLBACK');
  expect(fs.readdirSync(database.folder).filter((name) => name.includes('backup'))).toEqual([]);
  expect(backup(FIRST)).toBe(true);
});
