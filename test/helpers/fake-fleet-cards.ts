/** The made-up fleet's performance: cards of four agents. */

import type { MetricCell, Trend, TrendVerdict } from '../../src/domain/metric.ts';
import type { AgentReport, PerformerRow } from '../../src/domain/performance.ts';
import { cell, lacking } from './fake-cells.ts';
import { FLEET_NOW, HOSTILE, MINUTE, tokenSums } from './fake-fleet-parts.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function trendOf(windowDays: number, verdict: TrendVerdict, from: number, to: number): Trend {
  const count = windowDays === 90 ? 13 : windowDays;
  const points = Array.from({ length: count }, (_, index) => ({
    at: FLEET_NOW - (count - index) * DAY,
    value: from + ((to - from) * index) / count + (((index * 7) % 5) - 2) * Math.abs(to - from) * 0.08,
    n: 3,
  }));
  const known = verdict !== 'insufficient_data';
  const slope = (to - from) / windowDays;
  return {
    windowDays,
    verdict,
    slopePerDay: known ? slope : null,
    low: known ? slope * 0.6 : null,
    high: known ? slope * 1.4 : null,
    p: known ? (verdict === 'stable' ? 0.41 : 0.002) : null,
    n: known ? count : 3,
    points: known ? points : points.slice(0, 3),
  };
}

type Course = readonly [verdict: TrendVerdict, from: number, to: number];

function followed(metric: string, courses: readonly Course[]): AgentReport['trends'] {
  return courses.map(([verdict, from, to], index) => ({
    metric,
    rolling: [],
    trend: trendOf([7, 30, 90][index] as number, verdict, from, to),
  }));
}

const windowsOf = (values: Readonly<Record<string, readonly MetricCell[]>>): AgentReport['windows'] =>
  [7, 30, 90].map((days, index) => ({
    days,
    metrics: Object.fromEntries(
      Object.entries(values).map(([id, cells]) => [id, cells[index] as MetricCell]),
    ),
  }));

const NUX: AgentReport = {
  by: 'agent',
  name: 'rig/polecats/nux',
  department: 'platform',
  projects: ['api'],
  harnesses: ['claude_code'],
  models: ['claude-opus-4-6', 'claude-sonnet-4-5', 'claude-haiku-4-5'],
  tasksCompleted: 42,
  tasksFailed: 5,
  tasksUnknown: 2,
  tasksOpen: 1,
  tasksLeftOut: 1,
  successRate: cell(0.894, 47, 0.774, 0.954),
  firstShotRate: cell(0.702, 47, 0.56, 0.813),
  qualityRate: cell(0.87, 31, 0.711, 0.949),
  avgQualityScore: { cell: cell(0.84, 31, 0.78, 0.89), parts: [] },
  avgCostPerTask: cell(1_020_000, 47, 800_000, 1_300_000),
  medianCostPerTask: cell(840_000, 47, 700_000, 990_000),
  costPerSuccess: cell(1_140_000, 47, 900_000, 1_500_000),
  avgCompletionTimeMs: cell(52 * MINUTE, 47, 44 * MINUTE, 60 * MINUTE),
  medianCompletionTimeMs: cell(41 * MINUTE, 47, 33 * MINUTE, 58 * MINUTE),
  p90CompletionTimeMs: cell(2 * HOUR, 47, 1.6 * HOUR, 2.8 * HOUR),
  avgTokensPerTask: cell(410_000, 47, 350_000, 480_000),
  avgToolCallsPerTask: cell(72, 47, 60, 84),
  collaborationScore: {
    cell: cell(0.71, 14, 0.58, 0.83),
    parts: [
      { part: 'handoffs_accepted', value: 0.9, weight: 0.3, n: 10 },
      { part: 'rework_caused', value: 0.62, weight: 0.3, n: 14 },
      { part: 'helpfulness', value: null, weight: 0, n: 0 },
    ],
  },
  tokens: tokenSums(19_300_000),
  toolCalls: 3400,
  costUsdMicros: 48_000_000,
  sessions: 51,
  sessionDurationMs: 32 * HOUR,
  beadsClosed: 38,
  moleculeSteps: 12,
  convoys: 2,
  escalations: 3,
  windows: windowsOf({
    success_rate: [lacking('insufficient_data', 4), cell(0.88, 20, 0.7, 0.96), cell(0.894, 47, 0.774, 0.954)],
    median_completion_time_ms: [
      cell(36 * MINUTE, 6, 30 * MINUTE, 50 * MINUTE),
      cell(40 * MINUTE, 20, 31 * MINUTE, 57 * MINUTE),
      cell(41 * MINUTE, 47, 33 * MINUTE, 58 * MINUTE),
    ],
    median_cost_per_task: [
      cell(910_000, 6, 600_000, 1_200_000),
      cell(880_000, 20, 700_000, 1_100_000),
      cell(840_000, 47, 700_000, 990_000),
    ],
  }),
  trends: [
    ...followed('success_rate', [
      ['insufficient_data', 0.8, 0.9],
      ['stable', 0.86, 0.88],
      ['improving', 0.7, 0.92],
    ]),
    ...followed('median_completion_time_ms', [
      ['stable', 38 * MINUTE, 36 * MINUTE],
      ['improving', 55 * MINUTE, 36 * MINUTE],
      ['stable', 44 * MINUTE, 40 * MINUTE],
    ]),
    ...followed('median_cost_per_task', [
      ['stable', 880_000, 900_000],
      ['declining', 600_000, 1_000_000],
      ['stable', 800_000, 840_000],
    ]),
  ],
};

const MAX: AgentReport = {
  ...NUX,
  name: 'rig/crew/max',
  department: 'growth',
  models: ['claude-haiku-4-5'],
  ...{ tasksCompleted: 17, tasksFailed: 6, tasksUnknown: 0, tasksOpen: 0, tasksLeftOut: 0, escalations: 0 },
  successRate: cell(0.739, 23, 0.535, 0.875),
  firstShotRate: cell(0.522, 23, 0.33, 0.708),
  qualityRate: cell(0.64, 11, 0.354, 0.848),
  medianCostPerTask: cell(310_000, 23, 220_000, 380_000),
  costPerSuccess: cell(460_000, 23, 330_000, 680_000),
  medianCompletionTimeMs: cell(19 * MINUTE, 23, 14 * MINUTE, 26 * MINUTE),
  ...{ tokens: tokenSums(6_100_000), toolCalls: 910, costUsdMicros: 7_900_000 },
  ...{ sessions: 24, sessionDurationMs: 9 * HOUR, beadsClosed: 17, moleculeSteps: 0, convoys: 1 },
};

const BARE: AgentReport = {
  ...NUX,
  name: 'codex',
  department: null,
  projects: ['infra', 'web', 'docs'],
  harnesses: ['codex'],
  models: ['gpt-5.3-codex'],
  tasksCompleted: 3,
  tasksFailed: 0,
  tasksUnknown: 18,
  tasksOpen: 0,
  tasksLeftOut: 0,
  successRate: lacking('insufficient_data', 3),
  firstShotRate: lacking('insufficient_data', 3),
  qualityRate: lacking('not_logged'),
  costPerSuccess: lacking('insufficient_data', 3),
  medianCostPerTask: lacking('unpriced', 21),
  collaborationScore: { cell: lacking('insufficient_data', 0), parts: [] },
  beadsClosed: 0,
  moleculeSteps: 0,
  convoys: 0,
  escalations: 0,
  windows: windowsOf({}),
  trends: [],
};

/** A hostile name, and work of nobody. */
export const FLEET_CARDS: readonly AgentReport[] = [
  NUX,
  MAX,
  BARE,
  { ...BARE, name: HOSTILE, tasksCompleted: 1, harnesses: [HOSTILE], models: [HOSTILE], projects: [HOSTILE] },
];

export const FLEET_PERFORMERS: readonly PerformerRow[] = FLEET_CARDS.map((card, index) => ({
  name: card.name,
  tasksCompleted: card.tasksCompleted,
  tasksFailed: card.tasksFailed,
  tasksUnknown: card.tasksUnknown,
  costUsdMicros: card.costUsdMicros,
  tokens: card.tokens?.total ?? null,
  sessions: card.sessions,
  lastActiveAt: FLEET_NOW - index * HOUR,
}));
