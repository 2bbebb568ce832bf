/** What a second reading, a newer adapter and a diverging copy may and may not change. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';
import { record, START } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());
const events = () => database.value(`SELECT coalesce(sum(events), 0) FROM rollups`);
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => record({ at: START + (from + n) * 1000 }));
const copyOf = (file: { lineage: number }) => {
  const copy = database.file();
  database.db.prepare(`UPDATE files SET lineage = ? WHERE file_id = ?`).run(file.lineage, copy.fileId);
  return copy;
};
test('a diverged file without record ids that is read again counts its common beginning once', () => {
  const file = database.file();
  database.feed(file, lines(4));
  const copy = copyOf(file);
  const own = [...lines(2), ...lines(3, 100)];
  database.feed(copy, own);
  database.rewind(copy);
  database.feed(copy, own);
  expect(events()).toBe(7);
});
test('a newer adapter may name a kind anew', () => {
  const file = database.file();
  database.feed(file, [record({ kind: 'other:x' }), ...lines(3)]);
  database.rewind(file);
  database.feed(file, [record({ kind: 'x' }), ...lines(3)]);
  expect(events()).toBe(4);
});
test('the line at which a file diverges keeps its id: its copies do not count', () => {
  const file = database.file();
  database.feed(file, [record({ uid: 'a' }), record({ uid: 'b', at: START + 1 })]);
  database.feed(copyOf(file), [record({ uid: 'a' }), record({ uid: 'c', at: START + 7 })]);
  database.feed(database.file(), [record({ uid: 'c', at: START + 7 })]);
  expect(events()).toBe(3);
});
test('a rejected line that a newer adapter accepts is no longer counted as skipped', () => {
  const file = database.file();
  database.feed(file, [{ rejected: 'missing_event_type' }]);
  database.rewind(file);
  database.feed(file, lines(1));
  expect(database.value(`SELECT count(*) FROM skipped`)).toBe(0);
});
