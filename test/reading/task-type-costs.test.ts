import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { costsReport } from '../../src/reading/costs.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record } from '../helpers/records.ts';
import { holdSession, putTasks, type TaskGiven } from '../helpers/task-rows.ts';

const NOW = Date.UTC(2026, 2, 20, 6, 30);
const HOUR_MS = 3_600_000;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const types = (filter: Partial<ReportFilter> = {}) =>
  costsReport(database.db, { ...NO_FILTER, ...filter }, NOW, { timezone: 'UTC', budgets: [] }).byTaskType;
const spend = (session: string, at: number, input: number) =>
  database.feed(database.file(), [record({ session, at }, call({ usage: { input, output: 0 } }))]);
const done = (session: string, given: TaskGiven) => {
  const [task] = putTasks(database.db, [{ taskId: `of ${session}`, completedAt: NOW, ...given }]);
  holdSession(database.db, task as number, session);
};

test('costs by type of task, per task and per success, and what belongs to no task', () => {
  for (const [index, session] of ['a', 'b', 'c', 'd', 'loose'].entries())
    spend(session, NOW, 100 * (index + 1));
  done('a', { taskType: 'fix', outcome: 'success', costUsdMicros: 100 });
  done('b', { taskType: 'fix', outcome: 'failure', costUsdMicros: 200 });
  done('c', { taskType: 'chore', outcome: null, costUsdMicros: 300 });
  done('d', { outcome: 'success', costUsdMicros: null });
  expect(
    types().map((row) => [
      ...[row.taskType, row.attributed, row.costUsdMicros, row.tasks, row.tasksSucceeded],
      ...[row.costPerTaskUsdMicros, row.costPerSuccessUsdMicros],
    ]),
  ).toEqual([
    [null, true, 400, 1, 1, null, null],
    // Of one type as dear as another, the name decides.
    ['chore', true, 300, 1, 0, 300, null],
    ['fix', true, 300, 2, 1, 150, 300],
    [null, false, 500, 0, 0, null, null],
  ]);
});

test('a success never costs less than a task: both are of the tasks whose outcome is known', () => {
  for (const [index, outcome] of (['success', 'failure', null] as const).entries()) {
    spend(String(index), NOW, 1);
    done(String(index), { taskType: 'fix', outcome, costUsdMicros: 100 * 10 ** index });
  }
  expect(types()[0]).toMatchObject({
    ...{ tasks: 3, tasksCosted: 2, costPerTaskUsdMicros: 550, costPerSuccessUsdMicros: 1100 },
  });
});

test('a cost that lacks the price of some calls is not one to divide', () => {
  spend('a', NOW, 100);
  spend('b', NOW, 100);
  done('a', { taskType: 'fix', outcome: 'success', costUsdMicros: 100 });
  done('b', { taskType: 'fix', outcome: 'success', costUsdMicros: 20, unpricedCalls: 1 });
  expect(types()[0]).toMatchObject({ tasks: 2, costPerTaskUsdMicros: 100, costPerSuccessUsdMicros: 100 });
});

test('calls count when they are made: a task completed today has what it took today', () => {
  spend('a', NOW, 100);
  spend('a', NOW - 30 * HOUR_MS, 50);
  done('a', { taskType: 'fix', outcome: 'success', costUsdMicros: 150 });
  const [row, ...others] = types({ since: NOW - HOUR_MS });
  expect([row?.costUsdMicros, row?.costPerTaskUsdMicros, others]).toEqual([100, 150, []]);
});

test('are left out on request, and under a filter of types only theirs are there', () => {
  spend('a', NOW, 100);
  spend('b', NOW, 10);
  done('a', { taskType: 'fix' });
  expect(
    types({ taskTypes: ['fix'] }).map(({ taskType, costUsdMicros }) => [taskType, costUsdMicros]),
  ).toEqual([['fix', 100]]);
  const options = { timezone: 'UTC', budgets: [] };
  expect(costsReport(database.db, NO_FILTER, NOW, options, { taskTypes: false }).byTaskType).toEqual([]);
});

test('what only records tell of a task costs its type, whichever types are asked for', () => {
  spend('a', NOW, 100);
  done('a', { taskType: 'fix', outcome: 'success', costUsdMicros: 100 });
  const told = { usageOrigin: 'orchestrator', completedAt: NOW, outcome: 'success' } as const;
  putTasks(database.db, [
    { ...told, taskType: 'fix', costUsdMicros: 50, tokens: 7 },
    { ...told, taskType: 'chore', costUsdMicros: 9 },
  ]);
  const costs = (filter: Partial<ReportFilter> = {}) =>
    types(filter).map(({ taskType, costUsdMicros, tasks }) => [taskType, costUsdMicros, tasks]);
  expect(costs()).toEqual([
    ['fix', 150, 2],
    ['chore', 9, 1],
  ]);
  expect(costs({ taskTypes: ['chore'] })).toEqual([['chore', 9, 1]]);
  const { byDay } = costsReport(database.db, NO_FILTER, NOW, { timezone: 'UTC', budgets: [] });
  expect(byDay.map((day) => [day.costUsdMicros, day.costBasis, day.tokens.unclassified])).toEqual([
    [159, 'mixed', 7],
  ]);
  expect(types().map(({ costBasis }) => costBasis)).toEqual(['mixed', 'reported']);
});
