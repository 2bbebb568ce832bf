/**
 * Where a day and a month lead, from past days alone: what was spent on them behind this time of day, and in whole. No shape is assumed
 * (spending is heavy-tailed and has weekends); the interval is of 80 %, because a handful of days cannot carry more.
 */

import type { Projection } from '../../domain/costs.ts';
import { weekday } from '../../domain/days.ts';
import { createRandom } from '../../domain/random.ts';

/** Fewer days than these say nothing (STATISTICS.md). */
const FEWEST_DAYS = 5;
const LOW = 0.1;
const HIGH = 0.9;
const DRAWS = 500;
const SEED = 1;

/** A past day: its number, and what was spent on it. */
export interface PastDay {
  readonly day: number;
  readonly spent: number;
}

const NOTHING: Projection = { value: null, low: null, high: null, n: 0, state: 'insufficient_data' };

/** `spent` so far today; `rests`: what each past day still spent behind this time of day. */
export function projectDay(today: number, spent: number, rests: readonly PastDay[]): Projection {
  const alike = alikeDays(today, rests);
  if (alike.length < FEWEST_DAYS) return { ...NOTHING, n: alike.length };
  return around(spent, alike, alike.length);
}

/**
 * `spent` so far this month, `rests` as above, `days` in whole; `coming`: the days of the month behind today. Each coming day is drawn
 * from past ones of its kind, five hundred times (seeded); each time the past itself is drawn anew first (a bootstrap in the bootstrap),
 * because so few days do not tell their own mean: without it the interval held two of three months instead of four of five.
 */
export function projectMonth(
  today: number,
  spent: number,
  rests: readonly PastDay[],
  days: readonly PastDay[],
  coming: readonly number[],
): Projection {
  const restsAlike = alikeDays(today, rests);
  if (restsAlike.length < FEWEST_DAYS || days.length < FEWEST_DAYS) return { ...NOTHING, n: days.length };
  const random = createRandom(SEED);
  const drawnAnew = (pool: readonly number[]): number[] => pool.map(() => random.pick(pool));
  const kinds = [false, true].map((isWeekend) => {
    const alike = coming.filter((day) => isOfWeekend(day) === isWeekend);
    return { count: alike.length, pool: alike[0] === undefined ? [] : alikeDays(alike[0], days) };
  });
  const draws = Array.from({ length: DRAWS }, () => {
    let sum = random.pick(restsAlike);
    for (const { count, pool } of kinds) {
      const anew = drawnAnew(pool);
      for (let i = 0; i < count; i++) sum += random.pick(anew);
    }
    return sum;
  });
  return around(spent, draws, days.length);
}

/** Past amounts of working days for a working day, of weekends for a weekend, when there are enough of them; else all. */
function alikeDays(day: number, days: readonly PastDay[]): number[] {
  const alike = days.filter((past) => isOfWeekend(past.day) === isOfWeekend(day));
  return (alike.length >= FEWEST_DAYS ? alike : days).map((past) => past.spent);
}

function isOfWeekend(day: number): boolean {
  return weekday(day) >= 5;
}

function around(spent: number, amounts: readonly number[], n: number): Projection {
  const sorted = [...amounts].sort((a, b) => a - b);
  const at = (share: number): number => spent + Math.round(quantile(sorted, share));
  return { value: at(0.5), low: at(LOW), high: at(HIGH), n, state: 'ok' };
}

/** Linear between the neighbours, positions by (n + 1) share (Hyndman and Fan 1996, type 6): right on average for a new draw. */
function quantile(sorted: readonly number[], share: number): number {
  const position = Math.min(sorted.length, Math.max(1, (sorted.length + 1) * share)) - 1;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
