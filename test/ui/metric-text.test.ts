import { describe, expect, test } from 'vitest';
import type { MetricCell } from '../../src/domain/metric.ts';
import { formatMoney, formatPercent } from '../../src/ui/format.ts';
import { UNICODE_GLYPHS } from '../../src/ui/glyphs.ts';
import { cellSegments, cellValue, intervalText, metricLook, trendLine } from '../../src/ui/metric-text.ts';
import { cell, lacking } from '../helpers/fake-cells.ts';

const text = (metric: MetricCell, format: (value: number) => string): string =>
  cellSegments(metric, format)
    .map((segment) => segment.text)
    .join('');

describe('a metric cell', () => {
  test.each([
    [cell(0.87, 31, 0.74, 0.94), '87 % (74-94 %) n 31'],
    [cell(1, 9, 0.7, 1), '100% (70-100%) n 9'],
    [cell(0.5, 1234, null, null), '50 % n 1,234'],
    [lacking('insufficient_data', 3), 'insufficient data n 3'],
    [lacking('not_logged'), 'n/a'],
    [lacking('unpriced', 12), '?'],
  ])('%o reads %s', (metric, expected) => {
    expect(text(metric, formatPercent)).toBe(expected);
  });

  test('money and times name their unit once', () => {
    expect(intervalText(cell(840_000, 9, 700_000, 990_000), formatMoney)).toBe('$0.70-0.99');
    expect(intervalText(cell(840_000, 9, 700_000, null), formatMoney)).toBe('$0.70-?');
    const { format } = metricLook('median_completion_time_ms');
    expect(intervalText(cell(41, 9, 33 * 60_000, 58 * 60_000), format)).toBe('33-58m');
    expect(intervalText(cell(41, 9, 33 * 60_000, 3 * 3_600_000), format)).toBe('33m-3h00');
  });

  test('without a value a narrow column has one sign', () => {
    expect(cellValue(lacking('insufficient_data', 3), formatPercent)).toBe('-');
    expect(cellValue(lacking('not_logged'), formatPercent)).toBe('n/a');
  });
});

test('a trend is drawn between its own least and largest value', () => {
  const points = [0.8, 0.85, 0.9].map((value, index) => ({ at: index, value, n: 3 }));
  const line = trendLine({ points }, 10, UNICODE_GLYPHS);
  expect([...line]).toHaveLength(3);
  expect(line[0]).toBe(UNICODE_GLYPHS.levels[0]);
  expect(line[2]).toBe(UNICODE_GLYPHS.levels.at(-1));
  expect(
    new Set(trendLine({ points: points.map((p) => ({ ...p, value: 1 })) }, 10, UNICODE_GLYPHS)).size,
  ).toBe(1);
});
