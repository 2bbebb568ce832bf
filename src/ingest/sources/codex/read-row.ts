/** Bytes of a rollout line to its parts, and its strings as windows of bytes (codex.md 2; PERFORMANCE.md move 2). */

import type { Rejection } from '../../../domain/event.ts';
import { BodilessTexts, type Place, placeholder } from '../claude-code/bodiless-texts.ts';
import type { LineTexts } from '../claude-code/line-texts.ts';
import { decodedJson, MARK } from '../claude-code/long-text.ts';
import { readLine } from '../claude-code/read-line.ts';
import { type JsonObject, parseJson } from '../json-line.ts';

/** Reads `bytes[start, end)`. */
export type RowReader = (bytes: Buffer, start: number, end: number) => RawLine;

export interface RawLine {
  readonly fields: JsonObject | Rejection;
  readonly texts: LineTexts;
  /** Where in `bytes` the strings are that stayed unread, by the index in their placeholders. */
  readonly places: readonly Place[] | undefined;
  /** Valid only while the line is. */
  readonly bytes: Buffer;
}

/** The encoded form of a string: `bytes[start, end)`, without its quotes. */
export interface Encoded extends Place {
  readonly bytes: Buffer;
}

/** Shorter lines are not worth a window. */
export const WINDOW_LINE_BYTES = 256;
const HEAD_BYTES = 240;
/** Behind this many bytes without a quote of its own, the end of a line is the end of its output. */
const TAIL_BYTES = 512;

/** How Codex begins the rows whose bodies are never looked at, and its outputs of tools. */
const HEAD =
  /^\{"timestamp":"([ !#-[\]-~]{1,40})",(?:"ordinal":\d{1,15},)?"type":"(response_item|event_msg|compacted)","payload":\{(?:"type":"(reasoning|agent_reasoning|agent_message|message|function_call_output|custom_tool_call_output)",)?(?:"id":"[ !#-[\]-~]{1,80}",)?(?:"role":"(assistant)",|"call_id":"([ !#-[\]-~]{1,80})","output":"|)/;
/** Rows of these kinds say nothing by their bodies. */
const BODILESS = new Set([
  'response_item.reasoning',
  'event_msg.agent_reasoning',
  'event_msg.agent_message',
  'compacted.',
]);
const ANOTHER_ROW = Buffer.from('{"timestamp":"');

/** Of a line that is short, or has no strings that are looked at. */
export const NO_TEXTS: LineTexts = readLine(Buffer.from('{}'), 0, 2).texts;
const FIRST_PLACE = `${MARK}${placeholder(0).slice(-1)}`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
const LETTER_U = 0x75;
/** `\u` and four digits. */
const ESCAPE_BYTES = 6;

/**
 * Fields of a line. Of rows whose body says nothing, and of outputs of tools, only the beginning and the end are read: such a line is
 * accepted when it ends as a row does and no other row begins in it. Every other line is read as transcripts are.
 */
export function readRow(bytes: Buffer, start: number, end: number): RawLine {
  const window = end - start >= WINDOW_LINE_BYTES ? readWindow(bytes, start, end) : null;
  if (window !== null) {
    return window;
  }
  const { fields, places, texts } = readLine(bytes, start, end);
  return { fields, texts, places, bytes };
}

function readWindow(bytes: Buffer, start: number, end: number): RawLine | null {
  if (bytes[end - 1] !== CLOSING_BRACE || bytes[end - 2] !== CLOSING_BRACE) {
    return null;
  }
  const match = HEAD.exec(bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES)));
  if (match === null) {
    return null;
  }
  const [head, timestamp, type, inner = '', role, callId] = match;
  if (callId !== undefined) {
    return outputWindow(bytes, start + head.length, end, {
      timestamp,
      type,
      payload: { type: inner, call_id: callId },
    });
  }
  const isBodiless = BODILESS.has(`${type}.${inner}`) || (type === 'response_item' && role !== undefined);
  if (!isBodiless || !isUnreadRow(bytes, start, end)) {
    return null;
  }
  const payload = inner === '' ? {} : { type: inner, role };
  return { fields: { timestamp, type, payload }, texts: NO_TEXTS, places: undefined, bytes };
}

/** The output is the last string of the row: `"}}` ends it. */
function outputWindow(bytes: Buffer, from: number, end: number, fields: JsonObject): RawLine | null {
  if (!isOutputRow(bytes, from, end)) {
    return null;
  }
  const places = [{ start: from, end: end - 3 }];
  (fields.payload as JsonObject).output = FIRST_PLACE;
  return { fields, texts: new BodilessTexts(bytes, places, true), places, bytes };
}

/** Is the row `bytes[start, end)`, whose body is not looked at, long enough for a window and whole as far as its end tells? */
export function isUnreadRow(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start >= WINDOW_LINE_BYTES &&
    bytes[end - 1] === CLOSING_BRACE &&
    bytes[end - 2] === CLOSING_BRACE &&
    !holdsAnotherRow(bytes, start + 1, end)
  );
}

/** Is what begins at `from` one string, and with it the row at its end? The row is known to end with two braces. */
export function isOutputRow(bytes: Buffer, from: number, end: number): boolean {
  const to = end - 3;
  return (
    to >= from && bytes[to] === QUOTE && !hasQuote(bytes, from, to + 1) && !holdsAnotherRow(bytes, from, end)
  );
}

/** Does an unescaped quote stand before the one that ends at `to`, near enough to belong to another field? */
function hasQuote(bytes: Buffer, from: number, to: number): boolean {
  const last = to - 1;
  if (isEscaped(bytes, from, last)) {
    return true;
  }
  for (let at = Math.max(from, last - TAIL_BYTES); at < last; at++) {
    if (bytes[at] === QUOTE && !isEscaped(bytes, from, at)) {
      return true;
    }
  }
  return false;
}

function isEscaped(bytes: Buffer, from: number, at: number): boolean {
  return backslashesBefore(bytes, from, at) % 2 === 1;
}

/** Inside a string every quote is escaped, so these bytes are two rows that ran into each other. */
function holdsAnotherRow(bytes: Buffer, from: number, end: number): boolean {
  const at = bytes.subarray(from, end).indexOf(ANOTHER_ROW);
  return at !== -1;
}

/** The encoded form of a string of the line; the same bytes however the line was read. */
export function encodedOf(value: string, { bytes, places, texts }: RawLine): Encoded {
  if (places !== undefined && value.startsWith(MARK)) {
    const place = places[Number(value.slice(MARK.length))];
    if (place !== undefined) {
      return { bytes, start: place.start, end: place.end };
    }
  }
  const encoded = Buffer.from(JSON.stringify(texts.full(value)));
  return { bytes: encoded, start: 1, end: encoded.length - 1 };
}

export function encodedText({ bytes, start, end }: Encoded): string {
  return decodedJson(bytes.toString('utf8', start, end));
}

/** Text of the last bytes of an encoded string, at most `limit` of them, cut where an escape or a character begins. */
export function encodedTail({ bytes, start, end }: Encoded, limit: number): string {
  let from = Math.max(start, end - limit);
  while (from > start && from < end && isInside(bytes, start, from)) {
    from++;
  }
  return encodedText({ bytes, start: from, end });
}

/** Text of the first bytes of an encoded string, at most `limit` of them. */
export function encodedHead({ bytes, start, end }: Encoded, limit: number): string {
  let to = Math.min(end, start + limit);
  while (to > start && to < end && isInside(bytes, start, to)) {
    to--;
  }
  return encodedText({ bytes, start, end: to });
}

/** Does the byte at `at` go on with an escape or a character that began before it? */
function isInside(bytes: Buffer, start: number, at: number): boolean {
  if (((bytes[at] as number) & 0xc0) === 0x80) {
    return true;
  }
  for (let open = Math.max(start, at - ESCAPE_BYTES + 1); open < at; open++) {
    if (bytes[open] === BACKSLASH && !isEscaped(bytes, start, open)) {
      const length = bytes[open + 1] === LETTER_U ? ESCAPE_BYTES : 2;
      if (open + length > at) {
        return true;
      }
    }
  }
  return false;
}

function backslashesBefore(bytes: Buffer, start: number, at: number): number {
  let count = 0;
  while (at - count > start && bytes[at - count - 1] === BACKSLASH) {
    count++;
  }
  return count;
}

/** A JSON object written as a string inside a line, such as a call's arguments; null when it is none. */
export function objectInText(text: string): JsonObject | null {
  if (!text.trimStart().startsWith('{')) {
    return null;
  }
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}
