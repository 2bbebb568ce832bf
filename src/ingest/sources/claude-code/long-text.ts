/** Long strings of a line without their text: a stand-in that keeps start, length and a sampled hash (PERFORMANCE.md move 2). */

import { hash53Bytes } from '../../../domain/hash.ts';

/** A JSON string whose encoded form has more bytes than this is replaced by its stand-in. */
export const LONG_TEXT_BYTES = 4096;

/** Bytes of the encoded form that a stand-in begins with, at most. */
const HEAD_BYTES = 384;
/** Bytes hashed of the start and of the end, and of all between at equal steps. */
const EDGE_BYTES = 128;
const STEPS = 256;
/** Ends the start of the text; behind it stand the encoded length and the hash. */
const MARK = '\u0000';
const ENCODED_MARK = '\\u0000';
/** Characters behind the start of a text that a stand-in has at most. */
const MARK_LIMIT = 32;
const STAND_IN_END = /\u0000(\d+):[0-9a-z]+$/;
/** No character has more than six bytes in its encoded form: strings up to this length are never long. */
const SURELY_SHORT = Math.floor(LONG_TEXT_BYTES / 6);

const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;
/** Filled and hashed in one go, never kept. */
const SAMPLE = Buffer.alloc(2 * EDGE_BYTES + STEPS);

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The long strings of one line. In a line that was parsed whole they are in the text itself; in one read without its bodies they are
 * stand-ins, and their encoded bytes are found here. Valid only while the line's bytes are.
 */
export class LongTexts {
  readonly #bytes: Buffer;
  readonly #ranges = new Map<string, Range>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Registers the string whose encoded form is `bytes[start, end)`; returns the JSON text of its stand-in, without quotes. */
  replace(start: number, end: number): string {
    const tail = standInTail(this.#bytes, start, end);
    this.#ranges.set(tail, { start, end });
    return encodedHead(this.#bytes, start) + ENCODED_MARK + tail;
  }

  /** The whole text of a string of this line. */
  full(text: string): string {
    const range = this.#rangeOf(text);
    return range === undefined ? text : decoded(this.#bytes.toString('utf8', range.start, range.end));
  }

  /** Lines of a string of this line; a line feed at its end ends the last one. */
  lineCount(text: string): number {
    const range = this.#rangeOf(text);
    if (range !== undefined) {
      return this.#escapedLineCount(range);
    }
    return text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
  }

  #rangeOf(text: string): Range | undefined {
    return this.#ranges.size === 0 ? undefined : this.#ranges.get(text.slice(text.lastIndexOf(MARK) + 1));
  }

  #escapedLineCount({ start, end }: Range): number {
    let count = 0;
    let lastFeedEnd = start;
    for (let i = start; i < end; i++) {
      if (this.#bytes[i] === BACKSLASH) {
        i++;
        if (this.#bytes[i] === LETTER_N) {
          count++;
          lastFeedEnd = i + 1;
        }
      }
    }
    return lastFeedEnd === end ? count : count + 1;
  }
}

/** For lines that were parsed whole. */
export const NO_LONG_TEXTS = new LongTexts(Buffer.alloc(0));

/** The form of a string that is the same whether its line was parsed whole or not: itself, or its stand-in when it is long. */
export function canonicalText(text: string): string {
  if (text.length <= SURELY_SHORT) {
    return text;
  }
  const json = JSON.stringify(text);
  if (Buffer.byteLength(json) - 2 <= LONG_TEXT_BYTES) {
    return text;
  }
  const encoded = Buffer.from(json);
  return decoded(encodedHead(encoded, 1)) + MARK + standInTail(encoded, 1, encoded.length - 1);
}

/** Length of a canonical text: characters, for a stand-in the encoded bytes of what it stands for. */
export function textLength(canonical: string): number {
  if (canonical.length > HEAD_BYTES + MARK_LIMIT) {
    return canonical.length;
  }
  const match = canonical.includes(MARK) ? STAND_IN_END.exec(canonical) : null;
  return match === null ? canonical.length : Number(match[1]);
}

/** JSON text of a value with long strings canonical, and its length as if they were whole; null when it is nested too deep. */
export function canonicalJson(value: unknown): { readonly text: string; readonly length: number } | null {
  try {
    const plain = JSON.stringify(value) ?? '';
    return holdsLongText(plain) ? withLongTexts(value) : { text: plain, length: plain.length };
  } catch {
    return null;
  }
}

/** May the JSON text hold a long string, or the stand-in of one? */
function holdsLongText(json: string): boolean {
  return (
    (json.length * 3 > LONG_TEXT_BYTES && Buffer.byteLength(json) > LONG_TEXT_BYTES) ||
    json.includes(ENCODED_MARK)
  );
}

function withLongTexts(value: unknown): { text: string; length: number } {
  let unseen = 0;
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'string') {
      return part;
    }
    const canonical = canonicalText(part);
    unseen += textLength(canonical) - canonical.length;
    return canonical;
  });
  return { text, length: text.length + unseen };
}

/** Encoded length and hash: what tells two long texts apart. The bytes must be more than `LONG_TEXT_BYTES`. */
function standInTail(bytes: Buffer, start: number, end: number): string {
  bytes.copy(SAMPLE, 0, start, start + EDGE_BYTES);
  bytes.copy(SAMPLE, EDGE_BYTES, end - EDGE_BYTES, end);
  const step = (end - start) / STEPS;
  for (let i = 0; i < STEPS; i++) {
    SAMPLE[2 * EDGE_BYTES + i] = bytes[start + Math.floor(i * step)] as number;
  }
  return `${end - start}:${hash53Bytes(SAMPLE, 0, SAMPLE.length).toString(36)}`;
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
function decoded(encoded: string): string {
  try {
    return JSON.parse(`"${encoded}"`) as string;
  } catch {
    return encoded;
  }
}
