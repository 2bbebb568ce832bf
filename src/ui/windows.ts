/** Time windows of the `w` key, and how one of them and the command line together make the filter of every question. Pure. */

import { FILTER_WORDS, type ReportFilter } from '../domain/report.ts';
import type { ClockFormat } from './format.ts';

export interface TimeWindow {
  readonly name: string;
  /** How far it goes back, ms; null = as far as `since`. */
  readonly ms: number | null;
  /** A fixed begin, epoch ms (`--since`); null = none. */
  readonly since: number | null;
}

const DAY_MS = 86_400_000;

export const DAY_WINDOW: TimeWindow = { name: '24 h', ms: DAY_MS, since: null };
export const MONTH_WINDOW: TimeWindow = { name: '30 days', ms: 30 * DAY_MS, since: null };
export const WINDOWS: readonly TimeWindow[] = [
  DAY_WINDOW,
  { name: '7 days', ms: 7 * DAY_MS, since: null },
  MONTH_WINDOW,
  { name: '90 days', ms: 90 * DAY_MS, since: null },
  { name: 'all', ms: null, since: null },
];

export function isTrendWindow(window: TimeWindow | undefined): boolean {
  return (window?.ms ?? 0) > DAY_MS;
}

/** `--since` is a window of its own, the first one; the key goes on to the usual ones. */
export function windowsOf({ since }: ReportFilter, clock: ClockFormat): readonly TimeWindow[] {
  return since === null ? WINDOWS : [{ name: `since ${clock.date(since)}`, ms: null, since }, ...WINDOWS];
}

/** What is asked for while `window` is chosen: windows go back from now, or from `--until` where that is earlier. */
export function filterIn(window: TimeWindow, base: ReportFilter, now: number): ReportFilter {
  const end = Math.min(now, base.until ?? now);
  return { ...base, since: window.ms === null ? window.since : end - window.ms };
}

/** `in the last 24 h`, `since 2026-03-08 00:00`; empty for all time. */
export function windowPhrase({ name, ms, since }: TimeWindow): string {
  return ms === null ? (since === null ? '' : name) : `in the last ${name}`;
}

/** `agent nux, project api or web, until 2026-03-08 23:59`; empty when nothing but the window narrows, which says the begin. Names are as typed: draw them safely. */
export function filterText(filter: ReportFilter, clock: ClockFormat): string {
  const parts = Object.entries(FILTER_WORDS)
    .map(([key, word]) => ({ word, names: filter[key as keyof typeof FILTER_WORDS] as readonly string[] }))
    .filter(({ names }) => names.length > 0)
    .map(({ word, names }) => `${word} ${names.join(' or ')}`);
  return [...parts, ...(filter.until === null ? [] : [`until ${clock.date(filter.until)}`])].join(', ');
}
