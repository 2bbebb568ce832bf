import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { SEAT_KINDS, seatColumn } from '../../../src/db/places.ts';
import type { CostGroup } from '../../../src/db/queries/cost-parts.ts';
import { type CostRow, costSums } from '../../../src/db/queries/cost-sums.ts';
import { rollupCondition } from '../../../src/db/queries/filter.ts';
import { groupUsage } from '../../../src/db/queries/group-usage.ts';
import { modelUsage } from '../../../src/db/queries/model-usage.ts';
import { totals } from '../../../src/db/queries/totals.ts';
import { COST_SUMS } from '../../../src/db/rollups.ts';
import { NO_FILTER } from '../../../src/domain/report.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, record } from '../../helpers/records.ts';
import { fill, filters, worlds } from './spent-worlds.ts';

let database: TestDatabase | null = null;
afterEach(() => database?.remove());

const GROUPS: readonly (readonly CostGroup[])[] = [
  ...(['day', 'model', 'agent', 'department', 'project', 'harness'] as const).map((group) => [group]),
  ['day', 'model'],
  ['model', 'harness'],
  ['day', 'agent', 'project'],
];

function sumOf(rows: readonly CostRow[]): Record<string, number> {
  return Object.fromEntries(
    COST_SUMS.map((column) => [column, rows.reduce((sum, row) => sum + row.sums[column], 0)]),
  );
}

test('the total is the sum of days, models, agents, departments, projects and harnesses, under any filter, in any zone', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(
      worlds,
      fc.array(filters, { minLength: 4, maxLength: 4 }),
      fc.constantFrom('Asia/Kolkata', 'America/New_York', 'UTC'),
      (all, asked, zone) => {
        database = new TestDatabase();
        try {
          fill(database, all);
          for (const filter of [NO_FILTER, ...asked]) {
            const total = sumOf(costSums(database.db, filter, zone, []));
            for (const groups of GROUPS)
              expect([groups, sumOf(costSums(database.db, filter, zone, groups))]).toEqual([groups, total]);
            const known = totals(database.db, filter);
            const { input, cache_read, output, unclassified, cost, unpriced_calls, model_calls } =
              total as Record<string, number>;
            expect([cost, unpriced_calls, model_calls]).toEqual([
              known.costUsdMicros ?? 0,
              known.unpricedCalls,
              known.modelCalls,
            ]);
            expect((input ?? 0) + (cache_read ?? 0) + (output ?? 0) + (unclassified ?? 0)).toBe(
              known.tokens.total,
            );
          }
        } finally {
          database.remove();
          database = null;
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('usage by model and harness, and of groups, is what the rollups of the sessions say', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(worlds, filters, (all, filter) => {
      database = new TestDatabase();
      try {
        fill(database, all);
        const told = modelUsage(database.db, filter, 'Asia/Kolkata').map((row) => [
          ...[row.canonical, row.harness, row.model_calls, row.input, row.cache_read, row.cost],
        ]);
        const { sql, values } = rollupCondition(filter);
        const summed = database.db
          .prepare(
            `SELECT m.canonical, s.harness, sum(r.model_calls) AS calls, sum(r.input), sum(r.cache_read), sum(r.cost)
               FROM rollups r JOIN sessions s USING (session_key) JOIN models m ON m.model_id = r.model_id
               WHERE ${sql} GROUP BY 1, 2 HAVING calls > 0 OR sum(r.priced_calls + r.unclassified) > 0`,
          )
          .raw()
          .all(...values) as unknown[][];
        const byText = (rows: unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
        expect(byText(told)).toEqual(byText(summed));
        for (const [by, name] of [
          ['agent', 'x'],
          ['project', 'p'],
          ['department', null],
        ] as const) {
          // Days are stored in one zone; in another the sessions' own rollups are asked.
          const [stored, asked] = ['Asia/Kolkata', 'UTC'].map((zone) => {
            const { sums, models } = groupUsage(database?.db as never, filter, zone, by, name);
            return { sums, models: [...models].sort() };
          });
          expect(stored).toEqual(asked);
        }
      } finally {
        database.remove();
        database = null;
      }
    }),
    { numRuns: 60 },
  );
});

test('days are those of the zone that is asked for, stored or not', () => {
  database = new TestDatabase();
  // 2026-03-03T18:29 and 18:31 UTC: midnight in Kolkata lies between them.
  const times = [Date.UTC(2026, 2, 3, 18, 29), Date.UTC(2026, 2, 3, 18, 31)];
  database.feed(
    database.file(),
    times.map((time) => record({ at: time }, call({ usage: { input: 10 } }))),
  );
  const days = (zone: string) =>
    costSums(database?.db as never, NO_FILTER, zone, ['day']).map(({ key }) =>
      new Date((key.day ?? 0) * 86_400_000).toISOString().slice(0, 10),
    );
  expect(days('Asia/Kolkata').sort()).toEqual(['2026-03-03', '2026-03-04']);
  expect(days('UTC')).toEqual(['2026-03-03']);
});

test('wide sums are the sums of the narrow ones', () => {
  database = new TestDatabase();
  const drawn = fc.sample(worlds, { seed: 5, numRuns: 8 });
  fill(database, {
    sessions: drawn.flatMap((world) => world.sessions),
    told: drawn.flatMap((world) => world.told),
  });
  const wide = (columns: string, condition: string) =>
    database?.all(
      `SELECT ${columns}, sum(cost) AS cost, sum(model_calls) AS calls, sum(events) AS events FROM period_sums WHERE ${condition} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
  const narrow = 'grain = 1 AND place_id > -1 AND model_id <> -1';
  for (const [place, model] of [
    ['place_id', '-1'],
    ['-1', 'model_id'],
    ['-1', '-1'],
  ] as const) {
    const asked = `grain = 1 AND place_id ${place === '-1' ? '= -1' : '> -1'} AND model_id ${model === '-1' ? '= -1' : '<> -1'}`;
    expect(wide('place_id, model_id, start', asked)).toEqual(
      wide(`${place} AS place_id, ${model} AS model_id, start`, narrow),
    );
  }
  // A session's place has a seat of each kind, and its sums are in those of each.
  for (const kind of SEAT_KINDS)
    expect(
      wide(
        '-1 - place_id AS seat, model_id, start',
        `grain = 1 AND model_id <> -1 AND place_id IN (SELECT -1 - seat_id FROM seats WHERE kind = '${kind}')`,
      ),
    ).toEqual(
      wide(
        `(SELECT ${seatColumn(kind)} FROM places p WHERE p.place_id = period_sums.place_id) AS seat, model_id, start`,
        `${narrow} AND place_id > 0`,
      ),
    );
  expect(wide('1, 1, 1', 'grain = 2 AND place_id = -1 AND model_id = -1')).toEqual(wide('1, 1, 1', narrow));
});
