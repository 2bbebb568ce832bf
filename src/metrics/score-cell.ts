/** Metric cells of scores (DATA.md 5). Pure. */

import type { Interval, MetricCell } from '../domain/metric.ts';
import { FEWEST_POINTS } from './statistics/cell.ts';

export function scoreCell(value: number | null, n: number, interval: Interval | null): MetricCell {
  if (value === null || interval === null || n < FEWEST_POINTS)
    return { value: null, n, low: null, high: null, state: 'insufficient_data' };
  return { value: Math.min(1, value), n, ...interval, state: 'ok' };
}
