import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COLUMNS, type ColumnName, openPage, PAGE_SELECT } from '../../../src/db/tasks/columns.ts';
import {
  OPEN_DAY,
  pageDay,
  rebuildPages,
  scanTasks,
  type TaskRange,
  tasksOfAgent,
} from '../../../src/db/tasks/pages.ts';
import { OUTCOMES, QUALITY_PARTS } from '../../../src/domain/task.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { putTasks, type TaskGiven } from '../../helpers/task-rows.ts';

const DAY = 86_400_000;
const ALL: TaskRange = { since: null, until: null, includeOpen: true };
const NAMES = Object.keys(COLUMNS) as ColumnName[];

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

type Row = Partial<Record<ColumnName, number | null>>;

/** Tasks as pages give them, NULL again what stands for NULL. */
function scanned(range: TaskRange): Row[] {
  const rows: Row[] = [];
  scanTasks(database.db, range, (page) => rows.push(...rowsOf(page)));
  return rows;
}

function rowsOf(page: Parameters<Parameters<typeof scanTasks>[2]>[0]): Row[] {
  return Array.from({ length: page.count }, (_, n) =>
    Object.fromEntries(
      NAMES.map((name) => {
        const { kind } = COLUMNS[name];
        const view = page[kind](name as never) as Float64Array | Int32Array | Uint8Array;
        const value = view[n] as number;
        const unknown = kind === 'f64' ? Number.isNaN(value) : value === (kind === 'i32' ? -1 : 255);
        return [name, unknown ? null : value];
      }),
    ),
  );
}

/** The same straight from the table. */
function stored(where = '1', ...values: unknown[]): Row[] {
  const rows = database.db
    .prepare(`SELECT ${PAGE_SELECT} FROM tasks t WHERE ${where} ORDER BY t.completed_at, t.task_key`)
    .raw()
    .all(...values) as (number | null)[][];
  return rows.map((row) => Object.fromEntries(NAMES.map((name, n) => [name, row[n] ?? null])));
}

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const amount = maybe(fc.integer({ min: 0, max: 10 ** 12 }));
const count = maybe(fc.integer({ min: 0, max: 1000 }));
const word = maybe(fc.constantFrom('a', 'b', 'c'));
const share = maybe(fc.double({ min: 0, max: 1, noNaN: true }));
const task: fc.Arbitrary<TaskGiven> = fc.record(
  {
    completedAt: maybe(fc.integer({ min: -2 * DAY, max: 5 * DAY })),
    taskDurationMs: amount,
    tokens: amount,
    costUsdMicros: amount,
    estimatedCostUsdMicros: amount,
    agent: word,
    model: word,
    taskType: word,
    orchestrator: fc.constantFrom('beads', 'ledger', 'mosaic'),
    retryCount: count,
    toolErrors: count,
    outcome: maybe(fc.constantFrom(...OUTCOMES)),
    firstShot: maybe(fc.boolean()),
    inferred: fc.boolean(),
    flags: fc.subarray(['cost_without_price', 'negative_number']),
    quality: fc.record(Object.fromEntries(QUALITY_PARTS.map((part) => [part, share]))),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<TaskGiven>;
const bound = maybe(fc.integer({ min: -3 * DAY, max: 6 * DAY }));

describe('pages of tasks', { timeout: 60_000 }, () => {
  test('hold every figure of every task, in the order of completion, open ones first', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 30 }), (tasks) => {
        database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
        putTasks(database.db, tasks);
        expect(scanned(ALL)).toEqual(stored());
      }),
      { numRuns: 60 },
    );
  });

  test('a range takes the same tasks as the table, both ends inclusive', () => {
    fc.assert(
      fc.property(
        fc.array(task, { maxLength: 30 }),
        bound,
        bound,
        fc.boolean(),
        (tasks, since, until, includeOpen) => {
          database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
          putTasks(database.db, tasks);
          const range = { since, until, includeOpen };
          const inRange = `((t.completed_at IS NULL AND ?) OR (t.completed_at >= coalesce(?, -1e18) AND t.completed_at <= coalesce(?, 1e18)))`;
          expect(scanned(range)).toEqual(stored(inRange, Number(includeOpen), since, until));
          const agent = database.value<number | undefined>(`SELECT word_id FROM words WHERE word = 'a'`);
          expect(rowsOf(tasksOfAgent(database.db, agent ?? null, range))).toEqual(
            stored(`${inRange} AND t.agent IS ?`, Number(includeOpen), since, until, agent ?? null),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a task that moved to another day is on that day only, and a day without tasks has no page', () => {
    const [key] = putTasks(database.db, [{ completedAt: 3 * DAY }]);
    database.db.prepare(`UPDATE tasks SET completed_at = NULL WHERE task_key = ?`).run(key);
    rebuildPages(database.db, [3, OPEN_DAY]);
    expect(database.all(`SELECT day, count FROM task_pages`)).toEqual([{ day: OPEN_DAY, count: 1 }]);
  });

  test('a task comes from its orchestrator, or from the source of the session that it is', () => {
    database.db.exec(
      `INSERT INTO sessions (session_key, harness, session_id, source) VALUES (7, 'codex', 's', 'codex')`,
    );
    const own = { orchestrator: 'session', completedAt: 0 };
    const others = ['beads', 'mosaic'].map((orchestrator) => ({ orchestrator, completedAt: 0 }));
    const [key] = putTasks(database.db, [own, ...others]);
    database.db.prepare(`INSERT INTO task_sessions (task_key, session_key) VALUES (?, 7)`).run(key);
    rebuildPages(database.db, [0]);
    const word = database.db.prepare(`SELECT word FROM words WHERE word_id = ?`).pluck();
    expect(scanned(ALL).map(({ source }) => word.get(source))).toEqual(['codex', 'beads', 'ledger']);
  });

  test('a day begins at 00:00 UTC', () => {
    expect([null, 0, DAY - 1, DAY, -1].map(pageDay)).toEqual([OPEN_DAY, 0, 0, 1, 0]);
  });

  test('a column that no task of the day has takes no room', () => {
    const tenOn = (day: number, quality: TaskGiven['quality']) =>
      Array.from({ length: 10 }, () => ({ completedAt: day * DAY, ...(quality && { quality }) }));
    putTasks(database.db, [...tenOn(0, undefined), ...tenOn(2, { peer: 0.5 })]);
    const [bare, scored] = database.all<{ size: number }>(
      `SELECT length(data) AS size FROM task_pages ORDER BY day`,
    );
    // One column of ten numbers, and its id in a header that is padded to 8.
    expect([80, 88]).toContain((scored?.size ?? 0) - (bare?.size ?? 0));
  });
});

test('a page with a column that this build does not know is not read as if it had none', () => {
  expect(() => openPage({ count: 1, data: new Uint8Array([1, 250, 0, 0, 0, 0, 0, 0]) })).toThrow(
    'column 250',
  );
});
