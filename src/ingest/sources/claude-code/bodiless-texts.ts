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
  longDigest,
  MARK,
  standIn,
  textDigest,
  textLength,
} from './long-text.ts';

/** Where the encoded form of a long string is: `bytes[start, end)`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** JSON text, without quotes, that is in the place of the `index`th long string. */
export function placeholder(index: number): string {
  return ENCODED_MARK + index;
}

/** Are the `count` placeholders the only strings with a mark? Else another one could be taken for a placeholder. */
export function hasOnlyPlaceholders(json: string, count: number): boolean {
  return json.split(ENCODED_MARK).length - 1 === count;
}

export class BodilessTexts implements LineTexts {
  readonly #bytes: Buffer;
  readonly #places: readonly Place[];
  /** The strings beside the placeholders are surely as short as they stand in the line. */
  readonly #areShort: boolean;

  constructor(bytes: Buffer, places: readonly Place[], areShort: boolean) {
    this.#bytes = bytes;
    this.#places = places;
    this.#areShort = areShort;
  }

  canonical(value: string): string {
    const place = this.#placeOf(value);
    if (place !== undefined) {
      return standIn(this.#bytes, place.start, place.end);
    }
    return this.#areShort ? value : canonicalText(value);
  }

  full(value: string): string {
    const place = this.#placeOf(value);
    return place === undefined ? value : decodedJson(this.#bytes.toString('utf8', place.start, place.end));
  }

  digest(value: string): number {
    const place = this.#placeOf(value);
    if (place !== undefined) {
      return longDigest(this.#bytes, place.start, place.end);
    }
    return this.#areShort ? digest53(value) : textDigest(value, 'text');
  }

  length(value: string): number {
    const place = this.#placeOf(value);
    return place === undefined ? textLength(this.canonical(value)) : place.end - place.start;
  }

  json(value: unknown): { digest: number; length: number } | null {
    const json = jsonText(value);
    if (json === null) {
      return null;
    }
    if (this.#areShort && !json.includes(ENCODED_MARK)) {
      return { digest: digest53(json), length: json.length };
    }
    const canonical = canonicalJson(json, (text) => this.canonical(text));
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
