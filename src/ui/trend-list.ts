/** The rows of the view trends: one metric each, with all its windows. Pure. */

import type { TrendReport } from '../domain/trends.ts';
import { type ActiveList, bodyOf, oncePerScreen, rows } from './list-parts.ts';
import { metricLook } from './metric-text.ts';
import { trendChartHeight } from './screen.ts';
import { windowOf } from './state.ts';

export interface TrendItem {
  /** Id of the metric. */
  readonly id: string;
  /** Of the window that is looked at. */
  readonly chosen: TrendReport;
  readonly windows: readonly TrendReport[];
}

const DAY_MS = 86_400_000;

function trendItems(trends: readonly TrendReport[], days: number, filter: string): TrendItem[] {
  const needle = filter.trim().toLowerCase();
  const ids = [...new Set(trends.map(({ metric }) => metric))];
  const items = ids.flatMap((id): TrendItem[] => {
    if (!`${metricLook(id).label} ${id}`.toLowerCase().includes(needle)) {
      return [];
    }
    const windows = trends.filter(({ metric }) => metric === id);
    const [first, ...others] = windows as [TrendReport, ...TrendReport[]];
    // Windows are the configuration's: the one asked for may not be among them.
    const nearer = (a: TrendReport, b: TrendReport): TrendReport =>
      Math.abs(b.windowDays - days) < Math.abs(a.windowDays - days) ? b : a;
    return [{ id, windows, chosen: others.reduce(nearer, first) }];
  });
  // What nothing is known of comes last.
  return [...items.filter(isKnown), ...items.filter((item) => !isKnown(item))];
}

function isKnown({ windows }: TrendItem): boolean {
  return windows.some(({ series }) => series.length > 0);
}

export const trendsList = oncePerScreen((screen): ActiveList & { items: TrendItem[] } => {
  const { state, data } = screen;
  const days = (windowOf(state).ms ?? 0) / DAY_MS;
  const items = trendItems(data.trends, days, state.lists.trends.filter);
  const body = bodyOf(screen);
  return {
    id: 'trends',
    items,
    list: rows(
      items.map(({ id }) => id),
      Math.max(1, body - trendChartHeight(body) - 2),
      'first',
    ),
  };
});
