/** The strings of a line whose long ones stayed unread: a placeholder says where in the line's bytes each of them is. */

import { digest53 } from '../../../domain/hash.ts';
import type { LineTexts } from './line-texts.ts';
import {
  canonicalJson,
  canonicalText,
  decodedJson,
  ENCODED_MARK,
  encodedLineCount,
  jsonText,
  MARK,
  standIn,
  textLength,
} from './long-text.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Of a line that was parsed as text, but for the strings given to `replace`. */
export class BodilessTexts implements LineTexts {
  readonly #bytes: Buffer;
  readonly #places: Place[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Leaves out the string whose encoded form is `bytes[start, end)`; returns its placeholder as JSON text, without quotes. */
  replace(start: number, end: number): string {
    return ENCODED_MARK + (this.#places.push({ start, end }) - 1);
  }

  /** Are the placeholders the only strings with a mark? Else another one could be taken for a placeholder. */
  hasOnlyItsMarks(json: string): boolean {
    return json.split(ENCODED_MARK).length - 1 === this.#places.length;
  }

  canonical(value: string): string {
    const place = this.#placeOf(value);
    return place === undefined ? canonicalText(value) : standIn(this.#bytes, place.start, place.end);
  }

  full(value: string): string {
    const place = this.#placeOf(value);
    return place === undefined ? value : decodedJson(this.#bytes.toString('utf8', place.start, place.end));
  }

  digest(value: string): number {
    return digest53(this.canonical(value));
  }

  length(value: string): number {
    return textLength(this.canonical(value));
  }

  json(value: unknown): { digest: number; length: number } | null {
    const json = jsonText(value);
    const canonical = json === null ? null : canonicalJson(json, (text) => this.canonical(text));
    return canonical === null ? null : { digest: digest53(canonical.text), length: canonical.length };
  }

  lineCount(value: string): number {
    const place = this.#placeOf(value);
    return place === undefined
      ? value.split('\n').length - (value === '' || value.endsWith('\n') ? 1 : 0)
      : encodedLineCount(this.#bytes, place.start, place.end);
  }

  #placeOf(value: string): Place | undefined {
    return value.startsWith(MARK) ? this.#places[Number(value.slice(MARK.length))] : undefined;
  }
}
