/** What the made-up fleet cost over thirty days: one vendor's output only estimated, one model without a price. */

import type { CostFigures, CostsReport, DayCost, NamedCost, TaskTypeCost } from '../../src/domain/costs.ts';
import { FLEET_NOW, HOSTILE, tokenSums } from './fake-fleet-parts.ts';

const DAY_MS = 86_400_000;

/** `usd` null: nothing in it has a price. */
function figures(usd: number | null, change: Partial<CostFigures> = {}): CostFigures {
  const micros = usd === null ? null : Math.round(usd * 1e6);
  return {
    modelCalls: Math.round((usd ?? 1) * 40),
    tokens: tokenSums(Math.round((usd ?? 0.4) * 620_000)),
    costUsdMicros: micros,
    costBasis: micros === null ? null : 'computed',
    costLowUsdMicros: micros,
    costHighUsdMicros: micros,
    reportedCostUsdMicros: null,
    unpricedCalls: micros === null ? 40 : 0,
    cacheReadShare: 0.91,
    cacheSavedUsdMicros: micros === null ? null : Math.round(micros * 2.6),
    ...change,
  };
}

/** Dollars of thirty days to Saturday 14 March 2026, weekends quiet, one day without any call. */
const DAYS = [
  ...[9.1, 2.2, 1.4, 10.4, 11.9, 13.2, 9.8, 12.1, 2.6, null, 12.9, 14.4, 16.1, 13.7, 15.2],
  ...[3.1, 1.9, 15.8, 19.4, 17.2, 16.6, 21.3, 4.2, 2.4, 18.9, 22.7, 20.1, 24.6, 23.2, 12.4],
];

const byDay: DayCost[] = DAYS.flatMap((usd, index): DayCost[] => {
  const at = FLEET_NOW - (DAYS.length - 1 - index) * DAY_MS;
  const estimated = {
    costBasis: 'estimated',
    costHighUsdMicros: Math.round((usd ?? 0) * 1.06e6),
    unpricedCalls: index === 20 ? 40 : 0,
  } as const;
  return usd === null
    ? []
    : [{ day: new Date(at).toISOString().slice(0, 10), ...figures(usd, index > 15 ? estimated : {}) }];
});

const named = (name: string | null, usd: number | null, change?: Partial<CostFigures>): NamedCost => ({
  name,
  ...figures(usd, change),
});

function taskType(
  type: string | null,
  attributed: boolean,
  usd: number,
  [tasks, tasksSucceeded, perTask, perSuccess]: readonly [number, number, number | null, number | null],
): TaskTypeCost {
  return {
    ...{ taskType: type, attributed, ...figures(usd), tasks, tasksSucceeded },
    tasksCosted: perTask === null ? 0 : tasks,
    ...{ costPerTaskUsdMicros: perTask, costPerSuccessUsdMicros: perSuccess },
  };
}

const ESTIMATED: Partial<CostFigures> = { costBasis: 'estimated', costHighUsdMicros: 98_400_000 };

export const FLEET_COSTS: CostsReport = {
  byDay,
  byModel: [
    ['claude-opus-4-6', 'anthropic', 201.3, { reportedCostUsdMicros: 198_700_000 }] as const,
    ['gpt-5.3-codex', 'openai', 88.2, { ...ESTIMATED, cacheReadShare: 0.84 }] as const,
    ['claude-sonnet-4-5-20250929', 'anthropic', 61.9, {}] as const,
    ['gemini-3-pro', 'google', 16.2, { cacheReadShare: 0.31, cacheSavedUsdMicros: -120_000 }] as const,
    [
      null,
      null,
      1.2,
      { costBasis: 'reported', modelCalls: 0, cacheReadShare: null, cacheSavedUsdMicros: null },
    ] as const,
    ['house-model-7', null, null, {}] as const,
  ].map(([modelCanonical, provider, usd, change]) => ({
    ...{ modelCanonical, provider, pricedBy: usd === null ? null : ('library' as const) },
    ...figures(usd, change as Partial<CostFigures>),
  })),
  byAgent: [
    named('rig/polecats/nux', 142.6),
    named('rig/crew/max', 96.3),
    named('codex', 88.2, ESTIMATED),
    named('claude_code', 41.7, { unpricedCalls: 40 }),
    named(HOSTILE, 0.004, { modelCalls: 1 }),
  ],
  byProject: [named('api', 198.1), named('infra', 104.7, ESTIMATED), named('web', 61.4), named(null, 4.6)],
  byDepartment: [named('platform', 246.4), named(null, 122.4)],
  byHarness: [
    named('claude_code', 264.4),
    named('codex', 88.2, ESTIMATED),
    named('gemini', 16.2, { cacheReadShare: 0.31 }),
  ],
  byTaskType: [
    taskType('feature', true, 171.9, [38, 31, 4_100_000, 5_200_000]),
    taskType('debugging', true, 121.2, [44, 40, 2_600_000, 2_900_000]),
    taskType(null, true, 38.4, [9, 0, 4_200_000, null]),
    taskType(null, false, 37.3, [0, 0, null, null]),
  ],
  unpriced: [
    {
      ...{ model: 'house-model-7', modelCanonical: 'house-model-7', harness: 'opencode' },
      ...{ reason: 'unknown_model', calls: 38, tokens: 410_000 },
    },
    {
      ...{ model: `gpt-5.3-codex ${HOSTILE}`, modelCanonical: 'gpt-5.3-codex', harness: 'codex' },
      ...{ reason: 'no_price_for_tier', calls: 2, tokens: 9_100 },
    },
  ],
  budgets: [
    {
      ...{ period: 'month', limitUsdMicros: 400_000_000, project: null, agent: null },
      ...{ startsAt: Date.UTC(2026, 2, 1), endsAt: Date.UTC(2026, 3, 1), spentUsdMicros: 224_100_000 },
      ...{ share: 0.56025, unpricedCalls: 40, state: 'ok', unknown: null },
    },
    {
      ...{ period: 'day', limitUsdMicros: 10_000_000, project: 'api', agent: null },
      ...{ startsAt: Date.UTC(2026, 2, 14), endsAt: Date.UTC(2026, 2, 15), spentUsdMicros: 11_200_000 },
      ...{ share: 1.12, unpricedCalls: 0, state: 'over', unknown: null },
    },
    {
      ...{ period: 'week', limitUsdMicros: 50_000_000, project: null, agent: 'rig/polecats/nux' },
      ...{ startsAt: Date.UTC(2026, 2, 9), endsAt: Date.UTC(2026, 2, 16), spentUsdMicros: 44_000_000 },
      ...{ share: 0.88, unpricedCalls: 0, state: 'warning', unknown: null },
    },
  ],
  limits: [
    {
      ...{ harness: 'codex', origin: 'vendor', limitId: 'codex', windowMinutes: 300, usedPercent: 93 },
      ...{ startsAt: null, resetsAt: FLEET_NOW + 5_400_000, plan: 'plus', tokens: null },
      ...{ costUsdMicros: null, at: FLEET_NOW - 60_000 },
    },
    {
      ...{ harness: 'codex', origin: 'vendor', limitId: 'codex-week', windowMinutes: 10_080 },
      ...{ usedPercent: 41, startsAt: null, resetsAt: FLEET_NOW + 4 * DAY_MS, plan: 'plus', tokens: null },
      ...{ costUsdMicros: null, at: FLEET_NOW - 60_000 },
    },
    {
      ...{ harness: 'claude_code', origin: 'estimate', limitId: 'block', windowMinutes: 300 },
      ...{ usedPercent: null, startsAt: FLEET_NOW - 9_000_000, resetsAt: FLEET_NOW + 9_000_000 },
      ...{ plan: null, tokens: 5_200_000, costUsdMicros: 8_300_000, at: FLEET_NOW },
    },
  ],
  burn: {
    ...{ usdMicrosPerHour: 3_240_000, tokensPerHour: 2_100_000, state: 'ok' },
    ...{ dayUsdMicros: 12_400_000, monthUsdMicros: 224_100_000 },
    projectedDay: { value: 18_200_000, low: 13_900_000, high: 24_800_000, n: 9, state: 'ok' },
    projectedMonth: { value: 452_000_000, low: 401_000_000, high: 509_000_000, n: 27, state: 'ok' },
  },
  priceSource: { name: '@pydantic/genai-prices', version: '0.1.8', date: null },
};
