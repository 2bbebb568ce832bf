import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/prepare-days.ts';
import { modelUses } from '../../src/db/queries/trend-sessions.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import type { TrendMarker } from '../../src/domain/trends.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { trendReports } from '../../src/reading/trends.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record } from '../helpers/records.ts';

const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
/** Noon in Berlin, a week before its clocks change. */
const NOW = Date.UTC(2026, 2, 20, 11);

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

/** Of a window of so many days. */
function markers(days: number, filter: Partial<ReportFilter> = {}): readonly TrendMarker[] {
  prepareDays(database.db, ZONE);
  const { trends } = trendReports(database.db, ZONE, DEFAULT_STRATEGIES);
  const reports = trends({ ...NO_FILTER, ...filter }, NOW, ['tokens_per_day']);
  return reports.find(({ windowDays }) => windowDays === days)?.markers ?? [];
}

/** A session of one call, so many days ago. */
function work(
  daysAgo: number,
  {
    cwd = '/w/api',
    model = 'claude-a-1',
    ...info
  }: { cwd?: string; model?: string; harnessVersion?: string; instructions?: string },
): void {
  const id = `${cwd}-${daysAgo}-${info.instructions}`;
  database.feed(database.file(), [
    record(
      { session: id, at: NOW - daysAgo * DAY },
      { type: 'session_info', cwd, ...info },
      call({ message: id, model, usage: { input: 100, output: 0 } }),
    ),
  ]);
}

test('markers where a version or a model came into use', () => {
  for (let day = 60; day >= 1; day--)
    work(day, {
      harnessVersion: day > 10 ? '2.0' : '2.1',
      model: day > 5 ? 'claude-a-1' : 'claude-b-1',
    });
  const [version, model] = markers(30);
  expect(version).toMatchObject({ kind: 'harness_version', harness: 'claude_code', name: '2.1' });
  expect(version?.at).toBe(NOW - 10 * DAY);
  expect(model).toMatchObject({ kind: 'model', harness: null, name: 'claude-b' });
  expect(model?.at).toBe(Date.UTC(2026, 2, 14, 23));
  expect(markers(7).map(({ name }) => name)).toEqual(['claude-b']);
  expect(markers(90).map(({ name }) => name)).toEqual(['2.1', 'claude-b']);
});

describe('markers where instructions changed', () => {
  const changes = (days: number, filter: Partial<ReportFilter> = {}) =>
    markers(days, filter)
      .filter(({ kind }) => kind === 'instructions')
      .map(({ name, at }) => [name, (NOW - at) / DAY]);

  test('of a project, not where another project has a file of its own', () => {
    for (let day = 60; day >= 1; day--)
      work(day, { instructions: day > 10 ? 'AGENTS.md aaaaaa' : 'AGENTS.md bbbbbb' });
    for (let day = 20; day >= 1; day--) work(day, { instructions: 'AGENTS.md cccccc', cwd: '/w/web' });
    expect(changes(30)).toEqual([['AGENTS.md bbbbbb', 10]]);
    expect(changes(7)).toEqual([]);
    expect(changes(30, { projects: ['web'] })).toEqual([]);
  });

  test('a share is one of all sessions under instructions, of projects where nothing changed too', () => {
    for (let day = 20; day >= 1; day--)
      work(day, { instructions: day > 10 ? 'AGENTS.md aaaaaa' : 'AGENTS.md bbbbbb' });
    for (let day = 20; day >= 1; day--) work(day, { instructions: 'AGENTS.md cccccc', cwd: '/w/web' });
    expect(markers(30)).toMatchObject([{ name: 'AGENTS.md bbbbbb', share: 10 / 40 }]);
  });

  test('another file beside it is no change', () => {
    for (let day = 20; day >= 1; day--) work(day, { instructions: 'AGENTS.md aaaaaa' });
    for (let day = 10; day >= 1; day--) work(day, { instructions: 'ui/CLAUDE.md bbbbbb' });
    expect(changes(30)).toEqual([]);
  });
});

test('models of days cut in another zone, or of all types of tasks, are no markers', () => {
  work(1, {});
  prepareDays(database.db, ZONE);
  const used = (zone: string, filter: Partial<ReportFilter> = {}) =>
    modelUses(database.db, { ...NO_FILTER, ...filter }, zone, [0, 1e8]).length;
  expect(used(ZONE)).toBe(1);
  expect(used('Asia/Tokyo')).toBe(0);
  expect(used(ZONE, { taskTypes: ['debugging'] })).toBe(0);
});
