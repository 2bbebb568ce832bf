import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rangeOf, taskSelector } from '../../../src/db/queries/task-filter.ts';
import { tasks } from '../../../src/db/queries/tasks.ts';
import { scanTasks } from '../../../src/db/tasks/pages.ts';
import { NO_FILTER, type ReportFilter } from '../../../src/domain/report.ts';
import type { TaskRecord } from '../../../src/domain/task.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { putTasks, type TaskGiven } from '../../helpers/task-rows.ts';

const DAY = 86_400_000;
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const word = maybe(fc.constantFrom('a', 'b', 'c'));
const task: fc.Arbitrary<TaskGiven> = fc.record({
  orchestrator: fc.constantFrom('beads', 'ledger', 'mosaic'),
  completedAt: maybe(fc.integer({ min: 0, max: 3 * DAY })),
  ...{ agent: word, department: word, project: word, harness: word, taskType: word },
  model: maybe(fc.constantFrom('opus', 'sonnet')),
});
const some = <T>(...values: T[]) => fc.subarray(values, { maxLength: 2 });
const bound = maybe(fc.integer({ min: 0, max: 3 * DAY }));
const filter: fc.Arbitrary<ReportFilter> = fc.record({
  ...{ since: bound, until: bound },
  ...{ agents: some('a', 'b', 'nobody'), departments: some('a', 'b'), projects: some('a', 'c') },
  ...{ harnesses: some('b', 'c'), taskTypes: some('a', 'b') },
  models: some('opus', 'opus-20260101', 'gpt'),
  sources: some('beads' as const, 'ledger' as const),
});

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
  database.db.exec(`INSERT INTO models (name, canonical) VALUES ('opus-20260101', 'opus')`);
});
afterEach(() => database.remove());

/** Filtering by hand. */
function passes(row: TaskRecord, wanted: ReportFilter): boolean {
  const has = (list: readonly string[], value: string | null) =>
    list.length === 0 || list.includes(value ?? '');
  const models = wanted.models.map((name) => (name === 'opus-20260101' ? 'opus' : name));
  return (
    has(wanted.agents, row.agent) &&
    has(wanted.departments, row.department) &&
    has(wanted.projects, row.project) &&
    has(wanted.harnesses, row.harness) &&
    has(wanted.taskTypes, row.taskType) &&
    has(models, row.model) &&
    has(wanted.sources, row.orchestrator === 'beads' ? 'beads' : 'ledger') &&
    (row.completedAt === null ||
      (row.completedAt >= (wanted.since ?? 0) && row.completedAt <= (wanted.until ?? 4 * DAY)))
  );
}

/** Tasks as pages give them, by their tokens. */
function scanned(wanted: ReportFilter): number[] {
  const select = taskSelector(database.db, wanted);
  const found: number[] = [];
  scanTasks(database.db, rangeOf(wanted, true), (page) => {
    const tokens = page.f64('tokens');
    for (const place of select(page)) found.push(tokens[place] as number);
  });
  return found.sort((a, b) => a - b);
}

describe('tasks of a filter', { timeout: 60_000 }, () => {
  test('are those that filtering by hand finds, from rows and from pages', () => {
    fc.assert(
      fc.property(
        fc.array(task, { maxLength: 25 }),
        fc.array(filter, { minLength: 1, maxLength: 6 }),
        (given, filters) => {
          database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
          const numbered = given.map((one, tokens) => ({ ...one, tokens }));
          putTasks(database.db, numbered);
          const all = [...tasks(database.db, NO_FILTER)];
          const numbers = (rows: readonly TaskRecord[]) => rows.map(({ tokens }) => tokens ?? Number.NaN);
          for (const wanted of filters) {
            const expected = all.filter((row) => passes(row, wanted));
            expect([...tasks(database.db, wanted)]).toEqual(expected);
            expect(scanned(wanted)).toEqual(numbers(expected).sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('say everything that is stored, the newest first and open ones before them', () => {
    const full: TaskGiven = {
      ...{ orchestrator: 'gastown', taskId: 'gt-1', beadId: 'gt-1', title: 'Fix it', inferred: false },
      ...{ agent: 'nux', model: 'opus', language: 'go', rigId: 'rig', convoyId: 'cv', completedAt: 2000 },
      ...{ outcome: 'timeout', outcomeReason: 'killed', firstShot: false, qualitySignal: 'failed' },
      ...{ qualityGatePassed: false, qualityGatesRun: ['lint', 'test'], qualityGatesFailed: ['test'] },
      ...{ quality: { gate: 0, human: 0.5 }, tokens: 12, usageOrigin: 'harness', costUsdMicros: 0 },
      ...{ prCreated: true, prMerged: null, flags: ['cost_without_price'] },
    };
    const [key] = putTasks(database.db, [full, { completedAt: 3000 }, {}]);
    database.db.exec(`INSERT INTO sessions (session_key, harness, session_id, source)
      VALUES (1, 'codex', 'z', 'codex'), (2, 'codex', 'a', 'codex')`);
    for (const session of [1, 2])
      database.db
        .prepare(`INSERT INTO task_sessions (task_key, session_key) VALUES (?, ?)`)
        .run(key, session);
    const rows = [...tasks(database.db, NO_FILTER)];
    expect(rows.map(({ taskId }) => taskId)).toEqual(['t2', 't1', 'gt-1']);
    expect(rows[2]).toMatchObject({
      ...full,
      quality: { gate: 0, ci: null, review: null, evaluation: null, peer: null, human: 0.5 },
      sessionIds: ['a', 'z'],
      retryCount: null,
    });
  });
});
