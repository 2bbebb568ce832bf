/** Metrics of days: what was used on each day, as a sum a day or as a quotient of two sums, over any stretch of days. Pure. */

import type { MetricCell } from '../domain/metric.ts';
import { clusterRatioCell, notLogged, unpriced } from './statistics/cell.ts';
import type { MetricSeries, StretchValue } from './statistics/window.ts';

/** Sums of one day of the zone. */
export interface DayUsage {
  /** Main sessions that began. */
  readonly sessions: number;
  /** Tasks that were completed. */
  readonly tasks: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  readonly errors: number;
  readonly compactions: number;
  readonly tokens: number;
  /** All that was sent: uncached, read from a cache, written to one. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly costUsdMicros: number;
  readonly unpricedCalls: number;
}

/** `per`: null = a day, so that a day without any counts as 0; else the quotient, and a day without any has no value. */
export interface DayFigure {
  readonly top: keyof DayUsage;
  readonly per: readonly (keyof DayUsage)[] | null;
}

export interface DayRow {
  /** First instant of the day. */
  readonly at: number;
  /** False: the day is not over, and says nothing of sums a day. */
  readonly isOver: boolean;
  readonly usage: DayUsage;
}

export interface DaySeriesOptions {
  readonly figure: DayFigure;
  readonly higherIsBetter: boolean | null;
  /** Neither side of a quotient of 0 to 1 leaves that range. */
  readonly isShare: boolean;
  /** False: no source of these days writes down what the metric needs. */
  readonly isLogged: boolean;
}

interface DayParts {
  readonly top: number;
  readonly bottom: number;
}

/**
 * `days`: every day since the first one recorded, oldest first, days without usage too. A day is the data point: calls of one day are too
 * much alike to count each. A sum a day leaves days out that are not over; a cost also those of which a call has no price.
 */
export function daySeries(days: readonly DayRow[], options: DaySeriesOptions): MetricSeries {
  const { figure, higherIsBetter } = options;
  const all = days.map((day) => ({ at: day.at, parts: dayParts(day, figure) }));
  const partsOf = (from: number, to: number): DayParts[] => {
    const found: DayParts[] = [];
    for (const { at, parts } of all) {
      if (at >= to) break;
      if (at >= from && parts !== null) found.push(parts);
    }
    return found;
  };
  return {
    higherIsBetter,
    value: (from, to) => quotientOf(partsOf(from, to)),
    cell: (from, to) => {
      const found = cellOf(partsOf(from, to), options.isShare);
      if (found.state === 'ok') return found;
      if (!options.isLogged && days.length > 0) return notLogged();
      const lacking = days.filter((day) => day.at >= from && day.at < to && isUnpriced(day.usage, figure));
      return lacking.length > found.n ? unpriced(lacking.length) : found;
    },
  };
}

function dayParts({ usage, isOver }: DayRow, figure: DayFigure): DayParts | null {
  const { top, per } = figure;
  if (isUnpriced(usage, figure)) return null;
  if (per === null) return isOver ? { top: usage[top], bottom: 1 } : null;
  const bottom = per.reduce((sum, name) => sum + usage[name], 0);
  return bottom > 0 ? { top: usage[top], bottom } : null;
}

function isUnpriced({ unpricedCalls }: DayUsage, { top }: DayFigure): boolean {
  return top === 'costUsdMicros' && unpricedCalls > 0;
}

function quotientOf(parts: readonly DayParts[]): StretchValue {
  const top = parts.reduce((sum, part) => sum + part.top, 0);
  const bottom = parts.reduce((sum, part) => sum + part.bottom, 0);
  return { value: bottom > 0 ? top / bottom : null, n: parts.length };
}

function cellOf(parts: readonly DayParts[], isShare: boolean): MetricCell {
  return clusterRatioCell(
    parts.map(({ top }) => top),
    parts.map(({ bottom }) => bottom),
    isShare,
  );
}
