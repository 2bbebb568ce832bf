import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';
import {
  reportedCosts,
  storedDays,
  storedRollups,
  summedDays,
  summedRows,
} from '../helpers/rollup-oracle.ts';
import {
  outcome,
  type Reading,
  read,
  reading,
  recordsOf,
  roughWorld,
  type World,
  world,
} from '../helpers/worlds.ts';

const RUNS = { numRuns: 60 };
const WHOLE: Reading = { order: [0, 1, 2], sizes: [100], restarts: false, bulk: false };

function inDatabase<Result>(act: (database: TestDatabase) => Result): Result {
  const database = new TestDatabase();
  try {
    return act(database);
  } finally {
    database.remove();
  }
}

function outcomeOf(one: World, how: Reading): unknown {
  return inDatabase((database) => {
    read(database, one, how);
    return outcome(database);
  });
}

function expectTrueSums(database: TestDatabase): void {
  expect(storedRollups(database)).toEqual(summedRows(database));
  const reported = reportedCosts(database);
  expect(reported.rollups).toEqual(reported.rows);
  expect(storedDays(database)).toEqual(summedDays(database));
}

describe('whatever is read, in whatever order', { timeout: 60_000 }, () => {
  test('rollups are the sums of the rows that they stand for', () => {
    fc.assert(
      fc.property(roughWorld, reading, (one, how) =>
        inDatabase((database) => {
          read(database, one, how);
          expectTrueSums(database);
        }),
      ),
      RUNS,
    );
  });

  test('any order of files and any pieces give the same sums by session and model', () => {
    fc.assert(
      fc.property(world, reading, (one, how) => {
        expect(outcomeOf(one, how)).toEqual(outcomeOf(one, WHOLE));
      }),
      RUNS,
    );
  });

  test('reading everything again changes nothing', () => {
    fc.assert(
      fc.property(roughWorld, fc.boolean(), (one, restarts) =>
        inDatabase((database) => {
          const files = [0, 1, 2].map(() => database.file());
          const readAll = (): void => {
            for (const [index, file] of files.entries()) database.feed(file, recordsOf(one, index));
          };
          readAll();
          const before = outcome(database);
          if (restarts) database.restart();
          for (const file of files) database.rewind(file);
          readAll();
          expect(outcome(database)).toEqual(before);
          expectTrueSums(database);
        }),
      ),
      RUNS,
    );
  });
});
