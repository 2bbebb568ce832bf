/** How long calls of tools and of models take, over a sample of sessions: reading all of three months would take seconds (docs/decisions/0018-trends.md). */

import { callDurations, toolDurations } from '../db/queries/durations.ts';
import type { SessionStarts } from '../db/queries/trend-sessions.ts';
import type { Days } from '../domain/days.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { TrendPoint } from '../domain/metric.ts';
import { adapterOf } from '../ingest/sources/registry.ts';
import { medianCell, notLogged } from '../metrics/statistics/cell.ts';
import { quantile } from '../metrics/statistics/quantiles.ts';
import type { MetricSeries } from '../metrics/statistics/window.ts';
import type { TimedCalls, TrendMetric } from '../metrics/trend-table.ts';
import type { Question } from './trends.ts';

/** Sessions of a day whose calls are read, and calls of each. */
const SESSIONS_A_DAY = 3;
const MOST_CALLS = 20;
/** Sessions that began so long ago seldom call anything any more: their medians are remembered. */
const SETTLED_MS = 2 * 86_400_000;

/** Medians of sessions that were read before, by session and the models that were asked about. */
export type SessionMedians = Readonly<Record<TimedCalls, Map<string, number | null>>>;

/** Durations of some calls of a session; a filter of models is of model calls, not of tools. */
const DURATIONS: Readonly<Record<TimedCalls, typeof callDurations>> = {
  tools: toolDurations,
  models: callDurations,
};

/**
 * A data point is a session, with the median of its calls: calls of one session are alike. Of a day with more sessions than
 * the sample holds every so-manieth is taken, so that each day has as much to say.
 */
export function sessionTimeSeries(
  question: Question,
  of: TimedCalls,
  { facts, higherIsBetter }: TrendMetric,
): MetricSeries {
  const { db, sources: all, filter } = question;
  const medians = question.medians[of];
  const sources = all.filter((source) => facts.every((fact) => adapterOf(source).yields.includes(fact)));
  const isLogged = sources.length > 0 || all.length === 0;
  const starts = sources.length === 0 ? [] : question.starts(sources.length === all.length ? null : sources);
  const medianOf = ({ sessionKey, at }: SessionStarts): number | null => {
    const key = [sessionKey, ...filter.models].join('\n');
    const known = medians.get(key);
    if (known !== undefined) return known;
    const durations = DURATIONS[of](db, sessionKey, MOST_CALLS, filter.models);
    const median = quantile(Float64Array.from(durations).sort(), 0.5);
    if (at < question.now - SETTLED_MS) medians.set(key, median);
    return median;
  };
  const sampled = sampleOf(starts, question.days);
  const points = (from: number, to: number): TrendPoint[] =>
    sampled.flatMap((start) => {
      const { at } = start;
      const value = at >= from && at < to ? medianOf(start) : null;
      return value === null ? [] : [{ at, value, n: 1 }];
    });
  const values = (from: number, to: number): Float64Array =>
    Float64Array.from(points(from, to), ({ value }) => value).sort();
  return {
    higherIsBetter,
    tasks: points,
    cell: (from, to) => (isLogged ? medianCell(values(from, to)) : notLogged()),
    value: (from, to) => {
      const sorted = values(from, to);
      return { value: quantile(sorted, 0.5), n: sorted.length };
    },
  };
}

/** In the order of their begin. */
function sampleOf(starts: readonly SessionStarts[], days: Days): SessionStarts[] {
  const byDay = new Map<number, SessionStarts[]>();
  for (const start of starts) getOrInsert(byDay, days.dayOf(start.at), (): SessionStarts[] => []).push(start);
  return [...byDay.values()].flatMap((ofDay) => {
    const step = Math.max(1, ofDay.length / SESSIONS_A_DAY);
    const taken = Math.min(ofDay.length, SESSIONS_A_DAY);
    return Array.from({ length: taken }, (_, n) => ofDay[Math.floor(n * step)] as SessionStarts);
  });
}
