import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openReader, openWriter, schemaVersion } from '../../src/db/open.ts';
import { MIGRATIONS } from '../../src/db/schema.ts';

const schema = vi.hoisted(() => ({ migrations: [] as { name: string; sql: string }[] }));
vi.mock('../../src/db/schema.ts', async (load) => {
  const real = await load<typeof import('../../src/db/schema.ts')>();
  schema.migrations = [...real.MIGRATIONS];
  return { MIGRATIONS: schema.migrations };
});

const RELEASED = [...MIGRATIONS];
const options = { busyTimeoutMs: 50, now: () => 0 };
let file: string;

beforeEach(() => {
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-migrate-')), 'agentperf.db');
  const db = openWriter(file, options);
  db.prepare(`INSERT INTO task_names (task_id) VALUES ('kept')`).run();
  db.close();
});
afterEach(() => {
  schema.migrations.splice(0, schema.migrations.length, ...RELEASED);
  fs.rmSync(path.dirname(file), { recursive: true });
});

/** What a later version of agentperf would bring. */
const bring = (...sql: string[]) =>
  schema.migrations.push(...sql.map((text, n) => ({ name: `later ${n}`, sql: text })));
const version = RELEASED.length;

/** Opens without looking: version, and which of the tables of the test are there. */
function stored(name = file): { version: number; tables: unknown[]; tasks: unknown[] } {
  const db = new Database(name, { readonly: true });
  try {
    return {
      version: schemaVersion(db),
      tables: db.prepare(`SELECT name FROM sqlite_master WHERE name LIKE 'later%' ORDER BY 1`).pluck().all(),
      tasks: db.prepare(`SELECT task_id FROM task_names`).pluck().all(),
    };
  } finally {
    db.close();
  }
}

describe('an older schema', () => {
  test('is brought up to date in order and keeps its rows', () => {
    bring('CREATE TABLE later1 (a)', 'CREATE TABLE later2 (a); INSERT INTO later1 VALUES (1)');
    openWriter(file, options).close();
    expect(stored()).toEqual({ version: version + 2, tables: ['later1', 'later2'], tasks: ['kept'] });
  });

  test('is backed up first, in a file that only its owner can read', () => {
    bring('CREATE TABLE later1 (a)');
    openWriter(file, options).close();
    const backup = `${file}.before-schema-${version + 1}`;
    expect(stored(backup)).toEqual({ version, tables: [], tasks: ['kept'] });
    expect(fs.statSync(backup).mode & 0o777).toBe(0o600);
  });

  test('is changed by a migration wholly or not at all', () => {
    bring('CREATE TABLE later1 (a)', 'CREATE TABLE later2 (a); CREATE TABLE later2 (b)');
    expect(() => openWriter(file, options)).toThrow();
    expect(stored()).toEqual({ version: version + 1, tables: ['later1'], tasks: ['kept'] });
  });

  test('a start after a failed one is not stopped by the backup that was made then', () => {
    bring('CREATE TABLE later1 (a); CREATE TABLE later1 (b)');
    expect(() => openWriter(file, options)).toThrow('already exists');
    schema.migrations.pop();
    bring('CREATE TABLE later1 (a)');
    openWriter(file, options).close();
    expect(stored()).toMatchObject({ version: version + 1, tables: ['later1'] });
  });

  test('is not read before a writer has brought it up to date', () => {
    bring('CREATE TABLE later1 (a)');
    expect(() => openReader(file, options)).toThrow(/schema is older/);
  });
});

test('opening a current one changes no table and makes no backup', () => {
  openWriter(file, options).close();
  expect(stored()).toEqual({ version, tables: [], tasks: ['kept'] });
  expect(fs.readdirSync(path.dirname(file)).filter((name) => name.includes('before'))).toEqual([]);
});
