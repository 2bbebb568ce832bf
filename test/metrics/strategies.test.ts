import { describe, expect, it, test } from 'vitest';
import type { CollaborationPoint } from '../../src/domain/collaboration.ts';
import type { TrendPoint } from '../../src/domain/metric.ts';
import { DEFAULT_STRATEGY_SETTINGS, type StrategySettings } from '../../src/domain/strategy-settings.ts';
import type { QualityParts } from '../../src/metrics/quality-scoring.ts';
import { meanCell } from '../../src/metrics/statistics/cell.ts';
import { type MetricSeries, trendOfWindow } from '../../src/metrics/statistics/window.ts';
import { createStrategies, DEFAULT_STRATEGIES, type Strategies } from '../../src/metrics/strategies.ts';
import { powersOf } from './statistics/points.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 31, 12);
const CLOCK = { now: NOW, timezone: 'UTC' };

const PARTS: QualityParts = { gate: 1, ci: null, review: 0.5, evaluation: null, peer: 0.2, human: null };
const POINTS: CollaborationPoint[] = Array.from({ length: 5 }, (_, n) => [
  { kind: 'handoff', at: n, takenUp: n > 0 } as const,
  { kind: 'helpfulness', at: n, score: 0.3 } as const,
]).flat();

/** A value a day, rising by one. */
const rising: TrendPoint[] = Array.from({ length: 90 }, (_, n) => ({
  at: NOW - (89 - n) * DAY,
  value: 100 + n,
  n: 1,
}));
const SERIES: MetricSeries = {
  higherIsBetter: true,
  cell: (from, to) => meanCell(powersOf(within(from, to).map(({ value }) => value))),
  value: (from, to) => {
    const points = within(from, to);
    const sum = points.reduce((total, { value }) => total + value, 0);
    return { value: points.length === 0 ? null : sum / points.length, n: points.length };
  },
  tasks: within,
};

function within(from: number, to: number): TrendPoint[] {
  return rising.filter(({ at }) => at >= from && at < to);
}

/** What a card shows of one agent, by these strategies. */
function card({ quality, collaboration, windows, trend }: Strategies) {
  const cut = windows(SERIES, CLOCK);
  return {
    quality: quality(PARTS)?.value,
    collaboration: collaboration({ points: POINTS, escalationsLogged: false }).cell.value,
    windows: cut.map(({ days, cell }) => [days, cell.n]),
    trends: cut.map((window) => trendOfWindow(window, SERIES, trend).verdict),
  };
}

const settings = (fields: Partial<StrategySettings>) =>
  card(createStrategies({ ...DEFAULT_STRATEGY_SETTINGS, ...fields }));

test('the defaults: layered, behavioural, 7, 30 and 90 days, Theil-Sen', () => {
  const shown = card(DEFAULT_STRATEGIES);
  // 0.3 + 0.25 × 0.5 + 0.1 × 0.2, by 0.65
  expect(shown.quality).toBeCloseTo(0.445 / 0.65, 12);
  // 0.2 × 0.8 + 0.1 × 0.3, by 0.3
  expect(shown.collaboration).toBeCloseTo(0.19 / 0.3, 12);
  expect(shown.windows).toEqual([
    [7, 7],
    [30, 30],
    [90, 90],
  ]);
  // 6 of 186 within a week is no tenth.
  expect(shown.trends).toEqual(['stable', 'improving', 'improving']);
});

describe('each strategy is chosen and tuned by the settings', () => {
  const { quality, collaboration, trend } = DEFAULT_STRATEGY_SETTINGS;
  const before = card(DEFAULT_STRATEGIES);

  it.each<[string, Partial<StrategySettings>, Partial<ReturnType<typeof card>>]>([
    ['the weakest part', { quality: { ...quality, method: 'weakest' } }, { quality: 0.2 }],
    [
      'quality by the gate alone',
      { quality: { ...quality, weights: { gate: 5, ci: 0, review: 0, evaluation: 0, peer: 0 } } },
      { quality: 1 },
    ],
    ['ratings alone', { collaboration: { ...collaboration, method: 'ratings' } }, { collaboration: 0.3 }],
    [
      'handovers alone',
      { collaboration: { ...collaboration, weights: { ...collaboration.weights, helpfulness: 0 } } },
      { collaboration: 0.8 },
    ],
    ['more points', { collaboration: { ...collaboration, minPoints: 6 } }, { collaboration: null }],
    ['two weeks', { windows: [14] }, { windows: [[14, 14]], trends: ['stable'] }],
    [
      'a smaller threshold',
      { trend: { ...trend, threshold: 0.01 } },
      { trends: ['improving', 'improving', 'improving'] },
    ],
    [
      'a smaller alpha',
      { trend: { ...trend, alpha: 1e-6 } },
      { trends: ['stable', 'improving', 'improving'] },
    ],
  ])('%s', (_, fields, changed) => {
    expect(settings(fields)).toEqual({ ...before, ...changed });
  });
});

describe('each strategy may be any other function', () => {
  const before = card(DEFAULT_STRATEGIES);
  const none = { value: null, n: 0, low: null, high: null, state: 'insufficient_data' } as const;

  it.each<[string, Partial<Strategies>, Partial<ReturnType<typeof card>>]>([
    [
      'quality (R1.3)',
      {
        quality: () => ({
          value: 0.123,
          weights: { gate: 1, ci: 0, review: 0, evaluation: 0, peer: 0, human: 0 },
        }),
      },
      { quality: 0.123 },
    ],
    [
      'collaboration (R1.6)',
      {
        collaboration: ({ points }) => ({ cell: { ...none, value: points.length, state: 'ok' }, parts: [] }),
      },
      { collaboration: 10 },
    ],
    [
      'windows (R1.8)',
      {
        windows: (series, { now }) => [
          { days: 1, from: now - DAY, to: now, cell: series.cell(now - DAY, now), points: [], rolling: [] },
        ],
      },
      { windows: [[1, 1]], trends: ['insufficient_data'] },
    ],
    [
      'trend (R1.9)',
      {
        trend: ({ points, windowDays }) => ({
          ...{
            windowDays,
            verdict: 'declining',
            slopePerDay: -1,
            low: -1,
            high: -1,
            p: 0,
            n: points.length,
            points,
          },
        }),
      },
      { trends: ['declining', 'declining', 'declining'] },
    ],
  ])('%s', (_, toy, changed) => {
    expect(card({ ...DEFAULT_STRATEGIES, ...toy })).toEqual({ ...before, ...changed });
  });
});
