/** A session through time: identities of its timeline's entries, and the session as of one of them. Pure. */

import type { SessionDetail, TimelineEntry } from '../domain/live.ts';

export interface TimelineItem {
  readonly id: string;
  readonly entry: TimelineEntry;
}

const ITEMS = new WeakMap<readonly TimelineEntry[], TimelineItem[]>();

/** Entries with an identity that outlives a refresh: their place in the log, and which of that line's entries they are. */
export function timelineItems(timeline: readonly TimelineEntry[]): TimelineItem[] {
  const known = ITEMS.get(timeline);
  if (known !== undefined) {
    return known;
  }
  const seen = new Map<string, number>();
  const items = timeline.map((entry) => {
    const place = `${entry.place.offset}:${entry.place.path}`;
    const nth = seen.get(place) ?? 0;
    seen.set(place, nth + 1);
    return { id: `${place}#${nth}`, entry };
  });
  ITEMS.set(timeline, items);
  return items;
}

/** The session as it stood just after an entry. */
export interface AsOf {
  /** null = now: nothing is left out. */
  readonly at: number | null;
  readonly isNow: boolean;
  readonly tokens: number;
  readonly costUsdMicros: number | null;
  /** Tokens of the last call until then; null = none yet, or unknown. */
  readonly contextTokens: number | null;
  /** Index into `detail.context`; null = none yet. */
  readonly contextIndex: number | null;
}

/** Totals minus what came later: right also where the oldest entries are cut off. */
export function asOf(detail: SessionDetail, index: number): AsOf {
  const { timeline, session, context } = detail;
  const isNow = index < 0 || index >= timeline.length - 1;
  const later = isNow ? [] : timeline.slice(index + 1);
  const at = isNow ? null : (timeline[index]?.at ?? null);
  const contextIndex = lastIndexUntil(context, at);
  return {
    at,
    isNow,
    tokens: Math.max(0, session.tokens.total - sum(later.map((entry) => entry.tokens))),
    costUsdMicros:
      session.costUsdMicros === null
        ? null
        : Math.max(0, session.costUsdMicros - sum(later.map((entry) => entry.costUsdMicros))),
    contextTokens: contextIndex === null ? null : (context[contextIndex]?.tokens ?? null),
    contextIndex,
  };
}

function lastIndexUntil(points: SessionDetail['context'], at: number | null): number | null {
  const until = at ?? Number.POSITIVE_INFINITY;
  for (let index = points.length - 1; index >= 0; index--) {
    if ((points[index] as { at: number }).at <= until) {
      return index;
    }
  }
  return null;
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
