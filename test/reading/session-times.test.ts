/** How long calls of models and of tools take, of a sample of sessions. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/prepare-days.ts';
import type { MetricCell } from '../../src/domain/metric.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import type { SourceId } from '../../src/domain/source.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { trendReports } from '../../src/reading/trends.ts';
import { TestDatabase } from '../helpers/database.ts';
import { type CallFields, call, record, toolCall, toolResult } from '../helpers/records.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 11);
/** Days of a window of a week but today. */
const DAYS = 6;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

/** A session a day with these calls. */
function work(source: SourceId, ...calls: readonly CallFields[]): void {
  for (let day = DAYS; day >= 1; day--) {
    const session = `${source} ${day}`;
    const events = calls.map((fields, n) =>
      call({ message: `${session} ${n}`, usage: { input: n, output: 0 }, ...fields }),
    );
    database.feed(database.file(source), [
      record({ session, harness: source, at: NOW - day * DAY }, ...events),
    ]);
  }
}

function median(filter: Partial<ReportFilter> = {}, metric = 'median_call_ms'): MetricCell | undefined {
  prepareDays(database.db, 'UTC');
  const { trends } = trendReports(database.db, 'UTC', DEFAULT_STRATEGIES);
  return trends({ ...NO_FILTER, ...filter }, NOW, [metric])[0]?.value;
}

test("is the median of the sessions' medians; calls of which it is not known are left out", () => {
  work('opencode', { durationMs: 3_000 }, { durationMs: null }, { durationMs: 9_000 }, { durationMs: 4_000 });
  expect(median()).toMatchObject({ value: 4_000, n: DAYS, state: 'ok' });
});

test('a session of many calls is not judged by the first', () => {
  const calls = (count: number, durationMs: number) => Array.from({ length: count }, () => ({ durationMs }));
  work('opencode', ...calls(20, 1_000), ...calls(100, 8_000));
  expect(median()).toMatchObject({ value: 8_000, n: DAYS });
  for (let day = DAYS; day >= 1; day--) {
    const [session, at] = [`tools ${day}`, NOW - day * DAY - 7_200_000];
    const keys = Array.from({ length: 120 }, (_, n) => `${session} ${n}`);
    const results = keys.map((key, n) =>
      record({ session, at: at + (n < 20 ? 1_000 : 8_000) }, toolResult(key)),
    );
    database.feed(database.file(), [
      record({ session, at }, ...keys.map((key) => toolCall(key))),
      ...results,
    ]);
  }
  expect(median({}, 'median_tool_ms')).toMatchObject({ value: 8_000, n: DAYS });
});

test('a call whose copy counts elsewhere is not asked', () => {
  const copy = { message: 'm', usage: { input: 7, output: 0 }, durationMs: 9_000 };
  work('opencode', { durationMs: 3_000 });
  for (const [session, request] of [
    ['opencode 1', 'r'],
    ['fork', 's'],
  ] as const) {
    const at = session === 'fork' ? NOW - DAY / 2 : NOW - DAY + 1;
    const row = record({ session, harness: 'opencode', at }, call({ ...copy, request }));
    database.feed(database.file('opencode'), [row]);
  }
  expect(database.all(`SELECT counted FROM model_calls WHERE duration_ms = 9000 ORDER BY 1`)).toEqual([
    { counted: 0 },
    { counted: 1 },
  ]);
  expect(median()).toMatchObject({ value: 3_000, n: DAYS });
});

test('a filter of models takes their calls alone, of sessions that used several', () => {
  work('opencode', { model: 'claude-a', durationMs: 3_000 }, { model: 'claude-b-1', durationMs: 8_000 });
  expect(median({ models: ['claude-a'] })).toMatchObject({ value: 3_000, n: DAYS });
  expect(median({ models: ['claude-b'] })).toMatchObject({ value: 8_000, n: DAYS });
  expect(median()).toMatchObject({ value: 5_500, n: DAYS });
});

test('a median that is remembered is that of the models it was asked for', () => {
  work('opencode', { model: 'claude-a', durationMs: 3_000 }, { model: 'claude-b-1', durationMs: 8_000 });
  prepareDays(database.db, 'UTC');
  const { trends } = trendReports(database.db, 'UTC', DEFAULT_STRATEGIES);
  const asked = (models: readonly string[]) =>
    trends({ ...NO_FILTER, models }, NOW, ['median_call_ms'])[0]?.value.value;
  expect([[], ['claude-a'], ['claude-b'], []].map(asked)).toEqual([5_500, 3_000, 8_000, 5_500]);
});

test('the sessions of a source that does not log it are left out, and alone say so', () => {
  work('claude-code', { durationMs: null });
  work('opencode', { durationMs: 3_000 });
  expect(median()).toMatchObject({ value: 3_000, n: DAYS, state: 'ok' });
  expect(median({ sources: ['claude-code'] })).toMatchObject({ value: null, state: 'not_logged' });
});

test('where no answer tells, there is too little to say', () => {
  work('opencode', { durationMs: null }, { durationMs: null });
  expect(median()).toMatchObject({ value: null, n: 0, state: 'insufficient_data' });
});
