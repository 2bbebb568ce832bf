import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentReport } from '../../src/domain/performance.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { DEFAULT_STRATEGY_SETTINGS, type StrategySettings } from '../../src/domain/strategy-settings.ts';
import { DEFAULT_STRATEGIES, type Strategies } from '../../src/metrics/strategies.ts';
import { performanceReports } from '../../src/reading/performance-reports.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { putLedgerRow } from '../helpers/ledger-rows.ts';
import { putTasks } from '../helpers/task-rows.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 15);

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
  putTasks(
    database.db,
    Array.from({ length: 20 }, (_, n) => ({
      ...{ agent: 'nux', project: 'api', completedAt: NOW - n * DAY, costUsdMicros: 1000 - 40 * n },
      ...{ outcome: 'success' as const, quality: { gate: 1, review: 0.5 } },
    })),
  );
  const rating = { kind: 'helpfulness', score: 0.5 };
  for (let n = 0; n < 6; n++) {
    const given = { agent: 'nux', at: NOW - n * DAY };
    putLedgerRow(database.db, 'collaboration_rating', `r${n}`, { ...given, data: rating });
    putLedgerRow(database.db, 'task_completion', `c${n}`, given);
    putLedgerRow(database.db, 'escalation', `e${n}`, given);
  }
});
afterEach(() => database.remove());

/** What the card shows of each strategy. */
function shown(card: AgentReport | undefined) {
  const trend = card?.trends.find(
    (one) => one.metric === 'median_cost_per_task' && one.trend.windowDays === 30,
  );
  return {
    quality: card?.avgQualityScore.cell.value,
    collaboration: card?.collaborationScore.cell.value,
    windows: card?.windows.map(({ days }) => days),
    trend: trend?.trend.verdict,
  };
}

const swapped = (strategies: Partial<Strategies>, by: 'agent' | 'project' = 'agent') => {
  const reports = performanceReports(database.db, 'UTC', { ...DEFAULT_STRATEGIES, ...strategies });
  return shown(reports.cards(NO_FILTER, NOW, by, [by === 'agent' ? 'nux' : 'api'])[0]);
};

const configured = (settings: Partial<StrategySettings>) => {
  const strategies = { ...DEFAULT_STRATEGY_SETTINGS, ...settings };
  const reports = openReports({ databasePath: database.path, timezone: 'UTC', roots: [], strategies });
  try {
    return shown(reports.cards(NO_FILTER, NOW, 'agent', ['nux'])[0]);
  } finally {
    reports.close();
  }
};

const weights = { gate: 1, ci: 0, review: 0, evaluation: 0, peer: 0, human: 0 };
const SWAPS: readonly [keyof Strategies, Partial<Strategies>, object][] = [
  ['quality', { quality: () => ({ value: 0.25, weights }) }, { quality: 0.25 }],
  [
    'collaboration',
    {
      collaboration: ({ points }) => ({
        cell: { value: points.length / 100, n: points.length, low: null, high: null, state: 'ok' },
        parts: [],
      }),
    },
    { collaboration: 0.18 },
  ],
  [
    'windows',
    { windows: (...given) => DEFAULT_STRATEGIES.windows(...given).filter(({ days }) => days === 30) },
    { windows: [30] },
  ],
  [
    'trend',
    { trend: (given) => ({ ...DEFAULT_STRATEGIES.trend(given), verdict: 'stable' }) },
    { trend: 'stable' },
  ],
];

describe('a card is made by the strategies it is given', () => {
  test('the first ones', () => {
    expect(swapped({})).toMatchObject({ windows: [7, 30, 90], trend: 'declining' });
    expect(configured({})).toEqual(swapped({}));
  });

  test.each(SWAPS)('another %s changes that and nothing else', (_, other, changed) => {
    for (const by of ['agent', 'project'] as const)
      expect(swapped(other, by)).toEqual({ ...swapped({}, by), ...changed });
  });

  const { quality, collaboration, trend } = DEFAULT_STRATEGY_SETTINGS;
  test.each<[string, Partial<StrategySettings>, object]>([
    ['quality', { quality: { ...quality, method: 'weakest' } }, { quality: 0.5 }],
    ['collaboration', { collaboration: { ...collaboration, method: 'ratings' } }, { collaboration: 0.5 }],
    ['windows', { windows: [3, 30] }, { windows: [3, 30] }],
    ['trend', { trend: { ...trend, threshold: 9 } }, { trend: 'stable' }],
  ])('the configuration chooses %s', (_, settings, changed) => {
    expect(configured(settings)).toEqual({ ...configured({}), ...changed });
  });

  test('reads tasks as far back as the range and its windows reach, and no further', () => {
    const reports = performanceReports(database.db, 'UTC', DEFAULT_STRATEGIES);
    putTasks(database.db, [{ agent: 'old', project: 'attic', completedAt: NOW - 200 * DAY }], 100);
    for (const [by, name] of [
      ['agent', 'old'],
      ['project', 'attic'],
    ] as const) {
      const tasks = (days: number) =>
        reports.performer({ ...NO_FILTER, since: NOW - days * DAY }, NOW, by, name)?.card.tasksUnknown;
      expect([201, 199].map(tasks)).toEqual([1, undefined]);
    }
  });
});
