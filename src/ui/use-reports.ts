/** Keeps the screen's data fresh: asks again when something was committed, three times a second, and never while frozen. */

import { useEffect, useReducer, useRef } from 'react';
import type { MonitorControl, Reports } from '../domain/live.ts';
import type { ReportFilter } from '../domain/report.ts';
import { type ReportQuery, ReportReader, type ScreenData } from './report-reader.ts';

/** Three frames a second for data while logs are written (at most four: PERFORMANCE.md, move 8); each costs about 10 ms. */
const REFRESH_MS = 300;
/** Statuses and rates age without a commit: ask again this often. */
const AGEING_MS = 10_000;
const CLOCK_MS = 1000;

export interface ReportsOptions {
  readonly reports: Reports;
  readonly monitor: MonitorControl;
  /** The command line's. */
  readonly filter: ReportFilter;
  readonly query: ReportQuery;
  /** Paused or typing: nothing moves. */
  readonly frozen: boolean;
  readonly now: () => number;
}

/** Answers a query: from what is at hand, or at once from the reports when the query is a new one. */
export type AnswerQuery = (query: ReportQuery) => ScreenData;

/** Keeps the answer to `query` fresh and gives what answers it (and any query that a key press makes). */
export function useReports({ reports, monitor, filter, query, frozen, now }: ReportsOptions): AnswerQuery {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const readerRef = useRef<ReportReader>(null);
  readerRef.current ??= new ReportReader(reports, monitor, filter);
  const reader = readerRef.current;
  const latest = useRef({ query, now });
  latest.current = { query, now };
  useEffect(() => {
    if (frozen) {
      return undefined;
    }
    return keepFresh(reader, monitor, () => latest.current, redraw);
  }, [reader, monitor, frozen]);
  return (asked) => reader.data(asked, now());
}

/**
 * One timer for everything that changes by itself; returns what stops it. While this process follows the logs itself it is told of what
 * it commits, and most of what it is not told of are heartbeats: what others do to its database is seen with the next ageing.
 */
function keepFresh(
  reader: ReportReader,
  monitor: MonitorControl,
  latest: () => Pick<ReportsOptions, 'query' | 'now'>,
  redraw: () => void,
): () => void {
  let lastAsked = performance.now();
  let lastDrawn = 0;
  let lastAged = 0;
  // Nobody listened until now.
  let isTold = true;
  let isSoon = false;
  let timer: NodeJS.Timeout | undefined;
  const isOwn = (): boolean => monitor.state().mode === 'following';
  const ask = (): void => {
    isSoon = false;
    const { query, now } = latest();
    const time = performance.now();
    const isAsked = isTold || reader.isHeld || !isOwn();
    const isDue = (isAsked && reader.isStale()) || time - lastAsked >= AGEING_MS;
    isTold = false;
    const changed = isDue ? reader.refresh(query, now()) : reader.refreshMonitor();
    if (isDue) {
      lastAsked = time;
    }
    // Both sides must run: an unchanged answer still ages. Once a second is often enough for minutes.
    const aged = time - lastAged >= CLOCK_MS && reader.advance(now());
    if (time - lastAged >= CLOCK_MS) {
      lastAged = time;
    }
    if (changed || aged) {
      lastDrawn = time;
      redraw();
    }
  };
  const plan = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      ask();
      plan(isOwn() ? CLOCK_MS : REFRESH_MS);
    }, ms);
  };
  const unsubscribe = monitor.subscribe(() => {
    isTold = true;
    if (isSoon) return;
    isSoon = true;
    plan(Math.max(0, REFRESH_MS - (performance.now() - Math.max(lastAsked, lastDrawn))));
  });
  plan(REFRESH_MS);
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
