import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explain, openReader, openWriter, schemaVersion } from '../../src/db/open.ts';
import { MIGRATIONS } from '../../src/db/schema.ts';
import { UserError } from '../../src/domain/user-error.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-open-'));
  file = path.join(folder, 'data', 'agentperf.db');
  fs.mkdirSync(path.dirname(file), { mode: 0o700 });
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const options = { busyTimeoutMs: 50, now: () => 0 };
const write = () => openWriter(file, options);
const make = () => write().close();
const modeOf = (name: string) => (fs.statSync(name).mode & 0o777).toString(8);
const digest = () => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

/** The UserError that an act throws. */
function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Writing and reading are both refused with exit 6, and not a byte of the file is changed. */
function expectRefusedUntouched(why: RegExp): void {
  const before = digest();
  for (const act of [write, () => openReader(file, options)]) {
    const error = refusal(act);
    expect(error.exitCode).toBe(6);
    expect(error.line()).toMatch(why);
    expect(error.line()).toContain(file);
  }
  expect(digest()).toBe(before);
}

describe('what is made', () => {
  test('a file that only its owner can read, in a folder that only its owner can enter, whatever the umask', () => {
    const before = process.umask(0);
    try {
      file = path.join(folder, 'new', 'deep', 'agentperf.db');
      const db = write();
      db.prepare(`INSERT INTO meta (key, value) VALUES ('a', 'b')`).run();
      const names = fs.readdirSync(path.dirname(file)).sort();
      expect(names).toEqual(['agentperf.db', 'agentperf.db-shm', 'agentperf.db-wal']);
      for (const name of names)
        expect([name, modeOf(path.join(path.dirname(file), name))]).toEqual([name, '600']);
      expect(modeOf(path.dirname(file))).toBe('700');
      db.close();
    } finally {
      process.umask(before);
    }
  });

  test('a file that others could read is closed to them', () => {
    make();
    fs.chmodSync(file, 0o644);
    make();
    expect(modeOf(file)).toBe('600');
  });

  test('the current schema, in WAL mode', () => {
    const db = write();
    expect(schemaVersion(db)).toBe(MIGRATIONS.length);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
    db.close();
  });

  test('a reader cannot write', () => {
    make();
    const db = openReader(file, options);
    expect(() => db.prepare(`DELETE FROM meta`).run()).toThrow(/readonly/);
    db.close();
  });
});

describe('what is refused with exit 6, and left as it is', () => {
  test('a newer schema', () => {
    make();
    const db = new Database(file);
    db.pragma('user_version = 9999');
    db.pragma('journal_mode = DELETE');
    db.close();
    expectRefusedUntouched(/newer agentperf \(schema 9999, this one knows \d+\)/);
  });

  test('a database with other tables than this build makes', () => {
    make();
    const db = new Database(file);
    expect(db.pragma('application_id', { simple: true })).not.toBe(0);
    db.pragma('application_id = 0');
    db.pragma('journal_mode = DELETE');
    db.close();
    expectRefusedUntouched(/made by another build of this agentperf/);
  });

  test.each([0, 1])("another program's database, with user_version %i", (version) => {
    const db = new Database(file);
    db.exec(`CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')`);
    db.pragma(`user_version = ${version}`);
    db.close();
    expectRefusedUntouched(/another program/);
  });

  test('a file that is no database', () => {
    fs.writeFileSync(file, 'once upon a time '.repeat(400));
    expectRefusedUntouched(/damaged or not a database/);
  });

  test('a folder', () => {
    fs.mkdirSync(file);
    for (const act of [write, () => openReader(file, options)])
      expect(refusal(act)).toMatchObject({ exitCode: 6 });
    expect(fs.readdirSync(file)).toEqual([]);
  });

  test('a page in the middle that a plain open does not notice', () => {
    const db = write();
    const put = db.prepare(`INSERT INTO task_names (task_id) VALUES (?)`);
    db.transaction(() => {
      for (let n = 0; n < 2000; n++) put.run(`task ${n} ${'x'.repeat(40)}`);
    })();
    db.close();
    const bytes = fs.readFileSync(file);
    bytes.fill(0xff, 4096 * 40, 4096 * 41);
    fs.writeFileSync(file, bytes);
    const before = digest();
    expect(refusal(write)).toMatchObject({ exitCode: 6 });
    expect(digest()).toBe(before);
  });

  test('a folder for everyone that belongs to somebody else', () => {
    if (process.getuid?.() !== 0) {
      console.log('skipped: needs root to give a folder away');
      return;
    }
    fs.chownSync(path.dirname(file), 12_345, 12_345);
    fs.chmodSync(path.dirname(file), 0o777);
    expect(refusal(write)).toMatchObject({ exitCode: 6, why: 'the folder is writable by everyone' });
    expect(fs.existsSync(file)).toBe(false);
  });

  test('a link that belongs to somebody else', () => {
    if (process.getuid?.() !== 0) {
      console.log('skipped: needs root to give a link away');
      return;
    }
    const victim = path.join(folder, 'victim');
    fs.writeFileSync(victim, 'precious');
    fs.symlinkSync(victim, file);
    fs.lchownSync(file, 12_345, 12_345);
    expect(refusal(write)).toMatchObject({ exitCode: 6, why: 'a link owned by another user' });
    expect(fs.readFileSync(victim, 'utf8')).toBe('precious');
  });

  test('reading a file that no agentperf has filled yet', () => {
    fs.writeFileSync(file, '');
    expect(refusal(() => openReader(file, options))).toMatchObject({ exitCode: 6 });
  });
});

describe('other refusals', () => {
  test('a database that somebody locks: exit 5 after the time limit', () => {
    make();
    const holder = new Database(file);
    holder.exec('BEGIN EXCLUSIVE');
    const db = write();
    const error = refusal(() => {
      try {
        db.prepare(`INSERT INTO meta VALUES ('a', 'b')`).run();
      } catch (thrown) {
        throw explain(file, thrown);
      }
    });
    expect(error.exitCode).toBe(5);
    db.close();
    holder.close();
  });

  test('a path through a file: exit 7', () => {
    fs.writeFileSync(path.join(folder, 'plain'), '');
    file = path.join(folder, 'plain', 'agentperf.db');
    expect(refusal(write)).toMatchObject({ exitCode: 7 });
  });

  test('a missing file cannot be read: exit 7', () => {
    expect(refusal(() => openReader(file, options))).toMatchObject({ exitCode: 7 });
  });
});

describe('what SQLite and the system say becomes one sentence and an exit code', () => {
  test.each([
    ['SQLITE_BUSY', 5],
    ['SQLITE_BUSY_SNAPSHOT', 5],
    ['SQLITE_LOCKED', 5],
    ['SQLITE_CORRUPT', 6],
    ['SQLITE_CORRUPT_VTAB', 6],
    ['SQLITE_NOTADB', 6],
    ['SQLITE_FULL', 7],
    ['ENOSPC', 7],
    ['EDQUOT', 7],
    ['SQLITE_IOERR_FSYNC', 7],
    ['SQLITE_READONLY', 7],
    ['SQLITE_CANTOPEN', 7],
    ['EROFS', 7],
    ['EACCES', 7],
    ['EIO', 7],
  ])('%s: exit %i', (code, exitCode) => {
    const cause = Object.assign(new Error('says SQLite'), { code });
    const told = explain('/data/agentperf.db', cause);
    expect(told).toBeInstanceOf(UserError);
    expect(told).toMatchObject({ exitCode, where: '/data/agentperf.db', cause });
  });

  test('a bug stays a bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(explain('/data/agentperf.db', bug)).toBe(bug);
  });

  test('a sentence that was made already is not wrapped again', () => {
    const error = new UserError('database', 'x', 'why', null, 6);
    expect(explain('y', error)).toBe(error);
  });
});
