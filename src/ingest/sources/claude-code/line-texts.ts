/** The strings of one line: what they hold depends on how the line was read, what is answered here does not (PERFORMANCE.md move 2). */

import { type CharactersAre, decodedBytes, decodedLength } from '../../../domain/byte-text.ts';
import { digest53 } from '../../../domain/hash.ts';
import {
  canonicalJson,
  canonicalText,
  decodedJson,
  encodedLineCount,
  isLong,
  jsonText,
  standIn,
  standInKey,
  textLength,
} from './long-text.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

const NO_BYTES = Buffer.alloc(0);

/**
 * Reads the strings in a line's fields. Their characters are text, or the bytes of UTF-8 text: few strings of a line are wanted, and
 * decoding only those took an eighth off a cold read. A string may also be the stand-in of a long one (long-text.ts), whose encoded
 * bytes are found here. Valid only while the line's bytes are.
 */
export class LineTexts {
  readonly #characters: CharactersAre;
  /** No string of the line is long, so none need be measured. */
  readonly #areShort: boolean;
  readonly #bytes: Buffer;
  readonly #replaced: Map<string, Range> | null;

  private constructor(characters: CharactersAre, areShort: boolean, bytes: Buffer | null) {
    this.#characters = characters;
    this.#areShort = areShort;
    this.#bytes = bytes ?? NO_BYTES;
    this.#replaced = bytes === null ? null : new Map();
  }

  /** Of a line that was parsed as text. */
  static readonly text = new LineTexts('text', false, null);
  /** The same of a line so short that no string in it can be long. */
  static readonly shortText = new LineTexts('text', true, null);
  /** Of a line whose bytes were parsed as if each were a character. */
  static readonly bytes = new LineTexts('bytes', false, null);
  static readonly shortBytes = new LineTexts('bytes', true, null);

  /** Of a line in `bytes` that was parsed as text, but for the strings that are then given to `replace`. */
  static withoutBodies(bytes: Buffer): LineTexts {
    return new LineTexts('text', false, bytes);
  }

  /** Registers the string whose encoded form is `bytes[start, end)`; returns the JSON text of its stand-in, without quotes. */
  replace(start: number, end: number): string {
    const { key, json } = standIn(this.#bytes, start, end);
    this.#replaced?.set(key, { start, end });
    return json;
  }

  /** The text of a string; when it is long, its stand-in. */
  canonical(value: string): string {
    const text = this.#decoded(value);
    return this.#areShort ? text : canonicalText(text);
  }

  /** The whole text of a string. */
  full(value: string): string {
    const range = this.#rangeOf(value);
    return range === undefined
      ? this.#decoded(value)
      : decodedJson(this.#bytes.toString('utf8', range.start, range.end));
  }

  /** Digest of `canonical(value)`. */
  digest(value: string): number {
    return this.#areShort || !isLong(value, this.#characters)
      ? digest53(value, this.#characters)
      : digest53(this.canonical(value));
  }

  /** Length of a text: characters; of a long one, the bytes of its encoded form. */
  length(value: string): number {
    return this.#areShort ? this.#lengthOf(value) : textLength(this.canonical(value));
  }

  /** Digest of the JSON text of a value with its strings canonical, and its length as if they were whole; null when it is nested too deep. */
  json(value: unknown): { readonly digest: number; readonly length: number } | null {
    const json = jsonText(value);
    if (json === null) {
      return null;
    }
    if (this.#areShort) {
      return { digest: digest53(json, this.#characters), length: this.#lengthOf(json) };
    }
    const canonical = canonicalJson(this.#decoded(json));
    return canonical === null ? null : { digest: digest53(canonical.text), length: canonical.length };
  }

  /** Lines of a text; a line feed at its end ends the last one. */
  lineCount(value: string): number {
    const range = this.#rangeOf(value);
    return range === undefined
      ? value.split('\n').length - (value === '' || value.endsWith('\n') ? 1 : 0)
      : encodedLineCount(this.#bytes, range.start, range.end);
  }

  #decoded(value: string): string {
    return this.#characters === 'bytes' ? decodedBytes(value) : value;
  }

  #lengthOf(value: string): number {
    return this.#characters === 'bytes' ? decodedLength(value) : value.length;
  }

  #rangeOf(value: string): Range | undefined {
    return this.#replaced?.get(standInKey(value));
  }
}
