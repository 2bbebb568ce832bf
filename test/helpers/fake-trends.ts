/** One metric over one window with every field filled, for tests of the export. */

import { NO_FILTER } from '../../src/domain/report.ts';
import type { TrendReport } from '../../src/domain/trends.ts';

export function fakeTrends(at: number): TrendReport[] {
  return [
    {
      ...{ metric: 'tokens_per_day', unit: 'tokens', higherIsBetter: null, filter: NO_FILTER, windowDays: 7 },
      value: { value: 1200.5, n: 6, low: 900, high: 1500.25, state: 'ok' },
      trend: {
        ...{ windowDays: 7, verdict: 'rising', slopePerDay: 100.5, low: 20, high: null, p: 0.02, n: 6 },
      },
      series: [{ at, value: 1100, n: 1 }],
      markers: [
        { at, kind: 'harness_version', harness: 'claude_code', name: '2.1.0', share: 0.5 },
        { at, kind: 'model', harness: null, name: 'claude-opus-4-6', share: 1 },
      ],
    },
  ];
}
