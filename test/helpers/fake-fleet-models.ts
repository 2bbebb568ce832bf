/** Three models of the made-up fleet compared. */

import {
  type ComparisonReport,
  type ModelComparison,
  type ModelVerdict,
  UNKNOWN_TASK_TYPE,
} from '../../src/domain/performance.ts';
import { cell, lacking } from './fake-cells.ts';
import { MINUTE } from './fake-fleet-parts.ts';

const verdict = (metric: string, word: ModelVerdict['verdict'], reason: string): ModelVerdict => ({
  against: 'claude-sonnet-4-5 · claude_code',
  metric,
  verdict: word,
  reason,
  low: null,
  high: null,
});

const OPUS: ModelComparison = {
  modelCanonical: 'claude-opus-4-6',
  provider: 'anthropic',
  models: ['claude-opus-4-6'],
  harness: 'claude_code',
  effort: 'high',
  taskType: null,
  tasks: 64,
  tasksUnknown: 5,
  tasksLeftOut: 1,
  tasksTokens: 41_000_000,
  tasksCostUsdMicros: 82_000_000,
  tasksModelCalls: 5200,
  tasksUnpricedCalls: 0,
  modelCalls: null,
  tokens: null,
  costUsdMicros: null,
  unpricedCalls: null,
  successRate: cell(0.914, 58, 0.814, 0.963),
  firstShotRate: cell(0.78, 58, 0.66, 0.87),
  medianCompletionTimeMs: cell(38 * MINUTE, 58, 31 * MINUTE, 47 * MINUTE),
  costPerSuccess: cell(1_510_000, 58, 1_200_000, 1_900_000),
  toolErrorRate: cell(0.041, 58, 0.03, 0.05),
  compactionsPerTask: cell(0.4, 58, 0.2, 0.6),
  verdicts: [
    verdict('success_rate', 'better', '+14 points (3 to 25), p 0.01'),
    verdict('first_shot_rate', 'no_difference_shown', '+6 points, but -9 to +20 is as likely'),
    verdict(
      'median_completion_time_ms',
      'no_difference_shown',
      'intervals overlap: 31 to 47 and 35 to 52 minutes',
    ),
    verdict('cost_per_success', 'worse', '+$0.62 (0.30 to 0.98)'),
  ],
};

const SONNET: ModelComparison = {
  ...OPUS,
  modelCanonical: 'claude-sonnet-4-5',
  models: ['claude-sonnet-4-5-20250929'],
  effort: null,
  tasks: 92,
  successRate: cell(0.77, 88, 0.672, 0.846),
  costPerSuccess: cell(890_000, 88, 700_000, 1_150_000),
  verdicts: [],
};

const CODEX: ModelComparison = {
  ...OPUS,
  modelCanonical: 'gpt-5.3-codex',
  models: ['gpt-5.3-codex'],
  harness: 'codex',
  effort: 'medium',
  tasks: 4,
  tasksUnknown: 0,
  tasksLeftOut: 0,
  successRate: lacking('insufficient_data', 4),
  firstShotRate: lacking('insufficient_data', 4),
  medianCompletionTimeMs: lacking('insufficient_data', 4),
  costPerSuccess: lacking('unpriced', 4),
  compactionsPerTask: lacking('not_logged'),
  verdicts: [verdict('success_rate', 'insufficient_data', '4 tasks against 88, at least 5 are needed')],
};

/** Used by sub-agents only: no task is its own. */
const HAIKU: ModelComparison = {
  ...CODEX,
  modelCanonical: 'claude-haiku-4-5',
  models: ['claude-haiku-4-5'],
  harness: 'claude_code',
  effort: null,
  tasks: 0,
  tasksTokens: null,
  tasksCostUsdMicros: null,
  tasksModelCalls: 0,
  modelCalls: 1204,
  successRate: lacking('insufficient_data'),
  firstShotRate: lacking('insufficient_data'),
  medianCompletionTimeMs: lacking('insufficient_data'),
  costPerSuccess: lacking('insufficient_data'),
  verdicts: [],
};

export const FLEET_COMPARISON: ComparisonReport = {
  rows: [
    SONNET,
    { ...OPUS, effort: null },
    { ...CODEX, effort: null },
    HAIKU,
    { ...SONNET, taskType: 'bug', tasks: 40 },
    { ...OPUS, taskType: 'bug', tasks: 31 },
    { ...SONNET, taskType: 'feature', tasks: 52 },
    { ...OPUS, taskType: 'feature', tasks: 33 },
    { ...CODEX, taskType: UNKNOWN_TASK_TYPE, verdicts: [] },
  ],
  warnings: [
    'claude-opus-4-6 does better over all tasks, but worse within feature: it was given the easier work.',
  ],
  estimates: [
    { taskType: 'bug', measure: 'cost', median: cell(1.31, 24, 1.1, 1.6), p10: 0.7, p90: 3.2 },
    {
      taskType: 'feature',
      measure: 'output_tokens',
      median: lacking('insufficient_data', 3),
      p10: null,
      p90: null,
    },
  ],
};
