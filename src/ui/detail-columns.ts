/** The columns of a session's sections: timeline, errors, tools, models. */

import type { ToolReport } from '../domain/live.ts';
import type { ErrorReport, ModelReport } from '../domain/report.ts';
import type { Column } from './columns.ts';
import { headlineOf } from './entry-text.ts';
import { ageOf, type ClockFormat, formatCount, formatDuration, formatMoney, formatTokens } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import type { Align, Segment } from './layout.ts';
import { kindSegments } from './status.ts';
import type { TextSource } from './text-cache.ts';
import type { TimelineItem } from './timeline.ts';

export function timelineColumns(
  glyphs: Glyphs,
  clock: ClockFormat,
  texts: TextSource,
): Column<TimelineItem>[] {
  return [
    text('time', 'TIME', 8, 8, 2, ({ entry }) => [{ text: clock.time(entry.at), role: 'dim' }]),
    text('what', 'WHAT', 12, 20, 0, ({ entry }) => kindSegments(entry, glyphs)),
    {
      ...text<TimelineItem>('text', 'TEXT', 14, 200, 1, ({ entry }) =>
        headlineOf(texts.read(entry.place), entry.label),
      ),
      grows: true,
    },
    number('took', 'TOOK', 6, 4, ({ entry }) => formatDuration(entry.durationMs)),
    number('tokens', 'TOK', 5, 5, ({ entry }) => (entry.tokens === null ? '' : formatTokens(entry.tokens))),
    number('cost', 'COST', 7, 3, ({ entry }) =>
      entry.costUsdMicros === null ? '' : formatMoney(entry.costUsdMicros),
    ),
  ];
}

export function toolColumns(): Column<ToolReport>[] {
  return [
    text('name', 'TOOL', 14, 40, 0, (tool) => [{ text: tool.name }]),
    number('calls', 'CALLS', 7, 1, (tool) => formatCount(tool.calls)),
    {
      ...number<ToolReport>('errors', 'FAILED', 7, 2, (tool) => formatCount(tool.errors)),
      cell: (tool) => [{ text: formatCount(tool.errors), role: tool.errors > 0 ? 'bad' : 'dim' }],
    },
    number('share', 'FAIL %', 6, 4, (tool) =>
      tool.calls === 0 ? '' : `${Math.round((tool.errors / tool.calls) * 100)} %`,
    ),
    number('median', 'MEDIAN', 7, 3, (tool) =>
      tool.medianDurationMs === null ? '?' : formatDuration(tool.medianDurationMs),
    ),
  ];
}

export function errorColumns(now: number): Column<ErrorReport>[] {
  return [
    number('count', 'COUNT', 6, 0, (error) => formatCount(error.count)),
    text('category', 'CATEGORY', 10, 18, 1, (error) => [{ text: error.category, role: 'warn' }]),
    number('last', 'LAST', 5, 2, (error) => ageOf(error.lastSeen, now)),
    number('first', 'FIRST', 5, 3, (error) => ageOf(error.firstSeen, now)),
    {
      ...text<ErrorReport>('sample', 'SAMPLE', 14, 200, 0, sampleSegments),
      grows: true,
    },
  ];
}

/** Many errors begin alike (`Exit code 1`): what the fingerprint says beyond its sample's line tells them apart. */
function sampleSegments({ sample, fingerprint }: ErrorReport): Segment[] {
  const begin = sample.toLowerCase().replace(/\d+/gu, '#');
  const rest = fingerprint.startsWith(begin) ? fingerprint.slice(begin.length) : '';
  return [{ text: sample }, ...(rest === '' ? [] : [{ text: rest, role: 'dim' } as const])];
}

/** Clusters over many sessions: as in one session, with how many of them it happened in. */
export function clusterColumns(now: number): Column<ErrorReport>[] {
  const [count, ...rest] = errorColumns(now) as [Column<ErrorReport>, ...Column<ErrorReport>[]];
  return [count, number('sessions', 'SESSIONS', 9, 2, (error) => formatCount(error.sessions)), ...rest];
}

export function modelColumns(): Column<ModelReport>[] {
  return [
    text('model', 'MODEL', 14, 34, 0, (model) => [{ text: model.models.join(', ') || model.modelCanonical }]),
    number('calls', 'CALLS', 7, 2, (model) => formatCount(model.modelCalls)),
    number('input', 'IN', 6, 4, (model) => formatTokens(model.tokens.input)),
    number('cache', 'CACHED', 6, 5, (model) => formatTokens(model.tokens.cacheRead)),
    number('output', 'OUT', 6, 3, (model) => formatTokens(model.tokens.output)),
    number('total', 'TOTAL', 6, 1, (model) => formatTokens(model.tokens.total)),
    number('cost', 'COST', 8, 0, (model) => formatMoney(model.costUsdMicros)),
  ];
}

function text<Row>(
  id: string,
  title: string,
  min: number,
  max: number,
  rank: number,
  cell: (row: Row) => readonly Segment[],
): Column<Row> {
  const align: Align = 'left';
  return { id, title, align, min, max, rank, cell };
}

function number<Row>(
  id: string,
  title: string,
  width: number,
  rank: number,
  value: (row: Row) => string,
): Column<Row> {
  const align: Align = 'right';
  return { id, title, align, min: width, max: width, rank, cell: (row) => [{ text: value(row) }] };
}
