/** The read side of performance when there is none: for views that ask for other things. */

import type { MetricCell } from '../../src/domain/metric.ts';
import type { PerformanceReports } from '../../src/domain/performance.ts';

const NOTHING: MetricCell = { value: null, n: 0, low: null, high: null, state: 'insufficient_data' };

export const NO_PERFORMANCE: PerformanceReports = {
  performers: () => [],
  cards: () => [],
  performer: () => null,
  comparison: () => ({ rows: [], warnings: [], estimates: [] }),
  tasks: () => [],
  kpis: () => ({ errorDetectionLatencyMs: NOTHING, completeLogsRate: NOTHING }),
};
