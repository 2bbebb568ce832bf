/** What is exported when there is no database yet: every view, empty. */

import { NO_COSTS } from '../domain/costs.ts';
import type { MetricCell } from '../domain/metric.ts';
import { NO_COMPARISON } from '../domain/performance.ts';
import { NO_NAMES } from '../domain/report.ts';
import type { ExportReports } from './export-document.ts';

const NO_TOKENS = {
  input: 0,
  cacheRead: 0,
  cacheCreation: 0,
  cacheCreation5m: 0,
  cacheCreation1h: 0,
  output: 0,
  outputEstimated: null,
  reasoning: 0,
  unclassified: 0,
  total: 0,
};

const NOTHING: MetricCell = { value: null, n: 0, low: null, high: null, state: 'insufficient_data' };

/** Counts of nothing are 0; what nobody logged is null. */
export const EMPTY_REPORTS: ExportReports = {
  arePricesStale: () => false,
  totals: () => ({
    sessions: 0,
    subagentSessions: 0,
    events: 0,
    modelCalls: 0,
    toolCalls: 0,
    toolErrors: 0,
    errors: 0,
    compactions: 0,
    tokens: NO_TOKENS,
    costUsdMicros: null,
    reportedCostUsdMicros: null,
    unpricedCalls: 0,
    skipped: 0,
    skippedByReason: new Map(),
    clampedFields: 0,
  }),
  names: () => NO_NAMES,
  sessions: () => [],
  performers: () => [],
  cards: () => [],
  comparison: () => NO_COMPARISON,
  tasks: () => [],
  kpis: () => ({ errorDetectionLatencyMs: NOTHING, completeLogsRate: NOTHING }),
  costs: () => NO_COSTS,
  trends: () => [],
  alerts: () => [],
  workLog: () => [],
  escalations: () => [],
  errors: () => [],
  sources: () => [],
  events: () => [][Symbol.iterator](),
};
