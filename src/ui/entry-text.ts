/** The text of a timeline entry as lines: what was said or called, and what came back. Read from the log, never stored. */

import type { LineText } from '../domain/adapter.ts';
import type { TimelineEntry } from '../domain/live.ts';
import { type Segment, wrap } from './layout.ts';
import type { TextSource } from './text-cache.ts';

export const LOG_DELETED = 'log deleted';

/** All lines of the entry's text, at most `width` cells each. */
export function entryLines(entry: TimelineEntry, texts: TextSource, width: number): Segment[][] {
  const call = textLines(texts.read(entry.place), width);
  if (entry.resultPlace === null) {
    return call;
  }
  const heading: Segment[] = [
    { text: entry.isError ? 'result: error' : 'result', role: entry.isError ? 'bad' : 'dim' },
  ];
  return [...call, [], heading, ...textLines(texts.read(entry.resultPlace), width)];
}

function textLines(text: LineText | null, width: number): Segment[][] {
  if (text === null) {
    return [[{ text: LOG_DELETED, role: 'dim' }]];
  }
  const headline = wrap(text.headline, width).map((line): Segment[] => [{ text: line, bold: true }]);
  const body = text.body === '' ? [] : wrap(text.body, width).map((line): Segment[] => [{ text: line }]);
  return [[{ text: text.role, role: 'accent' }], ...headline, ...body];
}

/** The headline for one cell, without the label that stands beside it already. */
export function headlineOf(text: LineText | null, label: string): Segment[] {
  if (text === null) {
    return [{ text: LOG_DELETED, role: 'dim' }];
  }
  const { headline } = text;
  const shown = headline.startsWith(`${label} `) ? headline.slice(label.length + 1) : headline;
  return [{ text: shown }];
}
