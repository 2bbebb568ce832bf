import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/prepare-days.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import type { TrendReport } from '../../src/domain/trends.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { TREND_METRICS } from '../../src/metrics/trend-table.ts';
import { performanceReports } from '../../src/reading/performance-reports.ts';
import { trendReports } from '../../src/reading/trends.ts';
import { TestDatabase } from '../helpers/database.ts';
import { putLedgerRow } from '../helpers/ledger-rows.ts';
import { call, record, toolCall, toolResult } from '../helpers/records.ts';
import { putTasks } from '../helpers/task-rows.ts';

const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
/** Noon in Berlin, a week before its clocks change. */
const NOW = Date.UTC(2026, 2, 20, 11);

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

function trends(filter: Partial<ReportFilter> = {}, metrics: readonly string[] | null = null): TrendReport[] {
  prepareDays(database.db, ZONE);
  const reports = trendReports(database.db, ZONE, DEFAULT_STRATEGIES);
  return [...reports.trends({ ...NO_FILTER, ...filter }, NOW, metrics)];
}
const trend = (metric: string, days: number, filter: Partial<ReportFilter> = {}): TrendReport =>
  trends(filter, [metric]).find(({ windowDays }) => windowDays === days) as TrendReport;

/** A session of one call, so many days ago. */
function work(
  daysAgo: number,
  fields: { session?: string; version?: string } & Parameters<typeof call>[0] = {},
) {
  const { session = `s${daysAgo}`, version = '2.0', ...more } = fields;
  database.feed(database.file(), [
    record(
      { session, at: NOW - daysAgo * DAY },
      { type: 'session_info', cwd: '/w/api', harnessVersion: version },
      call({ usage: { input: 100, output: 0 }, ...more }),
    ),
  ]);
}

test('every metric over every window, and only those that are asked for', () => {
  work(1);
  const all = trends();
  expect([...new Set(all.map(({ metric }) => metric))]).toEqual([...TREND_METRICS.keys()]);
  expect(all.filter(({ metric }) => metric === 'error_rate').map(({ windowDays }) => windowDays)).toEqual([
    7, 30, 90,
  ]);
  expect(trends({}, ['error_rate', 'cost_per_day'])).toHaveLength(6);
});

test('tokens a day rise, which is neither better nor worse; today is not over, and what was before the first record is not 0', () => {
  for (let day = 12; day >= 0; day--)
    work(day, { usage: { input: 1_000 + (12 - day) * 100, output: 0 }, message: `m${day}` });
  const { trend: found, series, value, higherIsBetter } = trend('tokens_per_day', 30);
  expect(higherIsBetter).toBeNull();
  expect(found).toMatchObject({ verdict: 'rising', n: 12 });
  expect(found.slopePerDay).toBeCloseTo(100, 6);
  expect(series).toHaveLength(12);
  expect(value).toMatchObject({ value: 1_550, n: 12, state: 'ok' });
  expect(trend('sessions_per_day', 30).value.value).toBe(1);
  expect(trend('cost_per_day', 30).value.value).toBe(1_550);
});

test('what only records tell is in tokens and cost a day, as in the costs', () => {
  for (const day of [2, 1]) work(day, { message: `m${day}` });
  const told = { usageOrigin: 'orchestrator', completedAt: NOW - DAY, costUsdMicros: 9 } as const;
  putTasks(database.db, [{ ...told, orchestrator: 'beads', tokens: 70 }]);
  const last = (metric: string) => trend(metric, 7).series.at(-1)?.value;
  expect([last('tokens_per_day'), last('cost_per_day')]).toEqual([170, 109]);
});

test('days without work between days with work count as 0', () => {
  for (const day of [10, 9, 2, 1]) work(day, { message: `m${day}` });
  expect(trend('sessions_per_day', 30).value).toMatchObject({ value: 0.4, n: 10 });
});

test('a filter narrows every metric, also one of models', () => {
  for (let day = 8; day >= 1; day--) {
    work(day, { message: `m${day}` });
    work(day, {
      session: `b${day}`,
      message: `b${day}`,
      model: 'claude-b-1',
      usage: { input: 7, output: 0 },
    });
  }
  expect(trend('tokens_per_day', 7).value.value).toBe(107);
  expect(trend('tokens_per_day', 7, { models: ['claude-b'] }).value.value).toBe(7);
  expect(trend('sessions_per_day', 7, { models: ['claude-b'] }).value.value).toBe(1);
  expect(trend('sessions_per_day', 7).value.value).toBe(2);
  expect(trend('sessions_per_day', 7, { harnesses: ['codex'] }).value.state).toBe('insufficient_data');
});

test('windows end with the end of the filter', () => {
  for (let day = 20; day >= 1; day--) work(day, { message: `m${day}` });
  const { series } = trend('tokens_per_day', 7, { until: NOW - 10 * DAY });
  expect(series.at(-1)?.at).toBeLessThan(NOW - 10 * DAY);
});

test('the last day of a range that ends with it counts', () => {
  const end = Date.UTC(2026, 2, 10, 23) - 1;
  for (let day = 20; day >= 1; day--) work(day, { message: `m${day}` });
  const { series } = trend('sessions_per_day', 7, { until: end });
  expect(series.at(-1)?.at).toBe(Date.UTC(2026, 2, 10, 11));
});

describe('tools', () => {
  test('share that failed, and how long one takes', () => {
    for (let day = 8; day >= 1; day--)
      database.feed(database.file(), [
        record({ session: `s${day}`, at: NOW - day * DAY }, toolCall(`a${day}`), toolCall(`b${day}`)),
        record({ session: `s${day}`, at: NOW - day * DAY + 4_000 }, toolResult(`a${day}`, { isError: true })),
        record({ session: `s${day}`, at: NOW - day * DAY + 6_000 }, toolResult(`b${day}`)),
      ]);
    expect(trend('tool_error_rate', 7).value.value).toBe(0.5);
    expect(trend('median_tool_ms', 7).value).toMatchObject({ value: 5_000, state: 'ok' });
    expect(trend('median_tool_ms', 7, { models: ['claude-a'] }).value.state).toBe('insufficient_data');
  });

  test('are said of no source that does not log them', () => {
    database.feed(database.file('gastown'), [record({ harness: 'gastown', session: 'g', at: NOW - DAY })]);
    expect(trend('median_tool_ms', 7).value.state).toBe('not_logged');
    expect(trend('tool_error_rate', 7).value.state).toBe('not_logged');
  });
});

test('metrics of tasks stand beside them', () => {
  putTasks(
    database.db,
    Array.from({ length: 20 }, (_, n) => ({
      ...{ completedAt: NOW - (n + 1) * DAY, taskDurationMs: 60_000, harness: 'codex' },
      outcome: n < 10 ? ('success' as const) : ('failure' as const),
    })),
  );
  expect(trend('success_rate', 30)).toMatchObject({
    unit: 'share',
    higherIsBetter: true,
    value: { value: 0.5 },
  });
  expect(trend('success_rate', 30).trend).toMatchObject({ verdict: 'stable', n: 20 });
  expect(trend('tasks_per_day', 30).value.value).toBe(1);
  expect(trend('success_rate', 30, { harnesses: ['claude_code'] }).value.n).toBe(0);
});

describe('collaboration', () => {
  const HOUR = 3_600_000;
  /** Five tasks slung so long ago, and neither taken nor given back. */
  const given = (hoursAgo: number) => {
    const at = NOW - hoursAgo * HOUR;
    for (const taskId of ['g1', 'g2', 'g3', 'g4', 'g5'])
      putLedgerRow(database.db, 'assignment', taskId, {
        agent: 'nux',
        taskId,
        at,
        data: { action: 'sling' },
      });
    putTasks(database.db, [{ agent: 'nux', completedAt: at }]);
  };

  test('work handed over late yesterday is not refused yet', () => {
    given(13);
    expect(trend('collaboration_score', 7).value).toMatchObject({ value: null, n: 0 });
  });

  test('work that nobody took up for a day is refused, also where the time asked for ends before that', () => {
    given(30);
    expect(trend('collaboration_score', 7).value).toMatchObject({ value: 0, n: 5 });
    expect(trend('collaboration_score', 7, { until: NOW - 20 * HOUR }).value).toMatchObject({
      value: 0,
      n: 5,
    });
  });

  test('the same agents speak for a project as on its card', () => {
    const agents = Array.from({ length: 21 }, (_, n) => `a${n}`);
    const at = NOW - HOUR;
    for (const agent of agents) {
      const data = { kind: 'helpfulness', score: agent === 'a20' ? 0 : 1 };
      putLedgerRow(database.db, 'collaboration_rating', agent, { agent, at, data });
    }
    putTasks(
      database.db,
      [...agents, ...agents.slice(0, 20)].map((agent) => ({ agent, project: 'api', completedAt: at })),
    );
    const [card] = performanceReports(database.db, ZONE, DEFAULT_STRATEGIES).cards(
      NO_FILTER,
      NOW,
      'project',
      ['api'],
    );
    const { value } = trend('collaboration_score', 7, { projects: ['api'] });
    expect(value).toMatchObject({ value: 1, n: 20 });
    expect(card?.windows[0]?.metrics.collaboration_score).toEqual(value);
  });
});
