/** How fast money is spent now, and where the day and the month lead. */

import type { Connection } from '../db/open.ts';
import { costSums } from '../db/queries/cost-sums.ts';
import { type QuarterRow, spendByQuarter } from '../db/queries/spend.ts';
import { BUCKET_MS } from '../db/rollups.ts';
import type { Burn } from '../domain/costs.ts';
import { type Days, daysOf, nextPeriod, periodStart } from '../domain/days.ts';
import type { ReportFilter } from '../domain/report.ts';
import { burnPerHour, type Quarter } from '../metrics/spending/burn.ts';
import { type PastDay, projectDay, projectMonth } from '../metrics/spending/projection.ts';

/** Days whose course is looked at, and days whose totals are. */
const COURSE_DAYS = 14;
const TOTAL_DAYS = 56;

/** The filter's own range is not looked at: all of this is as of now. */
export function burnOf(db: Connection, filter: ReportFilter, now: number, timezone: string): Burn {
  const days = daysOf(timezone);
  const today = days.dayOf(now);
  const month = periodStart(today, 'month');
  const range = (first: number, until: number): ReportFilter => ({
    ...filter,
    since: days.startOf(first),
    until,
  });
  const course = spendByQuarter(db, range(today - COURSE_DAYS, now)).map(quarterOf);
  const totals = dayTotals(db, range(Math.min(month, today - TOTAL_DAYS), now), timezone);
  const past = pastDays(totals, today - TOTAL_DAYS, today);
  const rests = restsOf(
    course,
    pastDays(totals, today - COURSE_DAYS, today),
    days,
    now - days.startOf(today),
  );
  const dayUsdMicros = totals.get(today) ?? 0;
  const monthUsdMicros = [...totals].reduce((sum, [day, spent]) => (day >= month ? sum + spent : sum), 0);
  const coming = Array.from({ length: nextPeriod(month, 'month') - today - 1 }, (_, i) => today + 1 + i);
  const burn = burnPerHour(course, now);
  return {
    usdMicrosPerHour: burn.usdMicros,
    tokensPerHour: burn.tokens,
    state: burn.state,
    dayUsdMicros,
    monthUsdMicros,
    projectedDay: projectDay(today, dayUsdMicros, rests),
    projectedMonth: projectMonth(today, monthUsdMicros, rests, past, coming),
  };
}

export function quarterOf(row: QuarterRow): Quarter {
  return {
    at: row.bucket * BUCKET_MS,
    costUsdMicros: row.cost,
    tokens: row.tokens,
    pricedCalls: row.priced,
    unpricedCalls: row.unpriced,
  };
}

function dayTotals(db: Connection, filter: ReportFilter, timezone: string): Map<number, number> {
  const rows = costSums(db, filter, timezone, ['day']);
  return new Map(rows.flatMap(({ key, sums }) => (key.day === null ? [] : [[key.day, sums.cost]])));
}

/** Whole days before today, from the first one that anything was spent on: before it nothing was recorded, behind it nothing spent is 0. */
function pastDays(totals: ReadonlyMap<number, number>, first: number, today: number): PastDay[] {
  const begun = Math.max(
    first,
    Math.min(...[...totals].filter(([, spent]) => spent > 0).map(([day]) => day)),
  );
  if (!Number.isFinite(begun)) return [];
  return Array.from({ length: Math.max(0, today - begun) }, (_, i) => ({
    day: begun + i,
    spent: totals.get(begun + i) ?? 0,
  }));
}

/** What each of the days still spent behind this time of day, cut to quarter hours. */
function restsOf(
  course: readonly Quarter[],
  past: readonly PastDay[],
  days: Days,
  sinceMidnightMs: number,
): PastDay[] {
  const rests = new Map(past.map(({ day }) => [day, 0]));
  for (const { at, costUsdMicros } of course) {
    const day = days.dayOf(at);
    const rest = rests.get(day);
    if (rest !== undefined && at - days.startOf(day) > sinceMidnightMs) rests.set(day, rest + costUsdMicros);
  }
  return [...rests].map(([day, spent]) => ({ day, spent }));
}
