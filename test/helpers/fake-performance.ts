/** One card, one row of the comparison, one task: every field filled, for tests of the export. */

import type { MetricCell } from '../../src/domain/metric.ts';
import type {
  AgentReport,
  ModelComparison,
  PerformanceReports,
  Score,
} from '../../src/domain/performance.ts';
import type { TokenSums } from '../../src/domain/report.ts';
import type { TaskRecord } from '../../src/domain/task.ts';

const RATE: MetricCell = { value: 0.8, n: 10, low: 0.49, high: 0.94, state: 'ok' };
const MEDIAN: MetricCell = { value: 60_000, n: 7, low: 20_000, high: 90_000.5, state: 'ok' };
const TOO_FEW: MetricCell = { value: null, n: 3, low: null, high: null, state: 'insufficient_data' };
const NOT_LOGGED: MetricCell = { value: null, n: 0, low: null, high: null, state: 'not_logged' };
const SCORE: Score = { cell: RATE, parts: [{ part: 'gate', value: 0.8, weight: 1, n: 10 }] };

function card(at: number, tokens: TokenSums): AgentReport {
  const points = [{ at, value: 0.5, n: 2 }];
  return {
    ...{ by: 'agent', name: 'rig/polecats/nux', department: 'platform', projects: ['api'] },
    ...{ harnesses: ['claude_code'], models: ['claude-opus-4-6'] },
    ...{ tasksCompleted: 8, tasksFailed: 2, tasksUnknown: 1, tasksOpen: 1, tasksLeftOut: 1 },
    ...{ successRate: RATE, firstShotRate: RATE, qualityRate: RATE, avgQualityScore: SCORE },
    ...{ avgCostPerTask: MEDIAN, medianCostPerTask: MEDIAN, costPerSuccess: TOO_FEW },
    ...{ avgCompletionTimeMs: MEDIAN, medianCompletionTimeMs: MEDIAN, p90CompletionTimeMs: MEDIAN },
    ...{ avgTokensPerTask: MEDIAN, avgToolCallsPerTask: NOT_LOGGED, collaborationScore: SCORE },
    ...{ tokens, toolCalls: 3, costUsdMicros: 1234, sessions: 2, sessionDurationMs: 90_000 },
    ...{ beadsClosed: 8, moleculeSteps: 2, convoys: 1, escalations: 1 },
    windows: [{ days: 7, metrics: { success_rate: RATE, p90_completion_time_ms: MEDIAN } }],
    trends: [
      {
        metric: 'success_rate',
        trend: {
          ...{ windowDays: 7, verdict: 'stable', slopePerDay: -0.01, low: -0.1, high: null, p: 0.4, n: 5 },
          points,
        },
        rolling: points,
      },
    ],
  };
}

function model(tokens: TokenSums): ModelComparison {
  return {
    ...{ modelCanonical: 'claude-opus-4-6', provider: 'anthropic', harness: 'claude_code', effort: null },
    models: ['claude-opus-4-6', 'anthropic.claude-opus-4-6'],
    ...{ taskType: null, tasks: 11, tasksUnknown: 1, tasksLeftOut: 1 },
    ...{ tasksTokens: 90, tasksCostUsdMicros: 1100, tasksModelCalls: 1, tasksUnpricedCalls: 1 },
    ...{ modelCalls: 2, tokens, costUsdMicros: null, unpricedCalls: 2 },
    ...{ successRate: RATE, firstShotRate: RATE, medianCompletionTimeMs: MEDIAN, costPerSuccess: TOO_FEW },
    ...{ toolErrorRate: NOT_LOGGED, compactionsPerTask: MEDIAN },
    verdicts: [
      {
        ...{ against: 'gpt-5 · codex · high', metric: 'success_rate', verdict: 'no_difference_shown' },
        ...{ reason: 'interval includes 0', low: -0.1, high: 0.3 },
      },
    ],
  };
}

function task(at: number): TaskRecord {
  return {
    ...{ orchestrator: 'gastown', taskId: 'gt-1', beadId: 'gt-1', title: 'Fix it', inferred: false },
    ...{ agent: 'rig/polecats/nux', department: null, project: 'api', harness: 'claude_code' },
    ...{ model: 'claude-opus-4-6', provider: 'anthropic', effort: null, taskType: 'debugging' },
    ...{ complexity: 'high', language: 'go', repoSizeCategory: 'large', rigId: 'rig', convoyId: 'cv' },
    ...{ assignedAt: at, startedAt: at, completedAt: at + 1000, taskDurationMs: 1000, outcome: 'failure' },
    ...{ outcomeReason: 'killed by out of memory', attempts: 2, retryCount: 1, firstShot: false },
    ...{ qualitySignal: 'failed', qualityGatePassed: false, qualityGatesRun: ['lint', 'test'] },
    qualityGatesFailed: ['test'],
    quality: { gate: 0, ci: null, review: 0.5, evaluation: null, peer: null, human: null },
    ...{ tokens: 101, usageOrigin: 'harness', costUsdMicros: 1234, unpricedCalls: 0 },
    ...{
      estimatedInputTokens: 100,
      estimatedOutputTokens: 40,
      actualInputTokens: 60,
      actualOutputTokens: 41,
    },
    ...{ estimatedCostUsdMicros: 1000, actualCostUsdMicros: null, modelCalls: 2, toolCalls: 3 },
    ...{ toolErrors: 1, errors: 1, contextCompactions: 0, contextRotations: null },
    ...{ contextUtilizationFinal: 0.41, filesModified: 1, linesAdded: 2, linesDeleted: 3, commits: null },
    ...{ prNumber: 7, prUrl: 'https://example.org/pull/7', prCreated: true, prMerged: null },
    ...{ sessionIds: ['s-1'], flags: [] },
  };
}

export function fakePerformance(
  at: number,
  tokens: TokenSums,
): Pick<PerformanceReports, 'performers' | 'cards' | 'comparison' | 'tasks' | 'kpis'> {
  const { name, tasksCompleted, tasksFailed, tasksUnknown, costUsdMicros, sessions } = card(at, tokens);
  return {
    performers: () => [
      {
        ...{ name, tasksCompleted, tasksFailed, tasksUnknown, costUsdMicros, sessions },
        ...{ tokens: tokens.total, lastActiveAt: at },
      },
    ],
    cards: (_filter, _now, by) => [{ ...card(at, tokens), by }],
    comparison: () => ({
      rows: [model(tokens)],
      warnings: [],
      estimates: [{ taskType: null, measure: 'cost', median: MEDIAN, p10: 0.5, p90: 2.25 }],
    }),
    tasks: () => [task(at)],
    kpis: () => ({ errorDetectionLatencyMs: MEDIAN, completeLogsRate: RATE }),
  };
}
