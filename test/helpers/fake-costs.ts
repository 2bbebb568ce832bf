/** Costs whose rows fill every field, for tests of the export. */

import type { CostFigures, CostsReport } from '../../src/domain/costs.ts';
import type { TokenSums } from '../../src/domain/report.ts';

/** One row in every list; a field that may be null is null in one of them. */
export function fakeCosts(tokens: TokenSums, at: number): CostsReport {
  const figures: CostFigures = {
    ...{ modelCalls: 2, tokens: tokens, costUsdMicros: 1234, costBasis: 'estimated' },
    ...{ costLowUsdMicros: 1234, costHighUsdMicros: 1500, reportedCostUsdMicros: null, unpricedCalls: 0 },
    ...{ cacheReadShare: 0.5, cacheSavedUsdMicros: -3 },
  };
  return {
    byDay: [
      { day: null, ...figures },
      { day: '2026-03-08', ...figures },
    ],
    byModel: [{ modelCanonical: 'claude-opus-4-5', provider: 'anthropic', pricedBy: 'library', ...figures }],
    byAgent: [{ name: 'nux', ...figures }],
    byProject: [{ name: null, ...figures }],
    byDepartment: [],
    byHarness: [{ name: 'claude_code', ...figures }],
    byTaskType: [
      {
        ...{ taskType: 'debugging', attributed: true, ...figures, tasks: 3, tasksSucceeded: 2 },
        ...{ tasksCosted: 3, costPerTaskUsdMicros: 400, costPerSuccessUsdMicros: 600 },
      },
      {
        ...{ taskType: null, attributed: false, ...figures, tasks: 0, tasksSucceeded: 0 },
        ...{ tasksCosted: 0, costPerTaskUsdMicros: null, costPerSuccessUsdMicros: null },
      },
    ],
    unpriced: [
      {
        ...{ model: 'New-1', modelCanonical: 'new-1', harness: 'codex', reason: 'unknown_model' },
        ...{ calls: 2, tokens: 7 },
      },
    ],
    budgets: [
      {
        ...{
          period: 'month',
          limitUsdMicros: 50_000_000,
          project: 'api',
          agent: null,
          startsAt: at,
          endsAt: at + 1,
        },
        ...{ spentUsdMicros: 1234, share: 0.1, unpricedCalls: 0, state: 'ok', unknown: null },
      },
    ],
    limits: [
      {
        ...{ harness: 'codex', origin: 'vendor', limitId: 'codex', windowMinutes: 300, usedPercent: 52.5 },
        ...{ startsAt: null, resetsAt: at, plan: 'plus', tokens: null, costUsdMicros: null, at: at },
      },
    ],
    burn: {
      ...{ usdMicrosPerHour: 7, tokensPerHour: 8, state: 'ok', dayUsdMicros: 1, monthUsdMicros: 2 },
      projectedDay: { value: 5, low: 1, high: 9, n: 12, state: 'ok' },
      projectedMonth: { value: null, low: null, high: null, n: 3, state: 'insufficient_data' },
    },
    priceSource: { name: 'prices', version: '1', date: null },
  };
}
