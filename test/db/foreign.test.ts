/** Databases of other programs are read and never changed, whatever state they are in. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openForeign } from '../../src/db/foreign.ts';

let folder: string;
let file: string;
const writers: Database.Database[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-foreign-'));
  file = path.join(folder, 'opencode.db');
});
afterEach(() => {
  for (const writer of writers.splice(0)) writer.close();
  fs.rmSync(folder, { recursive: true });
});

function write(mode: 'wal' | 'delete'): Database.Database {
  const db = new Database(file);
  writers.push(db);
  db.pragma(`journal_mode = ${mode}`);
  db.exec('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)');
  return db;
}

/** A process that writes and is killed: its write-ahead log stays. */
function writeAndDie(): void {
  const script = `const db = new (require('better-sqlite3'))(process.argv[1]); db.pragma('journal_mode = WAL');
    db.exec('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'); process.kill(process.pid, 'SIGKILL')`;
  spawnSync(process.execPath, ['-e', script, file]);
}

/** Everything in the folder: names, contents, times. */
function state(...without: string[]): unknown {
  return fs
    .readdirSync(folder)
    .filter((name) => !without.includes(name))
    .map((name) => {
      const { mtimeNs, size, mode } = fs.statSync(path.join(folder, name), { bigint: true });
      return {
        name,
        mtimeNs,
        size,
        mode,
        bytes: fs.readFileSync(path.join(folder, name)).toString('latin1'),
      };
    });
}

function numbers(): unknown[] {
  const db = openForeign(file);
  try {
    return [...db.rows('SELECT n FROM t ORDER BY n')].map(({ n }) => n);
  } finally {
    db.close();
  }
}

const copies = (): string[] =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('agentperf-copy-'));

describe('a database that nobody has open', () => {
  test('in WAL mode: no file is made beside it, and none is changed', () => {
    write('wal').close();
    const before = state();
    expect(numbers()).toEqual([1, 2]);
    expect(state()).toEqual(before);
    expect(fs.readdirSync(folder)).toEqual(['opencode.db']);
  });

  test('in WAL mode in a folder that must not be written to', () => {
    write('wal').close();
    fs.chmodSync(folder, 0o500);
    try {
      expect(numbers()).toEqual([1, 2]);
    } finally {
      fs.chmodSync(folder, 0o700);
    }
  });

  test('with the empty log that another reader left behind', () => {
    write('wal').close();
    new Database(file, { readonly: true }).exec('SELECT * FROM t').close();
    const before = state();
    expect(numbers()).toEqual([1, 2]);
    expect(state()).toEqual(before);
  });

  test('without WAL', () => {
    write('delete').close();
    const before = state();
    expect(numbers()).toEqual([1, 2]);
    expect(state()).toEqual(before);
  });

  test('is seen as it is now, not as it was copied before', () => {
    write('wal').close();
    expect(numbers()).toEqual([1, 2]);
    const db = new Database(file);
    db.exec('INSERT INTO t VALUES (3)');
    db.close();
    expect(numbers()).toEqual([1, 2, 3]);
  });

  test('its copy leaves no name behind, even while it is open', () => {
    write('wal').close();
    const before = copies();
    const db = openForeign(file);
    expect(copies()).toEqual(before);
    db.close();
  });
});

describe('a database whose program was killed', () => {
  test('with its log: what is in the log is read, and stays there', () => {
    writeAndDie();
    expect(fs.statSync(`${file}-wal`).size).toBeGreaterThan(0);
    const before = state('opencode.db-shm');
    expect(numbers()).toEqual([1, 2]);
    // Which pages are in the log is memory that readers and writers share; only SQLite's own locks are taken in it.
    expect(state('opencode.db-shm')).toEqual(before);
  });

  test('with its log but without the index of it: none is made', () => {
    writeAndDie();
    fs.rmSync(`${file}-shm`);
    const before = state();
    expect(numbers()).toEqual([1, 2]);
    expect(state()).toEqual(before);
  });
});

describe('a database that its program writes to', () => {
  test('is read as of its last commit, and its files stay as they are', () => {
    const writer = write('wal');
    writer.exec('INSERT INTO t VALUES (3)');
    const before = state('opencode.db-shm');
    const db = openForeign(file);
    expect([...db.rows('SELECT n FROM t')]).toHaveLength(3);
    expect(state('opencode.db-shm')).toEqual(before);
    writer.exec('INSERT INTO t VALUES (4)');
    expect([...db.rows('SELECT n FROM t')]).toHaveLength(4);
    db.close();
  });

  test('does not keep it from being written to', () => {
    const writer = write('wal');
    const db = openForeign(file);
    const rows = db.rows('SELECT n FROM t');
    rows.next();
    expect(() => writer.exec('INSERT INTO t VALUES (3)')).not.toThrow();
    rows.return?.();
    db.close();
  });

  test('locked: SQLITE_BUSY, and read again when it is free', () => {
    const writer = write('delete');
    writer.exec('BEGIN EXCLUSIVE');
    expect(() => numbers()).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
    writer.exec('COMMIT');
    expect(numbers()).toEqual([1, 2]);
  });
});

test('nothing can be written through it', () => {
  write('wal').close();
  const db = openForeign(file);
  expect(() => [...db.rows('DELETE FROM t RETURNING n')]).toThrow();
  db.close();
  expect(numbers()).toEqual([1, 2]);
});

test('the same question may be asked while it is being answered', () => {
  write('wal').close();
  const db = openForeign(file);
  const answers = [...db.rows('SELECT n FROM t')].map(() => [...db.rows('SELECT n FROM t')].length);
  for (const _row of db.rows('SELECT n FROM t')) answers.push([...db.rows('SELECT n FROM t')].length);
  expect(answers).toEqual([2, 2, 2, 2]);
  db.close();
});

test.each([
  ['no database at all', 'x'.repeat(5000), 'SQLITE_NOTADB'],
  ['a damaged one', `SQLite format 3\0${'\u0001'.repeat(5000)}`, 'SQLITE_'],
])('%s says so', (_what, content, code) => {
  fs.writeFileSync(file, content, 'latin1');
  expect(() => numbers()).toThrow(expect.objectContaining({ code: expect.stringContaining(code) }));
});

test('a file that is gone is an error of the system', () => {
  expect(() => openForeign(file)).toThrow(
    expect.objectContaining({ code: 'ENOENT', syscall: expect.any(String) }),
  );
});

describe('its own program leaves between the look and the opening', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  test('no file is left beside it that was not there, and nothing of it is written', () => {
    const writer = write('wal');
    const real = fs.statSync;
    vi.spyOn(fs, 'statSync').mockImplementation(((name: fs.PathLike, options: fs.StatSyncOptions) => {
      const stats = real(name, options);
      if (String(name).endsWith('-shm') && writer.open) {
        writer.close();
        fs.utimesSync(file, 1_000, 1_000);
      }
      return stats;
    }) as typeof fs.statSync);
    syncBuiltinESMExports();
    expect(numbers()).toEqual([1, 2]);
    expect(fs.readdirSync(folder)).toEqual(['opencode.db']);
    expect(real(file).mtimeMs).toBe(1_000_000);
  });

  test('and comes back while it is read: its own files stay, and what it writes', () => {
    const writer = write('wal');
    const real = fs.statSync;
    let again: Database.Database | null = null;
    vi.spyOn(fs, 'statSync').mockImplementation(((name: fs.PathLike, options: fs.StatSyncOptions) => {
      const stats = real(name, options);
      if (String(name).endsWith('-shm') && writer.open) writer.close();
      return stats;
    }) as typeof fs.statSync);
    syncBuiltinESMExports();
    const db = openForeign(file);
    expect([...db.rows('SELECT n FROM t')]).toHaveLength(2);
    again = new Database(file);
    writers.push(again);
    again.exec('INSERT INTO t VALUES (3)');
    db.close();
    expect(fs.readdirSync(folder).sort()).toEqual(['opencode.db', 'opencode.db-shm', 'opencode.db-wal']);
    again.exec('INSERT INTO t VALUES (4)');
    expect(again.prepare('SELECT count(*) FROM t').pluck().get()).toBe(4);
  });
});
