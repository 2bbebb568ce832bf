/** The made-up fleet's trends: five metrics over three windows, one of them too short and one not logged. */

import type { MetricCell, TrendVerdict } from '../../src/domain/metric.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import type { TrendMarker, TrendReport, TrendUnit } from '../../src/domain/trends.ts';
import { cell, lacking } from './fake-cells.ts';
import { FLEET_NOW, HOSTILE, MINUTE } from './fake-fleet-parts.ts';

const DAY = 24 * 60 * MINUTE;

const MARKERS: readonly TrendMarker[] = [
  { at: FLEET_NOW - 60 * DAY, kind: 'model', harness: null, name: 'claude-sonnet-4-5-20250929', share: 0.3 },
  { at: FLEET_NOW - 12 * DAY, kind: 'harness_version', harness: 'claude_code', name: '2.1.0', share: 0.4 },
  { at: FLEET_NOW - 11 * DAY, kind: 'model', harness: null, name: `gpt-5${HOSTILE}`, share: 0.1 },
];

type Course = readonly [verdict: TrendVerdict, from: number, to: number];

function windowsOf(
  metric: string,
  unit: TrendUnit,
  higherIsBetter: boolean | null,
  courses: readonly Course[],
  value: (end: number, n: number) => MetricCell,
): TrendReport[] {
  return [7, 30, 90].map((windowDays, index): TrendReport => {
    const [verdict, from, to] = courses[index] as Course;
    const step = windowDays === 90 ? 7 : 1;
    const count = Math.ceil(windowDays / step);
    const known = verdict !== 'insufficient_data';
    const slope = (to - from) / windowDays;
    const series = Array.from({ length: known ? count : 1 }, (_, n) => ({
      at: FLEET_NOW - ((count - n) * step - 0.5) * DAY,
      value: Math.max(0, from + ((to - from) * n) / count + (((n * 7) % 5) - 2) * Math.abs(to - from) * 0.12),
      n: 3,
    }));
    return {
      ...{ metric, unit, higherIsBetter, filter: NO_FILTER, windowDays, series },
      value: known ? value((from + to) / 2, count) : value(Number.NaN, 2),
      trend: {
        ...{ windowDays, verdict, slopePerDay: known ? slope : null, low: known ? slope * 0.6 : null },
        ...{ high: known ? slope * 1.4 : null, p: known ? (verdict === 'stable' ? 0.41 : 0.002) : null },
        n: known ? count : 1,
      },
      markers: MARKERS.filter(({ at }) => at > FLEET_NOW - windowDays * DAY),
    };
  });
}

const spread =
  (share: number) =>
  (end: number, n: number): MetricCell =>
    Number.isNaN(end) ? lacking('insufficient_data', n) : cell(end, n, end * (1 - share), end * (1 + share));

export const FLEET_TRENDS: readonly TrendReport[] = [
  ...windowsOf(
    ...(['success_rate', 'share', true] as const),
    [
      ['insufficient_data', 0, 0],
      ['improving', 0.71, 0.94],
      ['stable', 0.78, 0.84],
    ],
    spread(0.1),
  ),
  ...windowsOf(
    ...(['median_cost_per_task', 'usd_micros', false] as const),
    [
      ['stable', 400_000, 420_000],
      ['declining', 250_000, 460_000],
      ['improving', 900_000, 400_000],
    ],
    spread(0.2),
  ),
  ...windowsOf(
    ...(['tool_error_rate', 'share', false] as const),
    [
      ['stable', 0.04, 0.05],
      ['stable', 0.05, 0.04],
      ['improving', 0.11, 0.04],
    ],
    spread(0.3),
  ),
  ...windowsOf(
    ...(['tokens_per_day', 'tokens', null] as const),
    [
      ['falling', 9_000_000, 4_000_000],
      ['rising', 2_000_000, 9_000_000],
      ['rising', 1_000_000, 8_000_000],
    ],
    spread(0.25),
  ),
  ...windowsOf(
    ...(['quality_rate', 'share', true] as const),
    [
      ['insufficient_data', 0, 0],
      ['insufficient_data', 0, 0],
      ['insufficient_data', 0, 0],
    ],
    () => lacking('not_logged'),
  ),
];
