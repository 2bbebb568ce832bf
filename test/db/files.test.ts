import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileRegistry, readAllAgain } from '../../src/db/files.ts';
import { batchOf, TestDatabase } from '../helpers/database.ts';
import { prompt, record, START } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const events = () => database.value(`SELECT coalesce(sum(events), 0) FROM rollups`);
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => record({ at: START + (from + n) * 1000 }));

describe('the checkpoint is compared before it is moved', () => {
  test('a batch read from where the file no longer stands is refused; the others of its commit are kept', () => {
    const [stale, other] = [database.file(), database.file()];
    const late = batchOf(stale, lines(2));
    database.feed(stale, lines(3));
    database.recorder.take(late, false);
    database.take(other, lines(1));
    const result = database.settle();
    expect([...result.refused]).toEqual([stale.fileId]);
    expect(result.records).toBe(1);
    expect(events()).toBe(4);
  });

  test('a batch of a file that was closed meanwhile is refused', () => {
    const file = database.file();
    database.db.prepare(`UPDATE files SET state = 'closed'`).run();
    expect([...database.feed(file, lines(1)).refused]).toEqual([file.fileId]);
    expect(events()).toBe(0);
  });

  test('the checkpoint moves with the lines or not at all', () => {
    const file = database.file();
    database.db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON session_files BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    expect(() => database.feed(file, lines(2))).toThrow('no');
    expect(database.all(`SELECT offset FROM files`)).toEqual([{ offset: 0 }]);
    expect(database.value(`SELECT count(*) FROM events`)).toBe(0);
  });
});

describe('content that leaves its lineage', () => {
  /** A second file that began as a copy of the first. */
  const copyOf = (file: { lineage: number }) => {
    const copy = database.file();
    database.db.prepare(`UPDATE files SET lineage = ? WHERE file_id = ?`).run(file.lineage, copy.fileId);
    return copy;
  };

  test('a copy that goes on as its original adds nothing', () => {
    const file = database.file();
    database.feed(file, lines(3));
    database.feed(copyOf(file), lines(3));
    expect(events()).toBe(3);
  });

  test('a copy that goes on differently gets a lineage of its own, and every line of both counts', () => {
    const file = database.file();
    database.feed(file, lines(4));
    const copy = copyOf(file);
    database.feed(copy, [...lines(2), ...lines(3, 100)]);
    expect(events()).toBe(7);
    expect(database.value(`SELECT count(DISTINCT lineage) FROM files`)).toBe(2);
    database.feed(copy, lines(1, 200));
    expect(events()).toBe(8);
  });

  test('lines with a time from elsewhere are told apart by length and kind alone', () => {
    const file = database.file();
    const guessed = (at: number) => record({ at, timeSource: 'inherited' });
    database.feed(file, [guessed(START)]);
    database.feed(copyOf(file), [guessed(START + 5)]);
    expect(events()).toBe(1);
  });
});

describe('reading again', () => {
  const observed = {
    path: '/logs/a.jsonl',
    source: 'claude-code' as const,
    gz: false,
    dev: 1,
    ino: 77,
    size: 0,
    mtimeMs: 0,
    ctimeMs: 0,
  };
  const goOn = (fileId: number) => () => ({ kind: 'continue' as const, fileId });
  const asNew = () => ({ kind: 'new' as const, closes: null, gap: false, inherits: null });

  test('a newer adapter reads a file from its start; an older one does not', () => {
    const registry = createFileRegistry(database.db);
    const made = registry.identify({ ...observed, adapterVersion: 2 }, asNew);
    const file = { ...made, source: made.source, lineNo: 0, offset: 0 };
    database.feed(file, lines(2));
    expect(registry.identify({ ...observed, adapterVersion: 1 }, goOn(made.fileId)).offset).toBe(200);
    const again = registry.identify({ ...observed, adapterVersion: 3 }, goOn(made.fileId));
    expect(again).toMatchObject({ offset: 0, adapterVersion: 3, savedState: null, size: -1 });
    database.feed({ ...file, offset: 0, lineNo: 0 }, lines(2));
    expect(events()).toBe(2);
  });

  test('--rescan reads every live file again and counts nothing twice', () => {
    const files = [database.file(), database.file()];
    const feed = () => {
      for (const file of files) database.feed(file, [...lines(2), { rejected: 'invalid_json' }]);
    };
    feed();
    readAllAgain(database.db);
    for (const file of files) Object.assign(file, { offset: 0, lineNo: 0 });
    feed();
    expect(events()).toBe(4);
    expect(database.value(`SELECT count(*) FROM skipped`)).toBe(2);
  });

  test('a renamed file is found under its new name', () => {
    const registry = createFileRegistry(database.db);
    const { fileId } = registry.identify({ ...observed, adapterVersion: 1 }, asNew);
    registry.identify({ ...observed, path: '/logs/b.jsonl', adapterVersion: 1 }, goOn(fileId));
    expect(registry.liveFiles()).toMatchObject([{ fileId, path: '/logs/b.jsonl' }]);
  });

  test('another content under one inode closes the old row and counts the gap', () => {
    const registry = createFileRegistry(database.db);
    const { fileId } = registry.identify({ ...observed, adapterVersion: 1 }, asNew);
    const next = registry.identify({ ...observed, adapterVersion: 1 }, () => ({
      kind: 'new',
      closes: fileId,
      gap: true,
      inherits: null,
    }));
    expect(database.all(`SELECT state, gaps FROM files ORDER BY file_id`)).toEqual([
      { state: 'closed', gaps: 1 },
      { state: 'live', gaps: 0 },
    ]);
    expect(next.lineage).not.toBe(1);
  });

  test('a file that inherits a lineage is read from 0 into it', () => {
    const registry = createFileRegistry(database.db);
    const file = database.file();
    const heir = registry.identify({ ...observed, adapterVersion: 1 }, () => ({
      kind: 'new',
      closes: null,
      gap: false,
      inherits: file.lineage,
    }));
    expect(heir).toMatchObject({ lineage: file.lineage, offset: 0 });
  });
});

test('rejected lines are counted by reason and place, once', () => {
  const file = database.file();
  const result = database.feed(file, [
    { rejected: 'blank' },
    record({}, prompt()),
    { rejected: 'invalid_json' },
    { rejected: 'invalid_json' },
  ]);
  expect([...result.skipped]).toEqual([
    ['blank', 1],
    ['invalid_json', 2],
  ]);
  expect(database.all(`SELECT line_no, offset, reason FROM skipped`)).toEqual([
    { line_no: 1, offset: 0, reason: 'blank' },
    { line_no: 3, offset: 200, reason: 'invalid_json' },
    { line_no: 4, offset: 300, reason: 'invalid_json' },
  ]);
});
