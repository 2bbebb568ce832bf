/** Answers what the view trends asks: every metric over every window, from tasks, sums by day, and a sample of sessions. */

import type { Connection } from '../db/open.ts';
import { taskSelector, wordsById } from '../db/queries/task-filter.ts';
import {
  type SessionChoice,
  type SessionStarts,
  sessionChoice,
  sessionStarts,
  sourcesOf,
  type TimedFilter,
} from '../db/queries/trend-sessions.ts';
import { scanTasks } from '../db/tasks/pages.ts';
import { type Days, daysOf } from '../domain/days.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { SourceId } from '../domain/source.ts';
import type { TrendMarker, TrendReport, TrendReports } from '../domain/trends.ts';
import { collaborationSeries } from '../metrics/collaboration-series.ts';
import { daySeries } from '../metrics/day-usage.ts';
import { type MetricSeries, trendOfWindow } from '../metrics/statistics/window.ts';
import type { Strategies } from '../metrics/strategies.ts';
import { allRows, collectTasks } from '../metrics/task-list.ts';
import { taskSeries } from '../metrics/task-series.ts';
import { TREND_METRICS, type TrendMetric, type TrendSource } from '../metrics/trend-table.ts';
import { NO_SERIES, telemetryOfTasks } from './card-telemetry.ts';
import { type DayReader, dayReader } from './day-rows.ts';
import { loggedFacts } from './logged-facts.ts';
import { type SessionMedians, sessionTimeSeries } from './session-times.ts';
import { windowMarkers } from './window-markers.ts';

export function trendReports(db: Connection, timezone: string, strategies: Strategies): TrendReports {
  const side: Side = {
    db,
    timezone,
    days: daysOf(timezone),
    strategies,
    medians: { tools: new Map(), models: new Map() },
  };
  return {
    trends: (filter, now, metrics = null) => trends(side, filter, now, metrics),
  };
}

interface Side {
  readonly db: Connection;
  readonly timezone: string;
  readonly days: Days;
  readonly strategies: Strategies;
  readonly medians: SessionMedians;
}

function trends(
  side: Side,
  filter: ReportFilter,
  now: number,
  metrics: readonly string[] | null,
): TrendReport[] {
  const { strategies, timezone } = side;
  const clock = { now: Math.min(now, filter.until ?? now), timezone };
  const spans = strategies.windows(NO_SERIES, clock);
  if (spans.length === 0) return [];
  const since = Math.min(...spans.map(({ from }) => from));
  const until = filter.until ?? Math.max(...spans.map(({ to }) => to)) - 1;
  const question = questionOf(side, { ...filter, since, until }, now);
  const series = seriesMaker(question);
  const markers = new Map<number, TrendMarker[]>();
  return [...TREND_METRICS].flatMap(([id, metric]) => {
    if (metrics !== null && !metrics.includes(id)) return [];
    const one = series(metric);
    return strategies.windows(one, clock).map((window): TrendReport => {
      const { points, ...trend } = trendOfWindow(window, one, strategies.trend);
      return {
        ...{ metric: id, unit: metric.unit, higherIsBetter: metric.higherIsBetter },
        filter: { ...filter, since: null },
        ...{ windowDays: window.days, value: window.cell, trend, series: points },
        markers: getOrInsert(markers, window.days, () => windowMarkers(question, window)),
      };
    });
  });
}

/** What everything is read for: the time is that of the longest window. */
export interface Question extends Side {
  readonly filter: TimedFilter;
  /** When it was asked, epoch ms; the filter may end before or after it. */
  readonly now: number;
  /** Which sessions are asked about. */
  readonly sessions: SessionChoice;
  /** What the filter can let through. */
  readonly sources: readonly SourceId[];
  /** When they began, by quarter hours of the time. */
  readonly starts: (sources: readonly SourceId[] | null) => readonly SessionStarts[];
}

function questionOf(side: Side, filter: TimedFilter, now: number): Question {
  const sessions = sessionChoice(side.db, filter);
  const known = new Map<string, SessionStarts[]>();
  return {
    ...{ ...side, filter, now, sessions, sources: sourcesOf(side.db, filter) },
    starts: (sources) =>
      getOrInsert(known, String(sources), () => sessionStarts(side.db, filter, sessions(sources))),
  };
}

/** Reads what a metric needs when the first metric needs it. */
function seriesMaker(question: Question): (metric: TrendMetric) => MetricSeries {
  const tasks = once(() => readTasks(question));
  const days = once((): DayReader => dayReader(question, tasks().list));
  const makers: { readonly [K in TrendSource['kind']]: (metric: MetricOf<K>) => MetricSeries } = {
    tasks: ({ source }) => tasks().series(source.id),
    days: ({ source: { figure }, higherIsBetter, unit, facts }) => {
      const { rows, isLogged } = days()(facts);
      return daySeries(rows, { figure, higherIsBetter, isLogged, isShare: unit === 'share' });
    },
    session_times: (metric) => sessionTimeSeries(question, metric.source.of, metric),
    collaboration: () => tasks().collaboration,
  };
  return (metric) => (makers[metric.source.kind] as (metric: TrendMetric) => MetricSeries)(metric);
}

type MetricOf<K extends TrendSource['kind']> = TrendMetric & {
  readonly source: Extract<TrendSource, { kind: K }>;
};

function readTasks({ db, filter, now, strategies }: Question) {
  const select = taskSelector(db, filter);
  const collector = collectTasks(strategies.quality);
  scanTasks(db, { since: filter.since, until: filter.until, includeOpen: false }, (page) =>
    collector.add(page, select(page)),
  );
  const { list } = collector;
  const words = wordsById(db);
  const word = (id: number): string | null => words.get(id) ?? null;
  const rows = allRows(list);
  return {
    list,
    series: taskSeries(list, rows, loggedFacts(word)),
    get collaboration() {
      return collaborationSeries(telemetryOfTasks({ db, now }, list, rows, filter.since, word), strategies);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
