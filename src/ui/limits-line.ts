/** A vendor's limits in one line: `5h 52 % until 14:10:00 · 7d 40 % until 2026-03-18 09:00`. Pure. */

import type { LimitReport } from '../domain/source-report.ts';
import { type ClockFormat, formatPercent } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import type { Segment } from './layout.ts';

/** From so much of a limit on, it warns. */
export const HIGH_PERCENT = 90;
const DAY_MS = 86_400_000;
const MINUTES_A_DAY = 1440;

/** Limits whose window ended before `now` say nothing any more. null when none is left. */
export function limitSegments(
  limits: readonly LimitReport[],
  now: number,
  clock: ClockFormat,
  glyphs: Glyphs,
): Segment[] | null {
  const current = limits.filter(({ resetsAt }) => resetsAt === null || resetsAt > now);
  if (current.length === 0) return null;
  return current.flatMap(({ windowMinutes, usedPercent, resetsAt }, index): Segment[] => [
    ...(index === 0 ? [] : [{ text: ` ${glyphs.separator} `, role: 'dim' } as Segment]),
    { text: `${windowName(windowMinutes)} ` },
    {
      text: formatPercent(usedPercent / 100),
      bold: true,
      ...(usedPercent >= HIGH_PERCENT ? { role: 'warn' } : {}),
    },
    ...(resetsAt === null
      ? []
      : [{ text: ` until ${whenText(resetsAt, now, clock)}`, role: 'dim' } as Segment]),
  ]);
}

export function windowName(minutes: number | null): string {
  if (minutes === null) return 'limit';
  if (minutes % MINUTES_A_DAY === 0) return `${minutes / MINUTES_A_DAY}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** A time of the next day by the clock, a later one with its date. */
export function whenText(at: number, now: number, clock: ClockFormat): string {
  return at - now < DAY_MS ? clock.time(at) : clock.date(at);
}
