/** `--since` and `--until`: a date, an ISO time or an age becomes epoch ms; days are cut in an IANA zone. */

import { instantOf } from '../domain/zoned-time.ts';

const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

const AGE = /^(\d{1,6})([mhdw])$/;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

export type RangeEnd = 'since' | 'until';

/**
 * Epoch ms of one end of a range, inclusive: a date is its first ms as `since` and its last as `until`; a time without an
 * offset is read in `timezone`; an age (`90m`, `24h`, `7d`, `2w`) lies before `now`. null when the text is none of these.
 */
export function parseTime(text: string, end: RangeEnd, timezone: string, now: number): number | null {
  const age = AGE.exec(text);
  if (age !== null) return now - Number(age[1]) * (UNIT_MS[age[2]!] ?? 0);
  const iso = ISO.exec(text);
  if (iso === null) return null;
  const wall = wallClock(iso);
  if (wall === null) return null;
  if (iso[8] !== undefined) return wall - offsetMs(iso[8]);
  if (iso[4] !== undefined) return instantOf(wall, timezone);
  return end === 'since' ? instantOf(wall, timezone) : instantOf(wall + DAY_MS, timezone) - 1;
}

/** An ISO time for `AGENTPERF_NOW`; without an offset it is UTC. null when it is none. */
export function parseInstant(text: string): number | null {
  return AGE.test(text) ? null : parseTime(text, 'since', 'UTC', 0);
}

/** Canonical name of an IANA zone, or null when there is none of that name. */
export function canonicalZone(name: string): string | null {
  if (name === 'UTC') return name;
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The wall clock as if it were UTC; null for dates and times that do not exist (`2026-02-30`). */
function wallClock(iso: RegExpExecArray): number | null {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(iso[i] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((iso[7] ?? '0').padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return real ? date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds : null;
}

function offsetMs(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith('-') ? -minutes : minutes) * 60_000;
}
