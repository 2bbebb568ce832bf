/** Answers what the view trends asks: every metric over every window, from tasks, sums by day, and a sample of sessions. */

import type { Connection } from '../db/open.ts';
import { collaborationHistory } from '../db/queries/collaboration.ts';
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
import type { MetricCell } from '../domain/metric.ts';
import type { ReportFilter } from '../domain/report.ts';
import type { SourceId } from '../domain/source.ts';
import type { TrendMarker, TrendReport, TrendReports } from '../domain/trends.ts';
import { collaborationPoints } from '../metrics/collaboration-points.ts';
import { daySeries } from '../metrics/day-usage.ts';
import { type MetricSeries, trendOfWindow } from '../metrics/statistics/window.ts';
import type { Strategies } from '../metrics/strategies.ts';
import { allRows, collectTasks, type TaskList } from '../metrics/task-list.ts';
import { taskSeries } from '../metrics/task-series.ts';
import { TREND_METRICS, type TrendMetric, type TrendSource } from '../metrics/trend-table.ts';
import { type DayReader, dayReader } from './day-rows.ts';
import { loggedFacts } from './logged-facts.ts';
import { toolTimeSeries } from './tool-times.ts';
import { windowMarkers } from './window-markers.ts';

export function trendReports(db: Connection, timezone: string, strategies: Strategies): TrendReports {
  const side: Side = { db, timezone, days: daysOf(timezone), strategies, toolMedians: new Map() };
  return {
    trends: (filter, now, metrics = null) => trends(side, filter, now, metrics),
  };
}

interface Side {
  readonly db: Connection;
  readonly timezone: string;
  readonly days: Days;
  readonly strategies: Strategies;
  /** Medians of the tools of sessions that were read before, by session. */
  readonly toolMedians: Map<number, number | null>;
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
  const question = questionOf(side, { ...filter, since, until }, clock.now);
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
  /** Or the end of the filter, whichever is earlier. */
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

const NOTHING: MetricCell = { value: null, n: 0, low: null, high: null, state: 'insufficient_data' };
const NO_SERIES: MetricSeries = {
  higherIsBetter: null,
  cell: () => NOTHING,
  value: () => ({ value: null, n: 0 }),
};

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
    tool_times: ({ higherIsBetter, facts }) => toolTimeSeries(question, higherIsBetter, facts),
    collaboration: () => tasks().collaboration,
  };
  return (metric) => (makers[metric.source.kind] as (metric: TrendMetric) => MetricSeries)(metric);
}

type MetricOf<K extends TrendSource['kind']> = TrendMetric & {
  readonly source: Extract<TrendSource, { kind: K }>;
};

function readTasks({ db, filter, strategies }: Question) {
  const select = taskSelector(db, filter);
  const collector = collectTasks(strategies.quality);
  scanTasks(db, { since: filter.since, until: filter.until, includeOpen: false }, (page) =>
    collector.add(page, select(page)),
  );
  const { list } = collector;
  const words = wordsById(db);
  const word = (id: number): string | null => words.get(id) ?? null;
  return {
    list,
    series: taskSeries(list, allRows(list), loggedFacts(word)),
    get collaboration() {
      return collaborationSeries({ db, filter, strategies }, agentsOf(list, word));
    },
  };
}

function agentsOf({ agent, count }: TaskList, word: (id: number) => string | null): string[] {
  return [...new Set(agent.subarray(0, count))].map(word).filter((name) => name !== null);
}

const DAY_MS = 86_400_000;

function collaborationSeries(
  { db, filter, strategies }: Pick<Question, 'db' | 'filter' | 'strategies'>,
  agents: readonly string[],
): MetricSeries {
  const history = collaborationHistory(db, agents, filter.since - DAY_MS);
  const points = [...collaborationPoints(history, filter.until).values()].flat();
  const cell = (from: number, to: number): MetricCell =>
    strategies.collaboration({
      escalationsLogged: history.escalationsLogged,
      points: points.filter(({ at }) => at >= from && at < to),
    }).cell;
  return { higherIsBetter: true, cell, value: cell };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
