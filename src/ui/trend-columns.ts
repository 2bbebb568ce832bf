/** Columns of the view trends: the value, a line and a verdict for each window, and the slope of the chosen one. Pure. */

import { left, right } from './column-makers.ts';
import type { Column } from './columns.ts';
import type { Glyphs } from './glyphs.ts';
import { cellValue, metricLook, trendLine, trendSign, trendWordOf } from './metric-text.ts';
import type { TrendItem } from './trend-list.ts';
import { probability, signed } from './work-columns.ts';

/** `days`: the windows there are, shortest first. */
export function trendTableColumns(days: readonly number[], glyphs: Glyphs): Column<TrendItem>[] {
  return [
    left('metric', 'METRIC', 13, 19, 0, ({ id }) => [{ text: metricLook(id).label }]),
    right('value', 'VALUE', 6, 7, 0, ({ id, chosen }) => [
      {
        text: cellValue(chosen.value, metricLook(id).format),
        role: chosen.value.state === 'ok' ? undefined : 'dim',
      },
    ]),
    ...days.map((window, index) => windowColumn(window, index, glyphs)),
    left('verdict', 'TREND', 9, 17, 0, ({ chosen }) => [trendWordOf(chosen)]),
    right('slope', 'A DAY', 8, 8, 1, ({ id, chosen: { trend } }) => [
      { text: trend.slopePerDay === null ? '' : signed(trend.slopePerDay, id) },
    ]),
    right('interval', '95 %', 15, 20, 6, ({ id, chosen: { trend } }) => [
      {
        text: trend.slopePerDay === null ? '' : `${signed(trend.low, id)} to ${signed(trend.high, id)}`,
        role: 'dim',
      },
    ]),
    right('p', 'P', 6, 6, 7, ({ chosen: { trend } }) => [{ text: probability(trend.p), role: 'dim' }]),
    right('n', 'N', 4, 5, 8, ({ chosen: { trend } }) => [{ text: String(trend.n), role: 'dim' }]),
  ];
}

/** A short line and a sign for the verdict. */
function windowColumn(days: number, index: number, glyphs: Glyphs): Column<TrendItem> {
  return left(`window-${days}`, `${days} D`, 6, 9, 2 + index, ({ windows }, width) => {
    const found = windows.find(({ windowDays }) => windowDays === days);
    if (found === undefined) {
      return [];
    }
    const room = Math.min(width, 9) - 2;
    const line = found.series.length === 0 ? '' : trendLine({ points: found.series }, room, glyphs);
    return [
      { text: line.padEnd(room), role: 'accent', decorative: true },
      { text: ' ' },
      trendSign(found.trend, glyphs),
    ];
  });
}
