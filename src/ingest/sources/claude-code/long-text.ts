/** Stand-ins of long strings: they keep start, length and a sampled hash instead of the text (PERFORMANCE.md move 2). */

import type { CharactersAre } from '../../../domain/byte-text.ts';
import { digest53, digest53Bytes } from '../../../domain/hash.ts';

/** A JSON string whose encoded form has more bytes than this is replaced by its stand-in. */
export const LONG_TEXT_BYTES = 4096;

/** Bytes of the encoded form that a stand-in begins with, at most. */
const HEAD_BYTES = 384;
/** Bytes hashed at the start, at the end, and of the whole at equal steps. */
const START_BYTES = HEAD_BYTES;
const END_BYTES = 128;
const STEPS = 256;
/** Ends the start of the text; behind it stand the encoded length and the hash. */
export const MARK = '\u0000';
export const ENCODED_MARK = '\\u0000';
/** Characters behind the start of a text that a stand-in has at most. */
const MARK_LIMIT = 32;
const STAND_IN_END = /\u0000(\d+):[0-9a-z]+$/;
/** No character has more than six bytes in its encoded form: strings up to this length are never long. */
const SURELY_SHORT = Math.floor(LONG_TEXT_BYTES / 6);

const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;
/** Filled and hashed in one go, never kept. */
const SAMPLE = Buffer.alloc(START_BYTES + END_BYTES + STEPS);

/** Stand-in of the string whose encoded form is `bytes[start, end)`, which must be long. */
export function standIn(bytes: Buffer, start: number, end: number): string {
  return decodedJson(encodedHead(bytes, start)) + MARK + standInTail(bytes, start, end);
}

/** Digest of the string whose encoded form is `bytes[start, end)`, which must be long. */
export function longDigest(bytes: Buffer, start: number, end: number): number {
  return digest53(standInTail(bytes, start, end));
}

/** Lines of the string whose encoded form is `bytes[start, end)`; a line feed at its end ends the last one. */
export function encodedLineCount(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  let lastFeedEnd = start;
  for (let i = start; i < end; i++) {
    if (bytes[i] === BACKSLASH) {
      i++;
      if (bytes[i] === LETTER_N) {
        count++;
        lastFeedEnd = i + 1;
      }
    }
  }
  return lastFeedEnd === end ? count : count + 1;
}

/** Is the encoded form of a string long? */
function isLong(text: string, characters: CharactersAre): boolean {
  if (text.length <= SURELY_SHORT) {
    return false;
  }
  const json = JSON.stringify(text);
  return (characters === 'bytes' ? json.length : Buffer.byteLength(json)) - 2 > LONG_TEXT_BYTES;
}

/** The form of a text that is the same whether its line was parsed whole or not: itself, or its stand-in when it is long. */
export function canonicalText(text: string): string {
  if (!isLong(text, 'text')) {
    return text;
  }
  const encoded = Buffer.from(JSON.stringify(text));
  return standIn(encoded, 1, encoded.length - 1);
}

/** Digest of a string of any length. */
export function textDigest(text: string, characters: CharactersAre): number {
  if (!isLong(text, characters)) {
    return digest53(text, characters);
  }
  const encoded = Buffer.from(JSON.stringify(text), characters === 'bytes' ? 'latin1' : 'utf8');
  return longDigest(encoded, 1, encoded.length - 1);
}

/** Length of a canonical text: characters, for a stand-in the encoded bytes of what it stands for. */
export function textLength(canonical: string): number {
  if (canonical.length > HEAD_BYTES + MARK_LIMIT) {
    return canonical.length;
  }
  const match = canonical.includes(MARK) ? STAND_IN_END.exec(canonical) : null;
  return match === null ? canonical.length : Number(match[1]);
}

/** JSON text of a value; empty for undefined, null when it is nested too deep. */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return null;
  }
}

/** A JSON text with its strings canonical, and its length as if the long ones were whole; null when it is nested too deep. */
export function canonicalJson(
  json: string,
  canonical: (text: string) => string,
): { readonly text: string; readonly length: number } | null {
  try {
    return holdsLongText(json)
      ? withLongTexts(JSON.parse(json), canonical)
      : { text: json, length: json.length };
  } catch {
    return null;
  }
}

/** May the JSON text hold a long string, or what is in the place of one? */
function holdsLongText(json: string): boolean {
  return (
    (json.length * 3 > LONG_TEXT_BYTES && Buffer.byteLength(json) > LONG_TEXT_BYTES) ||
    json.includes(ENCODED_MARK)
  );
}

function withLongTexts(
  value: unknown,
  canonicalOf: (text: string) => string,
): { text: string; length: number } {
  let unseen = 0;
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'string') {
      return part;
    }
    const canonical = canonicalOf(part);
    unseen += textLength(canonical) - canonical.length;
    return canonical;
  });
  return { text, length: text.length + unseen };
}

/** Encoded length and hash: what tells two long texts apart. The bytes must be more than `LONG_TEXT_BYTES`. */
function standInTail(bytes: Buffer, start: number, end: number): string {
  bytes.copy(SAMPLE, 0, start, start + START_BYTES);
  bytes.copy(SAMPLE, START_BYTES, end - END_BYTES, end);
  const step = (end - start) / STEPS;
  for (let i = 0; i < STEPS; i++) {
    SAMPLE[START_BYTES + END_BYTES + i] = bytes[start + Math.floor(i * step)] as number;
  }
  return `${end - start}:${digest53Bytes(SAMPLE, 0, SAMPLE.length).toString(36)}`;
}

/** The first bytes of a long encoded string, cut between escapes and between UTF-8 sequences. */
function encodedHead(bytes: Buffer, start: number): string {
  const limit = start + HEAD_BYTES;
  let cut = start;
  for (let next = start; next <= limit; next += unitLength(bytes, next)) {
    cut = next;
  }
  return bytes.toString('utf8', start, cut);
}

/** Bytes of the escape or of the UTF-8 sequence that begins at `at`. */
function unitLength(bytes: Buffer, at: number): number {
  const byte = bytes[at] as number;
  if (byte === BACKSLASH) {
    return bytes[at + 1] === LETTER_U ? 6 : 2;
  }
  if (byte < 0xc0) {
    return 1;
  }
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** Text of an encoded JSON string; the encoded form itself when it is broken. */
export function decodedJson(encoded: string): string {
  try {
    return JSON.parse(`"${encoded}"`) as string;
  } catch {
    return encoded;
  }
}
