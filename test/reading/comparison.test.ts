import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelComparison, UNKNOWN_TASK_TYPE } from '../../src/domain/performance.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import type { TaskRecord } from '../../src/domain/task.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { putRollup, putSession } from '../helpers/session-rows.ts';
import {
  expectCell,
  FLEET_NOW,
  fleet,
  known,
  mean,
  median,
  range,
  succeeded,
} from '../helpers/task-fleets.ts';
import { putTasks } from '../helpers/task-rows.ts';

const DAY = 86_400_000;
const NOW = FLEET_NOW;

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

test('rows of the comparison count what their tasks took, whenever it was; over all types all usage of the model stands beside it', () => {
  database.db.exec(`INSERT INTO models (model_id, name, canonical) VALUES (1, 'opus-1', 'opus')`);
  putSession(database.db, 1, { agent: 'nux', first_at: NOW - DAY, last_at: NOW });
  // As a writer does: sums by model and harness are those of places.
  database.db.exec(`INSERT INTO places (place_id, harness, source, agent, harness_seat, agent_seat, department_seat, project_seat)
      VALUES (1, 'claude_code', 'claude-code', 'nux', 1, 2, 3, 4);
    UPDATE sessions SET place_id = 1`);
  putRollup(database.db, { session_key: 1, at: NOW, input: 90, cost: 90 });
  putRollup(database.db, { session_key: 1, at: NOW - 10 * DAY, input: 10, cost: 10 });
  const task = { model: 'opus', harness: 'claude_code', taskType: 'debugging', completedAt: NOW };
  const told = { ...task, usageOrigin: 'orchestrator', tokens: 7, costUsdMicros: 3 } as const;
  putTasks(database.db, [{ ...task, usageOrigin: 'harness', tokens: 100, costUsdMicros: 100 }, told]);
  const { rows } = reports.comparison({ ...NO_FILTER, since: NOW - DAY });
  expect(
    rows.map((row) => [row.taskType, row.tasksTokens, row.tasksCostUsdMicros, row.costUsdMicros]),
  ).toEqual([
    [null, 107, 103, 93],
    ['debugging', 107, 103, null],
  ]);
  expect(rows.map(({ tokens }) => tokens)).toMatchObject([{ input: 90, unclassified: 7, total: 97 }, null]);
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
