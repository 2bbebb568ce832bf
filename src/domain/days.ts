/** Calendar days of a zone as numbers: days since 1970-01-01, so that days, weeks and months are integer arithmetic. */

import { getOrInsert } from './get-or-insert.ts';
import { remembered } from './remembered.ts';
import { instantOf, zoneOffset } from './zoned-time.ts';

const DAY_MS = 86_400_000;
/** Days of a zone whose spans are kept. */
const KNOWN_DAYS = 5_000;

export interface Days {
  readonly timezone: string;
  /** Number of the day that an instant (epoch ms) lies in. */
  dayOf(at: number): number;
  /** First instant of a day, epoch ms. */
  startOf(day: number): number;
}

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

const known = new Map<string, Days>();

/** One a zone: it remembers the spans of the days that it was asked of, because asking a zone takes ten microseconds. */
export function daysOf(timezone: string): Days {
  return getOrInsert(known, timezone, () => createDays(timezone));
}

function createDays(timezone: string): Days {
  const spans = new Map<number, readonly [number, number]>();
  const firstOf = (day: number): number => instantOf(day * DAY_MS, timezone);
  const spanOf = (day: number): readonly [number, number] =>
    remembered(spans, day, KNOWN_DAYS, () => [firstOf(day), firstOf(day + 1)]);
  return {
    timezone,
    dayOf(at) {
      // The offset lies within a day of zero: the answer is the UTC day or one of its neighbours.
      const utcDay = Math.floor(at / DAY_MS);
      for (const day of [utcDay, utcDay - 1, utcDay + 1]) {
        const [start, end] = spanOf(day);
        if (at >= start && at < end) return day;
      }
      return Math.floor((at + zoneOffset(at, timezone)) / DAY_MS);
    },
    startOf: (day) => spanOf(day)[0],
  };
}

/** `2026-03-08`. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** First day of the period that a day lies in; weeks begin on Monday (ISO 8601). */
export function periodStart(day: number, period: Period): number {
  if (period === 'day') return day;
  // 1970-01-01 was a Thursday.
  if (period === 'week') return day - modulo(day + 3, 7);
  const date = new Date(day * DAY_MS);
  return day - (date.getUTCDate() - 1);
}

/** First day of the period behind the one that begins on `start`. */
export function nextPeriod(start: number, period: Period): number {
  if (period === 'day') return start + 1;
  if (period === 'week') return start + 7;
  const date = new Date(start * DAY_MS);
  return Math.round(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS);
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(day: number): number {
  return modulo(day + 3, 7);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
