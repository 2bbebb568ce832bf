/** The monitor as plain text, once: for a pipe, a log file, a screen reader. No escapes, nothing that moves. */

import type { MonitorState, Reports } from '../domain/live.ts';
import { noun } from '../domain/noun.ts';
import { NO_FILTER, type ReportFilter } from '../domain/report.ts';
import { alertItems, evidenceText, isLiveAlert } from './alert-list.ts';
import { headingSegments, placeColumns, rowSegments } from './columns.ts';
import { ageOf, clockFormat, formatCount, formatMoney, formatPercent, formatTokens } from './format.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from './glyphs.ts';
import { fitSegments, type Segment, wrap } from './layout.ts';
import { liveColumns } from './live-columns.ts';
import { liveItems } from './live-list.ts';
import { progressOf } from './progress.ts';
import { initialState } from './state.ts';
import { TextCache } from './text-cache.ts';
import { filterIn, filterText, type TimeWindow, windowPhrase, windowsOf } from './windows.ts';

export interface SnapshotOptions {
  readonly columns: number;
  readonly now: number;
  readonly ascii: boolean;
  /** The command line's; without `--since` it is the last 24 hours. */
  readonly filter?: ReportFilter;
  /** Of the times that the filter is told with; null = the machine's. */
  readonly timezone?: string | null;
  /** Folders searched for logs, named when there is nothing to show. */
  readonly lookedIn?: readonly string[];
}

const MAIN_SESSIONS = 50;
const LEAST_COLUMNS = 40;

/** Lines that end with a newline, none wider than `columns` (at least 40). */
export function plainSnapshot(reports: Reports, monitor: MonitorState, options: SnapshotOptions): string {
  const { now, ascii } = options;
  const width = Math.max(LEAST_COLUMNS, options.columns);
  const glyphs = ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  const clock = clockFormat(options.timezone ?? null);
  const base = options.filter ?? NO_FILTER;
  const window = windowsOf(base, clock)[0] as TimeWindow;
  const filter = filterIn(window, base, now);
  const items = liveItems(reports.live(now, filter, MAIN_SESSIONS), initialState('mono').lists.live, true);
  const columns = liveColumns({ now, glyphs, texts: new TextCache(reports) });
  const placed = placeColumns(columns, items, width, 2);
  const sessions =
    items.length === 0
      ? emptyLines(options, window, reports.sessionCount({ ...filter, since: null }), width)
      : [
          headingSegments(placed, null, 2, glyphs),
          ...items.map((item) => rowSegments(placed, item, 2, glyphs)),
        ];
  const alerts = alertItems(reports.alerts(filter, now), initialState('mono').lists.alerts)
    .filter(isLiveAlert)
    .map((alert): Segment[] => [
      { text: `${alert.severity ?? '?'} ${alert.type} ${ageOf(alert.openedAt, now)} ` },
      { text: alert.agent ?? alert.sessionId ?? '?' },
      { text: alert.recommendation === null ? '' : ` -> ${alert.recommendation}` },
      { text: `: ${evidenceText(alert, glyphs)}` },
    ]);
  const lines: (readonly Segment[])[] = [
    headerLine(reports, now, filter),
    ...filterLines([filterText(base, clock), base.since === null ? '' : window.name]),
    ...modeLine(monitor),
    ...monitor.banners.map((text): Segment[] => [{ text: `! ${text}` }]),
    [],
    ...sessions,
    ...(alerts.length === 0 ? [] : [[], [{ text: `ALERTS (${alerts.length})` }], ...alerts]),
  ];
  return lines
    .map((line) =>
      fitSegments(line, width, glyphs)
        .map((segment) => segment.text)
        .join('')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function headerLine(reports: Reports, now: number, filter: ReportFilter): Segment[] {
  const header = reports.header(now, filter);
  const counts = (['working', 'waiting', 'looping', 'stalled', 'idle'] as const).map(
    (state) => `${header[state]} ${state}`,
  );
  const cost = `today ${formatMoney(header.todayCostUsdMicros)}`;
  const rate = `${formatTokens(header.tokensPerMinute)} tok/min`;
  return [{ text: `agentperf  ${counts.join('  ')}  ${cost}  ${rate}` }];
}

/** What the command line narrows all of it to; no line when that is nothing. */
function filterLines(texts: readonly string[]): Segment[][] {
  const said = texts.filter((text) => text !== '');
  return said.length === 0 ? [] : [[{ text: `only ${said.join(', ')}` }]];
}

/** What keeps the numbers from being all there is. */
function modeLine(monitor: MonitorState): Segment[][] {
  const progress = progressOf(monitor);
  if (progress !== null) return [[{ text: `${progress.does} ${formatPercent(progress.share)}` }]];
  return monitor.mode === 'reader' && monitor.writerPid !== null
    ? [[{ text: `reader (pid ${monitor.writerPid} writes)` }]]
    : [];
}

function emptyLines(
  { lookedIn = [] }: SnapshotOptions,
  window: TimeWindow,
  recorded: number,
  width: number,
): Segment[][] {
  const texts = [
    `No session ${windowPhrase(window)}.`,
    ...(recorded === 0
      ? []
      : [
          `${formatCount(recorded)} older ${noun(recorded, 'one is', 'ones are')} recorded: --since 90d shows more.`,
        ]),
    ...(lookedIn.length === 0 ? [] : ['Looked in:', ...lookedIn.map((path) => `  ${path}`)]),
    'agentperf tui --demo shows a simulated fleet; agentperf doctor says what was found where.',
  ];
  return texts.flatMap((text) => wrap(text, width)).map((text) => [{ text }]);
}
