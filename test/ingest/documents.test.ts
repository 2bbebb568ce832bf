import fs from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileRegistry } from '../../src/db/files.ts';
import { openForeign } from '../../src/db/foreign.ts';
import { DocumentFolder } from '../helpers/document-folder.ts';

let folder: DocumentFolder;
beforeEach(() => {
  folder = new DocumentFolder();
});
afterEach(() => folder.remove());

const sums = () => ({
  events: folder.sum('events'),
  calls: folder.sum('model_calls'),
  output: folder.sum('output'),
});

describe('a document that is rewritten', () => {
  test('its records are counted once, those that changed are brought up to date', () => {
    folder.write('a.json', { a: 1, b: 2 });
    folder.look('a.json');
    folder.write('a.json', { a: 1, b: 20, c: 3 });
    folder.look('a.json');
    expect(sums()).toEqual({ events: 3, calls: 3, output: 24 });
  });

  test('unchanged, it is not read', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    expect(folder.look('a.json')).toBe(0);
    expect(folder.reads).toBe(1);
  });

  test('changed in nothing that counts, it is known as read', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    folder.write('a.json', '{ "a": 1 }');
    folder.look('a.json');
    expect(folder.look('a.json')).toBe(0);
    expect([folder.reads, folder.sum('events')]).toEqual([2, 1]);
  });

  test('a record that is gone stays counted', () => {
    folder.write('a.json', { a: 1, b: 2 });
    folder.look('a.json');
    folder.write('a.json', {});
    folder.look('a.json');
    expect(sums()).toEqual({ events: 2, calls: 2, output: 3 });
  });

  test('half written, the last good version stays, and it is a problem until it is whole', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    folder.write('a.json', '{"a":1,"b"');
    for (let look = 0; look < 2; look++)
      expect(folder.look('a.json')).toMatchObject({ reason: 'half written' });
    expect(sums()).toEqual({ events: 1, calls: 1, output: 1 });
    folder.write('a.json', { a: 1, b: 2 });
    expect(folder.look('a.json')).toBe(1);
    expect(sums()).toEqual({ events: 2, calls: 2, output: 3 });
  });

  test.each([
    ['grew', '{"a":1}  '],
    ['became shorter', '{}'],
    ['was rewritten', '{"a":9}'],
  ])('one that %s while it was read is read again', (_how, content) => {
    folder.write('a.json', { a: 1 });
    folder.meanwhile = () => {
      fs.writeFileSync(folder.at('a.json'), content);
      fs.utimesSync(folder.at('a.json'), 1, 1);
    };
    expect(folder.look('a.json')).toHaveProperty('reason');
    expect([folder.reads, folder.sum('events')]).toEqual([0, 0]);
    folder.meanwhile = () => undefined;
    expect(folder.look('a.json')).not.toHaveProperty('reason');
  });

  test('a newer adapter reads it again and counts nothing twice', () => {
    folder.write('a.json', { a: 1, b: 2 });
    folder.look('a.json');
    folder.version = 2;
    expect(folder.look('a.json')).toBe(1);
    expect(sums()).toEqual({ events: 2, calls: 2, output: 3 });
    expect(folder.look('a.json')).toBe(0);
  });
});

describe('a document given in parts', () => {
  const entries = { a: 1, b: 2, c: 3, d: 4, e: 5 };

  test.each([0, 1, 2, 3])('killed behind %i of them, it goes on with the rest', (parts) => {
    folder.write('a.json', entries);
    folder.look('a.json', parts);
    expect(folder.sum('events')).toBe(Math.min(5, parts * 2));
    expect(folder.look('a.json')).toBe(parts === 3 ? 0 : 3 - parts);
    expect(sums()).toEqual({ events: 5, calls: 5, output: 15 });
    expect(folder.look('a.json')).toBe(0);
  });

  test('changed after the kill, it is read as it is then', () => {
    folder.write('a.json', entries);
    folder.look('a.json', 1);
    folder.write('a.json', { ...entries, a: 10 });
    folder.look('a.json');
    expect(sums()).toEqual({ events: 5, calls: 5, output: 24 });
  });
});

describe('which document it is', () => {
  test('another file put under its name is its next version', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    folder.write('a.json.tmp', { a: 5, b: 2 });
    fs.renameSync(folder.at('a.json.tmp'), folder.at('a.json'));
    folder.look('a.json');
    expect(sums()).toEqual({ events: 2, calls: 2, output: 7 });
    expect(folder.database.value(`SELECT count(*) FROM files`)).toBe(1);
  });

  test('moved to another folder, it is the same, and so are its changes', () => {
    folder.write('old/a.json', { a: 1 });
    folder.look('old/a.json');
    fs.renameSync(folder.at('old'), folder.at('new'));
    folder.look('new/a.json');
    folder.write('new/a.json', { a: 4, b: 2 });
    folder.look('new/a.json');
    expect(sums()).toEqual({ events: 2, calls: 2, output: 6 });
    expect(folder.database.value(`SELECT count(*) FROM files`)).toBe(1);
  });

  test('put over another document’s name, the other’s row goes on under that name', () => {
    folder.write('a.json', { a: 1 });
    folder.write('b.json', { b: 2 });
    folder.look('a.json');
    folder.look('b.json');
    fs.renameSync(folder.at('a.json'), folder.at('b.json'));
    folder.look('b.json');
    expect(sums()).toEqual({ events: 2, calls: 2, output: 3 });
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    expect([folder.database.value(`SELECT count(*) FROM files`), folder.sum('events')]).toEqual([2, 2]);
  });

  test('rewritten, it is the same although another file got its old inode first', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    const { dev, ino } = fs.statSync(folder.at('a.json'));
    const log = { path: folder.at('log.jsonl'), source: 'codex', gz: false, dev, ino, size: 1 } as const;
    createFileRegistry(folder.database.db).identify(
      { ...log, mtimeMs: 1, ctimeMs: 1, adapterVersion: 1 },
      (lookup) => ({
        ...{ kind: 'new', gap: false, inherits: null },
        closes: lookup.byInode(dev, ino)?.fileId ?? null,
      }),
    );
    fs.writeFileSync(folder.at('a.json.tmp'), JSON.stringify({ a: 1, b: 2 }));
    fs.renameSync(folder.at('a.json.tmp'), folder.at('a.json'));
    folder.look('a.json');
    expect(folder.database.value(`SELECT count(*) FROM files WHERE path LIKE '%a.json'`)).toBe(1);
    expect(sums()).toEqual({ events: 2, calls: 2, output: 3 });
  });

  test('an inode that a deleted document left is not that document', () => {
    folder.write('a.json', { a: 1 });
    folder.look('a.json');
    const { dev, ino } = fs.statSync(folder.at('a.json'));
    fs.rmSync(folder.at('a.json'));
    folder.write('other.json', { z: 7, y: 8 });
    const now = fs.statSync(folder.at('other.json'));
    // Whether the file system gives it away at once is not ours to say.
    folder.database.db
      .prepare(`UPDATE files SET dev = ?, ino = ? WHERE dev = ? AND ino = ?`)
      .run(now.dev, now.ino, dev, ino);
    folder.look('other.json');
    expect(folder.database.value(`SELECT count(DISTINCT lineage) FROM files`)).toBe(2);
    expect(folder.sum('events')).toBe(3);
  });

  test('a copy of a document is counted once, and what changes in the copy counts', () => {
    folder.write('a.json', { a: 1 });
    folder.write('copy.json', { a: 1 });
    folder.look('a.json');
    folder.look('copy.json');
    folder.write('copy.json', { a: 6 });
    folder.look('copy.json');
    expect(sums()).toEqual({ events: 1, calls: 1, output: 6 });
  });
});

describe("another program's database", () => {
  const make = (journal = 'wal') => {
    folder.write('x.db', '');
    const db = new Database(folder.at('x.db'));
    db.pragma(`journal_mode = ${journal}`);
    db.exec(
      `CREATE TABLE entries (id TEXT PRIMARY KEY, output INTEGER); INSERT INTO entries VALUES ('a', 1)`,
    );
    return db;
  };
  const look = () => folder.look('x.db', undefined, openForeign);

  test('rows that are added or changed are seen while its program has it open', () => {
    const db = make();
    look();
    db.exec(`INSERT INTO entries VALUES ('b', 2); UPDATE entries SET output = 5 WHERE id = 'a'`);
    look();
    expect(sums()).toEqual({ events: 2, calls: 2, output: 7 });
    db.close();
    expect([look(), look()]).toEqual([1, 0]);
    expect(sums()).toEqual({ events: 2, calls: 2, output: 7 });
  });

  test('locked, it is a problem and is read later', () => {
    const db = make('delete');
    db.exec('BEGIN EXCLUSIVE');
    expect(look()).toMatchObject({ reason: 'locked by another program; it is read again soon' });
    db.exec('COMMIT');
    expect(look()).toBe(1);
    db.close();
  });

  test.each([
    [
      'junk',
      'not an SQLite database at all, but long enough to have a header of its own: 0123456789'.repeat(20),
      'not an SQLite database',
    ],
    ['a schema never seen', null, 'cannot be read (SQLITE_ERROR)'],
  ])('%s is a problem with a reason', (_name, content, reason) => {
    folder.write('x.db', content ?? '');
    if (content === null) new Database(folder.at('x.db')).exec('CREATE TABLE t (x)').close();
    expect(look()).toMatchObject({ reason });
    expect(folder.sum('events')).toBe(0);
  });
});

test('a document outside its folder, or none, is a problem', () => {
  fs.mkdirSync(folder.at(''), { recursive: true });
  fs.symlinkSync('/etc/hostname', folder.at('link.json'));
  expect(folder.look('link.json')).toMatchObject({
    reason: 'the symbolic link leads outside the log folder',
  });
});
