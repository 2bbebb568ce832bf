/** Metric cells in one line each. */

import type { MetricCell } from '../../src/domain/metric.ts';

export const cell = (value: number, n: number, low: number | null, high: number | null): MetricCell => ({
  value,
  n,
  low,
  high,
  state: 'ok',
});
export const lacking = (state: 'insufficient_data' | 'not_logged' | 'unpriced', n = 0): MetricCell => ({
  value: null,
  n,
  low: null,
  high: null,
  state,
});
