/** What of tasks sessions were spent on: the words that are stored for it, and the sums that follow them. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayZone, dropDays } from '../../../src/db/period-sums.ts';
import { prepareDays } from '../../../src/db/prepare-days.ts';
import { costSums } from '../../../src/db/queries/cost-sums.ts';
import { taskTypeSums } from '../../../src/db/queries/task-type-sums.ts';
import { totals } from '../../../src/db/queries/totals.ts';
import { COST_SUMS } from '../../../src/db/rollups.ts';
import { NO_FILTER, type ReportFilter } from '../../../src/domain/report.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { START } from '../../helpers/records.ts';
import { settleAllWork } from '../../helpers/task-rows.ts';
import { typeSums } from '../../helpers/type-oracle.ts';
import { MINUTE, readAll, readingOf, TYPING_WHATS, WHATS } from './task-worlds.ts';

const PARAMETERS = { numRuns: 40, seed: 20261121 };
const LENGTHS = { minLength: 10, maxLength: 24, size: 'max' } as const;
const worlds = readingOf(TYPING_WHATS, LENGTHS);

const seldom = <T>(wanted: fc.Arbitrary<T>, nothing: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(nothing) }, { weight: 1, arbitrary: wanted });
const some = <T>(...names: T[]): fc.Arbitrary<T[]> => seldom(fc.subarray(names, { minLength: 1 }), []);
const time = seldom<number | null>(
  fc.nat(8).map((quarter) => START + (quarter - 2) * 15 * MINUTE),
  null,
);
const filters: fc.Arbitrary<ReportFilter> = fc.record({
  since: time,
  until: time,
  agents: some('agent-0', 'claude_code', 'claude_code/x'),
  departments: some('success'),
  projects: some('success', 'failure'),
  models: some('claude-a', 'claude-b'),
  harnesses: some('claude_code', 'codex'),
  sources: some<ReportFilter['sources'][number]>('claude-code', 'work-stream'),
  taskTypes: fc.subarray(['fix', 'odd'], { maxLength: 1 }),
});

/** Stored sums, each with the names of what it is of. */
function storedSums({ db }: TestDatabase): unknown[] {
  return db
    .prepare(`SELECT * FROM period_sums ORDER BY grain, place_id, model_id, start`)
    .raw()
    .all()
    .filter((row) => (row as number[]).slice(4).some((value) => value !== 0));
}

const placed = ({ db }: TestDatabase): unknown[] =>
  db.prepare(`SELECT session_key, work, place_id FROM sessions WHERE place_id IS NOT NULL ORDER BY 1`).all();

/** As `look` sees the database when words and sums are made of tasks and rollups alone; nothing of it stays. */
function anew<Seen>(database: TestDatabase, look: (database: TestDatabase) => Seen): Seen {
  const { db } = database;
  const zone = dayZone(db) as string;
  db.exec('BEGIN');
  try {
    db.exec(`UPDATE sessions SET work = NULL WHERE session_key > 0`);
    dropDays(db);
    settleAllWork(db);
    prepareDays(db, zone);
    return look(database);
  } finally {
    db.exec('ROLLBACK');
  }
}

test('whatever is read, in whatever order: after tasks were made, words and sums are those that would be made anew', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(readingOf([...WHATS, ...TYPING_WHATS], LENGTHS), ({ steps, ...reading }) => {
      const { database } = readAll(steps, reading, (read) => {
        expect(storedSums(read)).toEqual(anew(read, storedSums));
        const now = placed(read);
        const known = new Set(now.map((row) => (row as { session_key: number }).session_key));
        expect(now).toEqual(
          anew(read, placed).filter((row) => known.has((row as { session_key: number }).session_key)),
        );
      });
      database.remove();
    }),
    PARAMETERS,
  );
});

test('sums by type are those of tasks and rollups, under any filter, in any zone; all of them are the total', {
  timeout: 60_000,
}, () => {
  const zones = fc.constantFrom('Asia/Kolkata', 'America/New_York');
  const asked = fc.array(filters, { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(worlds, asked, zones, ({ steps, ...reading }, some, zone) => {
      const { database } = readAll(steps, reading);
      try {
        for (const filter of [NO_FILTER, ...some]) {
          const types = taskTypeSums(database.db, filter, zone);
          const oracle = typeSums(database, filter);
          expect(named(types, oracle)).toEqual(oracle);
          const total = costSums(database.db, filter, zone, [])[0]?.sums;
          for (const name of COST_SUMS) {
            expect([name, types.reduce((sum, row) => sum + row.sums[name], 0)]).toEqual([
              name,
              total?.[name] ?? 0,
            ]);
            for (const { sums } of types) expect(sums[name]).toBeGreaterThanOrEqual(0);
          }
          const known = totals(database.db, filter);
          expect([known.costUsdMicros ?? 0, known.modelCalls]).toEqual([
            total?.cost ?? 0,
            total?.model_calls ?? 0,
          ]);
        }
      } finally {
        database.remove();
      }
    }),
    PARAMETERS,
  );
});

test('over all time a task with a type of its own is all of that type', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(worlds, ({ steps, ...reading }) => {
      const { tasks, database } = readAll(steps, reading);
      try {
        database.db.exec(`INSERT INTO words (word) SELECT 'type of ' || orchestrator || ' ' || task_id FROM tasks;
          UPDATE tasks SET task_type = (SELECT word_id FROM words WHERE word = 'type of ' || orchestrator || ' ' || task_id)`);
        settleAllWork(database.db);
        const rows = taskTypeSums(database.db, NO_FILTER, 'Asia/Kolkata');
        const spent = new Map(rows.map(({ type, sums }) => [type, sums]));
        for (const { orchestrator, task_id, usage_origin, cost, model_calls } of tasks) {
          const sums = spent.get(`type of ${orchestrator} ${task_id}`);
          if (usage_origin === 'harness')
            expect([sums?.cost ?? 0, sums?.model_calls ?? 0]).toEqual([cost ?? 0, model_calls ?? 0]);
        }
      } finally {
        database.remove();
      }
    }),
    PARAMETERS,
  );
});

/** As the oracle says it. */
function named(
  types: ReturnType<typeof taskTypeSums>,
  oracle: ReturnType<typeof typeSums>,
): Record<string, Record<string, number>> {
  const columns = Object.keys(Object.values(oracle)[0] ?? { cost: 0 }) as (typeof COST_SUMS)[number][];
  return Object.fromEntries(
    types
      .map(({ type, sums }): [string, Record<string, number>] => [
        type === undefined ? 'of no task' : (type ?? 'untyped'),
        Object.fromEntries(columns.map((column) => [column, sums[column]])),
      ])
      .filter(([, sums]) => Object.values(sums).some((value) => value !== 0)),
  );
}
