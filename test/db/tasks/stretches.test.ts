import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReader } from '../../../src/db/open.ts';
import { OPEN_DAY, rebuildPages, scanTasks } from '../../../src/db/tasks/pages.ts';
import { forgetOldest } from '../../../src/db/tasks/stretches.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { putTasks } from '../../helpers/task-rows.ts';

const DAY = 86_400_000;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

/** A task put on a day, moved from one to another, or taken away; null = not completed. */
const day = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
const change = fc.oneof(
  fc.record({ put: day }),
  fc.record({ move: fc.nat(), to: day }),
  fc.record({ remove: fc.nat() }),
);
type Change = { put: number | null } | { move: number; to: number | null } | { remove: number };

test('another connection sees every change of what it keeps, whichever days it asked for before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ change, since: fc.integer({ min: -1, max: 101 }) }), { maxLength: 20 }),
      (steps) => {
        database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
        const reader = openReader(database.path, { busyTimeoutMs: 100 });
        try {
          for (const step of steps) {
            apply(step.change);
            const since = step.since < 0 ? null : step.since * DAY;
            const seen: number[] = [];
            scanTasks(reader, { since, until: null, includeOpen: true }, (page) =>
              seen.push(...page.f64('completedAt')),
            );
            expect(seen.map((at) => (Number.isNaN(at) ? null : at))).toEqual(stored(since));
          }
        } finally {
          reader.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});

function stored(since: number | null): (number | null)[] {
  return database.db
    .prepare(
      `SELECT completed_at FROM tasks WHERE completed_at IS NULL OR completed_at >= coalesce(?, 0) ORDER BY completed_at`,
    )
    .pluck()
    .all(since) as (number | null)[];
}

let named = 0;
const put = (on: number | null) =>
  putTasks(database.db, [{ taskId: `t${named++}`, completedAt: on === null ? null : on * DAY }]);

function apply(given: Change): void {
  if ('put' in given) {
    put(given.put);
    return;
  }
  const keys = database.all<{ key: number; at: number | null }>(
    `SELECT task_key AS key, completed_at AS at FROM tasks ORDER BY task_key`,
  );
  if (keys.length === 0) return;
  const { key, at } = keys[('move' in given ? given.move : given.remove) % keys.length] as (typeof keys)[0];
  const days = [at];
  if ('remove' in given) database.db.prepare(`DELETE FROM tasks WHERE task_key = ?`).run(key);
  else {
    const to = given.to === null ? null : given.to * DAY;
    days.push(to);
    database.db.prepare(`UPDATE tasks SET completed_at = ? WHERE task_key = ?`).run(to, key);
  }
  rebuildPages(
    database.db,
    days.map((time) => (time === null ? OPEN_DAY : time / DAY)),
  );
}

test('a page that nothing changed is not read again', () => {
  put(0);
  put(40);
  const times = (): Float64Array[] => {
    const found: Float64Array[] = [];
    scanTasks(database.db, { since: null, until: null, includeOpen: false }, (page) =>
      found.push(page.f64('completedAt')),
    );
    return found;
  };
  const [old, young] = times();
  put(41);
  const [oldAgain, youngAgain] = times();
  expect(oldAgain).toBe(old);
  expect([young?.length, youngAgain?.length]).toEqual([1, 2]);
});

test('of more than may be kept the newest stretches stay', () => {
  const known = new Map([3, -1, 1, 2].map((stretch) => [stretch, { bytes: 10 }]));
  forgetOldest(known, 25);
  expect([...known.keys()].sort()).toEqual([2, 3]);
});
