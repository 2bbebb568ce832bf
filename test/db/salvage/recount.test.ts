import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recountMissing } from '../../../src/db/salvage/recount.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, metrics, record, sessionEnd } from '../../helpers/records.ts';
import { storedRollups } from '../../helpers/rollup-oracle.ts';
import { read, reading, roughWorld } from '../../helpers/worlds.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

describe('rollups are added up anew', () => {
  test('from the rows, to what they were', () => {
    fc.assert(
      fc.property(roughWorld, reading, (one, how) => {
        const own = new TestDatabase();
        try {
          read(own, one, how);
          const before = storedRollups(own);
          own.db.exec('DELETE FROM rollups');
          recountMissing(own.db);
          expect(storedRollups(own)).toEqual(before);
        } finally {
          own.remove();
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test('with the totals of attempts and what harnesses reported', () => {
    const file = database.file('work-stream');
    const stream = { harness: 'codex' };
    database.feed(file, [
      record(stream, sessionEnd({ totalTokens: 5, costUsdMicros: 7 })),
      record(stream, metrics({ origin: 'cost_state', costUsdMicros: 9 })),
      record({ ...stream, session: 's2' }, call({ reportedCostUsdMicros: 3 })),
    ]);
    const all = () => database.all(`SELECT * FROM rollups ORDER BY 1, 2, 3`);
    const before = all();
    database.db.exec('DELETE FROM rollups');
    recountMissing(database.db);
    expect(all()).toEqual(before);
  });

  test('only where they are missing: what the rows have lost stays counted', () => {
    database.feed(database.file(), [record({}), record({ session: 's2' })]);
    database.db.exec('DELETE FROM events; DELETE FROM rollups WHERE session_key = 2');
    recountMissing(database.db);
    expect(database.value('SELECT sum(events) FROM rollups')).toBe(1);
  });
});
