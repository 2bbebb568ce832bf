import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelComparison, UNKNOWN_TASK_TYPE } from '../../src/domain/performance.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import type { TaskRecord } from '../../src/domain/task.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { expectCell, fleet, known, mean, median, range, succeeded } from '../helpers/task-fleets.ts';
import { putTasks } from '../helpers/task-rows.ts';

let database: TestDatabase;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  database = new TestDatabase();
  reports = openReports({ databasePath: database.path, timezone: 'Europe/Berlin', roots: [] });
});
afterEach(() => {
  reports.close();
  database.remove();
});

describe('the comparison agrees with a count over the tasks', { timeout: 120_000 }, () => {
  test('of each model and harness, over all and by type and effort', () => {
    fc.assert(
      fc.property(fleet, range, (tasks, part) => {
        database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
        putTasks(database.db, tasks);
        const filter = { ...NO_FILTER, ...part };
        const rows = [...reports.tasks(filter)].filter(
          (row) => row.completedAt !== null && row.model !== null,
        );
        const compared = reports.comparison(filter).rows;
        for (const row of compared) {
          const own = rows.filter((task) => isOf(task, row));
          const sound = own.filter(({ flags }) => flags.length === 0);
          expect(row).toMatchObject({
            tasks: own.length,
            tasksLeftOut: own.length - sound.length,
            tasksUnknown: sound.filter(({ outcome }) => outcome === null).length,
          });
          expectCell(row.successRate, mean, known(sound.map(succeeded)));
          const times = known(sound.map(({ taskDurationMs }) => taskDurationMs));
          expectCell(row.medianCompletionTimeMs, median, times);
        }
        const inTables = (isAll: boolean) =>
          sumsByPerformer(compared.filter(({ taskType }) => (taskType === null) === isAll));
        expect(inTables(false)).toEqual(inTables(true));
        expect(compared.findIndex(({ taskType }) => taskType === UNKNOWN_TASK_TYPE)).toBe(
          rows.some(({ taskType }) => taskType === null) ? compared.length - unknownRows(rows) : -1,
        );
      }),
      { numRuns: 20 },
    );
  });
});

function isOf(task: TaskRecord, row: ModelComparison): boolean {
  return (
    task.model === row.modelCanonical &&
    task.harness === row.harness &&
    (row.taskType === null ||
      ((task.taskType ?? UNKNOWN_TASK_TYPE) === row.taskType && task.effort === row.effort))
  );
}

/** Tasks, tokens and money of each model with each harness. */
function sumsByPerformer(rows: readonly ModelComparison[]) {
  const sums: Record<string, [number, number, number]> = {};
  for (const { modelCanonical, harness, tasks, tasksTokens, tasksCostUsdMicros } of rows) {
    const [count, tokens, cost] = sums[`${modelCanonical} ${harness}`] ?? [0, 0, 0];
    sums[`${modelCanonical} ${harness}`] = [
      count + tasks,
      tokens + (tasksTokens ?? 0),
      cost + (tasksCostUsdMicros ?? 0),
    ];
  }
  return sums;
}

/** Rows that tasks of no known type make. */
function unknownRows(tasks: readonly TaskRecord[]): number {
  return new Set(
    tasks
      .filter(({ taskType }) => taskType === null)
      .map(({ model, harness, effort }) => `${model} ${harness} ${effort}`),
  ).size;
}
