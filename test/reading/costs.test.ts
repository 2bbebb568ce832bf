import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Budget } from '../../src/domain/costs.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { costsReport } from '../../src/reading/costs.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record, sessionEnd } from '../helpers/records.ts';
import { putTasks } from '../helpers/task-rows.ts';

const ZONE = 'Asia/Kolkata';
/** 2026-03-20T12:00 in Kolkata, a Friday. */
const NOW = Date.UTC(2026, 2, 20, 6, 30);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const costs = (filter: Partial<ReportFilter> = {}, budgets: readonly Budget[] = []) =>
  costsReport(database.db, { ...NO_FILTER, ...filter }, NOW, { timezone: ZONE, budgets });
const spend = (session: string, at: number, fields: Parameters<typeof call>[0] = {}) =>
  database.feed(database.file(), [
    record(
      { session, at },
      { type: 'session_info', cwd: `/w/${session}` },
      call({ usage: { input: 100, output: 0 }, ...fields }),
    ),
  ]);

test('costs by day, model, agent and project, with the range of what was estimated', () => {
  spend('api', NOW, { usage: { input: 100, cacheRead: 300, output: 0 }, visibleChars: 400, finished: false });
  spend('web', NOW - DAY_MS, { model: 'claude-b-1' });
  database.feed(database.file('work-stream'), [
    record({ harness: 'codex', session: 'x', at: NOW }, sessionEnd({ totalTokens: 70, costUsdMicros: 7 })),
  ]);
  const { byDay, byModel, byProject, byHarness, priceSource } = costs();
  expect(
    byDay.map(({ day, costUsdMicros, costHighUsdMicros }) => [day, costUsdMicros, costHighUsdMicros]),
  ).toEqual([
    ['2026-03-19', 100, 100],
    ['2026-03-20', 407, 507],
  ]);
  expect(
    byModel.map((row) => [
      row.modelCanonical,
      row.costBasis,
      row.costLowUsdMicros,
      row.costHighUsdMicros,
      row.cacheReadShare,
      row.cacheSavedUsdMicros,
    ]),
  ).toEqual([
    ['claude-a', 'estimated', 400, 500, 0.75, 900],
    ['claude-b', 'computed', 100, 100, 0, 0],
    [null, 'reported', 7, 7, null, null],
  ]);
  expect(byProject.map(({ name, costUsdMicros }) => [name, costUsdMicros])).toEqual([
    ['api', 400],
    ['web', 100],
    [null, 7],
  ]);
  expect(byHarness.map(({ name }) => name)).toEqual(['claude_code', 'codex']);
  expect(priceSource).toEqual({ name: 'test', version: '1', date: null });
});

test('calls without a price, by model and reason', () => {
  spend('api', NOW, { model: 'unpriced-x' });
  spend('web', NOW, { model: 'unpriced-x' });
  spend('api', NOW - 3 * DAY_MS, { model: 'unpriced-y' });
  const row = { harness: 'claude_code', reason: 'no_price' };
  expect(costs().unpriced).toEqual([
    { ...row, model: 'unpriced-x', modelCanonical: 'unpriced-x', calls: 2, tokens: 200 },
    { ...row, model: 'unpriced-y', modelCanonical: 'unpriced-y', calls: 1, tokens: 100 },
  ]);
  expect(costs({ since: NOW - DAY_MS }).unpriced.map(({ model }) => model)).toEqual(['unpriced-x']);
  expect(costs({ models: ['unpriced-y'] }).unpriced.map(({ model }) => model)).toEqual(['unpriced-y']);
  expect(costs().byModel[0]).toMatchObject({ costUsdMicros: null, costBasis: null, unpricedCalls: 2 });
});

test('budgets of a day, week and month, of all, a project or an agent', () => {
  // Thursday late in Kolkata is Thursday in UTC, too; Monday 00:30 in Kolkata is Sunday in UTC; the month began on a Sunday.
  spend('api', Date.UTC(2026, 2, 15, 19));
  spend('api', Date.UTC(2026, 2, 15, 18));
  spend('web', NOW - HOUR_MS);
  putTasks(database.db, [{ project: 'rig', completedAt: NOW - 40 * DAY_MS }]);
  const budget = { period: 'week', limitUsdMicros: 250, project: null, agent: null } as const;
  const { budgets } = costs({ until: NOW - 40 * DAY_MS }, [
    budget,
    { ...budget, period: 'day', limitUsdMicros: 100 },
    { ...budget, period: 'month' },
    { ...budget, project: 'api', limitUsdMicros: 1_000 },
    { ...budget, agent: 'nobody' },
    { ...budget, agent: 'claude_code', project: 'nowhere' },
    { ...budget, project: 'rig' },
  ]);
  expect(budgets.map(({ spentUsdMicros, state, unknown }) => [spentUsdMicros, state, unknown])).toEqual([
    [200, 'warning', null],
    [100, 'over', null],
    [300, 'over', null],
    [100, 'ok', null],
    [0, 'ok', 'agent'],
    [0, 'ok', 'project'],
    [0, 'ok', null],
  ]);
  expect(budgets[0]).toMatchObject({
    startsAt: Date.UTC(2026, 2, 15, 18, 30),
    endsAt: Date.UTC(2026, 2, 22, 18, 30),
    share: 0.8,
  });
});

describe('burn and projection', () => {
  test('of past days behind this time of day', () => {
    for (let day = 1; day <= 12; day++) {
      spend('api', NOW - day * DAY_MS - 2 * HOUR_MS);
      spend('api', NOW - day * DAY_MS + 2 * HOUR_MS, { usage: { input: 50, output: 0 } });
    }
    spend('api', NOW - HOUR_MS / 2);
    const { burn } = costs({ since: NOW - 60_000 });
    expect(burn).toMatchObject({ usdMicrosPerHour: 200, dayUsdMicros: 100, state: 'ok' });
    expect(burn.projectedDay).toMatchObject({ value: 150, state: 'ok' });
    expect(burn.monthUsdMicros).toBe(12 * 150 + 100);
    expect(burn.projectedMonth).toMatchObject({ value: 12 * 150 + 150 + 11 * 150, n: 12, state: 'ok' });
  });

  test('says that there is too little', () => {
    spend('api', NOW - DAY_MS);
    const { burn } = costs();
    expect(burn.projectedDay).toMatchObject({ value: null, n: 1, state: 'insufficient_data' });
    expect(burn.projectedMonth.state).toBe('insufficient_data');
    expect(burn.usdMicrosPerHour).toBe(0);
  });
});

test('a five-hour block of our own count is an estimate', () => {
  spend('api', NOW - HOUR_MS);
  expect(costs().limits).toEqual([
    {
      ...{ harness: 'claude_code', origin: 'estimate', limitId: 'five_hour_block', windowMinutes: 300 },
      ...{
        usedPercent: null,
        startsAt: Date.UTC(2026, 2, 20, 5),
        resetsAt: Date.UTC(2026, 2, 20, 10),
        plan: null,
      },
      ...{ tokens: 100, costUsdMicros: 100, at: NOW },
    },
  ]);
});
