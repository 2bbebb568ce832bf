/** Bytes of a line to its fields, in two tiers: whole up to 8 KiB, without the bodies of long strings above (PERFORMANCE.md move 2). */

import { isAscii, isUtf8 } from 'node:buffer';
import type { Rejection } from '../../../domain/event.ts';
import { afterByteOrderMark, type JsonObject, jsonObject, parseJson, parseJsonLine } from '../json-line.ts';
import { BodilessTexts, hasOnlyPlaceholders, type Place, placeholder } from './bodiless-texts.ts';
import { type LineTexts, WholeTexts } from './line-texts.ts';
import { LONG_TEXT_BYTES } from './long-text.ts';

/** Lines up to this many bytes are always parsed whole, so that broken ones are seen. */
export const WHOLE_LINE_BYTES = 8192;

/** Bytes of a string that are searched one by one; behind them the native search is faster. */
const NEAR_BYTES = 16;

const TEXTS = { text: new WholeTexts('text', false), bytes: new WholeTexts('bytes', false) };
/** Of lines so short that no string in them can be long. */
const SHORT_TEXTS = { text: new WholeTexts('text', true), bytes: new WholeTexts('bytes', true) };

/** Stands for bytes that are no UTF-8: the only characters that may be longer when they are encoded again. */
const NOT_DECODED = '\ufffd';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads `bytes[start, end)`. */
export type LineReader = (bytes: Buffer, start: number, end: number) => ReadLine;

export interface ReadLine {
  readonly fields: JsonObject | Rejection;
  readonly texts: LineTexts;
  /** Where the strings are that stayed unread, by the index in their placeholders; absent when the line was parsed whole. */
  readonly places?: readonly Place[];
}

/**
 * Fields of the line `bytes[start, end)`. Above 8 KiB, strings that are long in their encoded form are stand-ins (long-text.ts), and a
 * line that is broken only inside such a string is accepted; everything outside of them is parsed as it stands.
 */
export function readLine(bytes: Buffer, start: number, end: number): ReadLine {
  return end - start <= WHOLE_LINE_BYTES
    ? readUndecoded(bytes, start, end)
    : readWithoutBodies(bytes, start, end);
}

/** Tier 2: the truth that the faster ways are held against. */
export function readWholeLine(bytes: Buffer, start: number, end: number): ReadLine {
  return {
    fields: parseJsonLine(bytes, start, end),
    texts: end - start <= LONG_TEXT_BYTES ? SHORT_TEXTS.text : TEXTS.text,
  };
}

/**
 * A line whole, but its strings not decoded: to JSON only ASCII characters have a meaning, and few strings of a line are wanted. Measured:
 * 6 % of the time of reading, where four lines in five hold other characters.
 */
function readUndecoded(bytes: Buffer, start: number, end: number): ReadLine {
  const line = bytes.subarray(afterByteOrderMark(bytes, start, end), end);
  const text = line.toString('latin1');
  const characters = isAscii(line) ? 'text' : 'bytes';
  if (characters === 'bytes' && (!isUtf8(line) || mayEscapeOthers(text))) {
    return readWholeLine(bytes, start, end);
  }
  const value = parseJson(text);
  if (value === undefined) {
    return readWholeLine(bytes, start, end);
  }
  const texts = end - start <= LONG_TEXT_BYTES ? SHORT_TEXTS : TEXTS;
  return { fields: jsonObject(value), texts: texts[characters] };
}

/** May the line have an escape of a character outside ASCII? It would be a character among bytes. */
function mayEscapeOthers(text: string): boolean {
  return text.includes('\\u') && /\\u(?!00[0-7])/.test(text);
}

/** Tier 1. Only string tokens are replaced, by string tokens: what is left is JSON exactly when the line is. */
function readWithoutBodies(bytes: Buffer, start: number, end: number): ReadLine {
  const places: Place[] = [];
  let skeleton = '';
  let taken = afterByteOrderMark(bytes, start, end);
  let i = taken;
  while (i < end) {
    if (bytes[i] !== QUOTE) {
      i++;
      continue;
    }
    const open = i + 1;
    const close = closingQuote(bytes, open, end);
    if (close === -1) {
      return readWholeLine(bytes, start, end);
    }
    if (close - open > LONG_TEXT_BYTES) {
      skeleton += bytes.toString('utf8', taken, open) + placeholder(places.length);
      places.push({ start: open, end: close });
      taken = close;
    }
    i = close + 1;
  }
  skeleton += bytes.toString('utf8', taken, end);
  const value = hasOnlyPlaceholders(skeleton, places.length) ? parseJson(skeleton) : undefined;
  if (value === undefined) {
    return readWholeLine(bytes, start, end);
  }
  const areShort = !skeleton.includes(NOT_DECODED);
  return { fields: jsonObject(value), texts: new BodilessTexts(bytes, places, areShort), places };
}

/** Index of the first quote in `bytes[from, end)` that is not escaped; -1 when there is none. */
function closingQuote(bytes: Buffer, from: number, end: number): number {
  let i = from;
  for (;;) {
    const near = Math.min(i + NEAR_BYTES, end);
    while (i < near && bytes[i] !== QUOTE) {
      i++;
    }
    if (i === near) {
      i = near < end ? bytes.indexOf(QUOTE, i) : -1;
      if (i === -1 || i >= end) {
        return -1;
      }
    }
    let k = i - 1;
    while (k >= from && bytes[k] === BACKSLASH) {
      k--;
    }
    if ((i - k) % 2 === 1) {
      return i;
    }
    i++;
  }
}
