/** The monitor as plain text, once: for a pipe, a log file, a screen reader. No escapes, nothing that moves. */

import type { MonitorState, Reports } from '../domain/live.ts';
import { NO_FILTER } from '../domain/report.ts';
import { alertItems, evidenceText, isLiveAlert } from './alert-list.ts';
import { headingSegments, placeColumns, rowSegments } from './columns.ts';
import { ageOf, formatMoney, formatPercent, formatTokens } from './format.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from './glyphs.ts';
import { fitSegments, type Segment, wrap } from './layout.ts';
import { liveColumns } from './live-columns.ts';
import { liveItems } from './live-list.ts';
import { progressOf } from './report-reader.ts';
import { initialState, WINDOWS } from './state.ts';
import { TextCache } from './text-cache.ts';

export interface SnapshotOptions {
  readonly columns: number;
  readonly now: number;
  readonly ascii: boolean;
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
  const since = now - (WINDOWS[0].ms as number);
  const items = liveItems(
    reports.live(now, { since, limit: MAIN_SESSIONS }),
    initialState('mono').lists.live,
    true,
  );
  const columns = liveColumns({ now, glyphs, texts: new TextCache(reports) });
  const placed = placeColumns(columns, items, width, 2);
  const sessions =
    items.length === 0
      ? emptyLines(options, width)
      : [
          headingSegments(placed, null, 2, glyphs),
          ...items.map((item) => rowSegments(placed, item, 2, glyphs)),
        ];
  const alerts = alertItems(reports.alerts({ ...NO_FILTER, since }, now), initialState('mono').lists.alerts)
    .filter(isLiveAlert)
    .map((alert): Segment[] => [
      { text: `${alert.severity ?? '?'} ${alert.type} ${ageOf(alert.openedAt, now)} ` },
      { text: alert.agent ?? alert.sessionId ?? '?' },
      { text: alert.recommendation === null ? '' : ` -> ${alert.recommendation}` },
      { text: `: ${evidenceText(alert, glyphs)}` },
    ]);
  const lines: (readonly Segment[])[] = [
    headerLine(reports, now),
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

function headerLine(reports: Reports, now: number): Segment[] {
  const header = reports.header(now);
  const counts = (['working', 'waiting', 'looping', 'stalled', 'idle'] as const).map(
    (state) => `${header[state]} ${state}`,
  );
  const cost = `today ${formatMoney(header.todayCostUsdMicros)}`;
  const rate = `${formatTokens(header.tokensPerMinute)} tok/min`;
  return [{ text: `agentperf  ${counts.join('  ')}  ${cost}  ${rate}` }];
}

/** What keeps the numbers from being all there is. */
function modeLine(monitor: MonitorState): Segment[][] {
  if (monitor.mode === 'reading') {
    return [[{ text: `reading ${formatPercent(progressOf(monitor))}` }]];
  }
  return monitor.mode === 'reader' && monitor.writerPid !== null
    ? [[{ text: `reader (pid ${monitor.writerPid} writes)` }]]
    : [];
}

function emptyLines({ lookedIn = [] }: SnapshotOptions, width: number): Segment[][] {
  const texts = [
    `No session in the last ${WINDOWS[0].name}.`,
    ...(lookedIn.length === 0 ? [] : ['Looked in:', ...lookedIn.map((path) => `  ${path}`)]),
    'agentperf tui --demo shows a simulated fleet; agentperf doctor says what was found where.',
  ];
  return texts.flatMap((text) => wrap(text, width)).map((text) => [{ text }]);
}
