/** The strings in the fields of a line: what they hold depends on how the line was read, what is answered here does not. */

import { type CharactersAre, decodedBytes, decodedLength } from '../../../domain/byte-text.ts';
import { digest53 } from '../../../domain/hash.ts';
import { canonicalJson, canonicalText, jsonText, textDigest, textLength } from './long-text.ts';

/** Reads the strings of one line; valid only while the line's bytes are. */
export interface LineTexts {
  /** The text of a string; when it is long, its stand-in (long-text.ts). */
  canonical(value: string): string;
  /** The whole text of a string. */
  full(value: string): string;
  /** Digest of a text; of a long one, of a sample of it. */
  digest(value: string): number;
  /** Length of a text: characters; of a long one, the bytes of its encoded form. */
  length(value: string): number;
  /** Digest of the JSON text of a value with its strings canonical, and its length as if they were whole; null when it is nested too deep. */
  json(value: unknown): { readonly digest: number; readonly length: number } | null;
  /** Lines of a text; a line feed at its end ends the last one. */
  lineCount(value: string): number;
}

/** Of a line that was parsed whole, as text or as bytes (then nothing is decoded but what is asked for). */
export class WholeTexts implements LineTexts {
  readonly #characters: CharactersAre;
  /** No string of the line is long, so none need be measured. */
  readonly #areShort: boolean;

  constructor(characters: CharactersAre, areShort: boolean) {
    this.#characters = characters;
    this.#areShort = areShort;
  }

  canonical(value: string): string {
    const text = this.full(value);
    return this.#areShort ? text : canonicalText(text);
  }

  full(value: string): string {
    return this.#characters === 'bytes' ? decodedBytes(value) : value;
  }

  digest(value: string): number {
    return this.#areShort ? digest53(value, this.#characters) : textDigest(value, this.#characters);
  }

  length(value: string): number {
    return this.#areShort ? this.#characterCount(value) : textLength(this.canonical(value));
  }

  json(value: unknown): { digest: number; length: number } | null {
    const json = jsonText(value);
    if (json === null) {
      return null;
    }
    if (this.#areShort) {
      return { digest: digest53(json, this.#characters), length: this.#characterCount(json) };
    }
    const canonical = canonicalJson(this.full(json), canonicalText);
    return canonical === null ? null : { digest: digest53(canonical.text), length: canonical.length };
  }

  lineCount(value: string): number {
    return value.split('\n').length - (value === '' || value.endsWith('\n') ? 1 : 0);
  }

  #characterCount(value: string): number {
    return this.#characters === 'bytes' ? decodedLength(value) : value.length;
  }
}
