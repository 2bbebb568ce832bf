/** What was spent by day, week or month, as a chart needs it: every period of the range, those without calls included. Pure. */

import type { DayCost } from '../domain/costs.ts';
import { dayText, nextPeriod, type Period, periodStart } from '../domain/days.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { ClockFormat } from './format.ts';

const DAY_MS = 86_400_000;

export interface CostSeries {
  /** Micro-dollars, oldest first; null where there were calls and none has a price. Empty where no day is known. */
  readonly values: readonly (number | null)[];
  /** What the first and the last period are called: `2026-03-08`, `week of 2026-03-02`, `2026-03`. */
  readonly ends: readonly [string, string];
}

export const NO_SERIES: CostSeries = { values: [], ends: ['', ''] };

/** More periods than these are not drawn one by one anyway: what lies before them is left out. */
const MOST_PERIODS = 5_000;

export function costSeries(
  byDay: readonly DayCost[],
  grain: Period,
  { since, until }: Pick<ReportFilter, 'since' | 'until'>,
  now: number,
  clock: ClockFormat,
): CostSeries {
  const dated = byDay.flatMap(({ day, costUsdMicros }) =>
    day === null ? [] : [{ day: dayNumber(day), cost: costUsdMicros }],
  );
  if (dated.length === 0) return NO_SERIES;
  const dayOf = (at: number): number => dayNumber(clock.date(at).slice(0, 10));
  const firstKnown = Math.min(...dated.map(({ day }) => day));
  const last = periodStart(Math.max(firstKnown, dayOf(Math.min(now, until ?? now))), grain);
  const first = periodStart(since === null ? firstKnown : Math.min(firstKnown, dayOf(since)), grain);
  const spent = new Map<number, number | null>();
  for (const { day, cost } of dated) {
    const start = periodStart(day, grain);
    const known = spent.get(start) ?? null;
    spent.set(start, cost === null ? known : (known ?? 0) + cost);
  }
  const starts: number[] = [];
  for (let start = first; start <= last; start = nextPeriod(start, grain)) starts.push(start);
  const shown = starts.slice(-MOST_PERIODS);
  return {
    values: shown.map((start) => (spent.has(start) ? (spent.get(start) as number | null) : 0)),
    ends: [periodName(shown[0] as number, grain), periodName(last, grain)],
  };
}

function periodName(start: number, grain: Period): string {
  const text = dayText(start);
  if (grain === 'month') return text.slice(0, 7);
  return grain === 'week' ? `week of ${text}` : text;
}

function dayNumber(text: string): number {
  return Math.round(Date.parse(`${text}T00:00:00Z`) / DAY_MS);
}
