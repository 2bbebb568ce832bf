import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logOf, statLog, watchedPaths } from '../../src/ingest/log-stats.ts';
import { DocumentFolder } from '../helpers/document-folder.ts';

let folder: DocumentFolder;
beforeEach(() => {
  folder = new DocumentFolder();
});
afterEach(() => folder.remove());

describe('the stat of a log', () => {
  test('of a database is that with its write-ahead log', () => {
    folder.write('x.db', '12345');
    const alone = statLog(folder.at('x.db'), fs.statSync(folder.at('x.db')));
    expect(alone.size).toBe(5);
    folder.write('x.db-wal', '');
    expect(statLog(folder.at('x.db'), fs.statSync(folder.at('x.db')))).toEqual(alone);
    folder.write('x.db-wal', '123');
    fs.utimesSync(folder.at('x.db-wal'), 4e9, 4e9);
    const both = statLog(folder.at('x.db'), fs.statSync(folder.at('x.db')));
    expect(both).toMatchObject({ size: 8, ino: alone.ino, mtimeMs: 4e12 });
    folder.write('x.json', '1');
    folder.write('x.json-wal', '1');
    expect(statLog(folder.at('x.json'), fs.statSync(folder.at('x.json'))).size).toBe(1);
  });

  test('a write-ahead log that cannot be looked at counts as none', () => {
    folder.write('x.db', '12345');
    fs.symlinkSync('x.db-wal', folder.at('x.db-wal'));
    expect(statLog(folder.at('x.db'), fs.statSync(folder.at('x.db'))).size).toBe(5);
  });

  test('a change of its companions is a change of the database', () => {
    expect(['a.db-wal', 'a.db-shm', 'a.db-journal', 'a.db', 'a-wal', 'b.jsonl'].map(logOf)).toEqual([
      'a.db',
      'a.db',
      'a.db',
      'a.db',
      'a-wal',
      'b.jsonl',
    ]);
    expect([watchedPaths('a.db'), watchedPaths('a.jsonl')]).toEqual([['a.db', 'a.db-wal'], ['a.jsonl']]);
  });
});
