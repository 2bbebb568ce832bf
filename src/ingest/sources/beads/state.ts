/** What is known of a document's records, small enough to be kept with its checkpoint: 21 characters each. */

import { hash53, hash53Bytes } from '../../../domain/hash.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const KEY_DIGITS = 8;
const CONTENT_DIGITS = 7;
const MINUTE_DIGITS = 5;
const CONTENT_END = KEY_DIGITS + CONTENT_DIGITS;
const ENTRY_LENGTH = CONTENT_END + MINUTE_DIGITS + 1;
const MINUTE_MS = 60_000;
/** First characters of a saved state; another layout begins anew. */
const HEADER = '1;';

/** State of a bead when it was last read (`open`, `working`, `closed`), `-` for records without one, `x` for lines that are no record. */
export type RecordClass = 'o' | 'w' | 'c' | '-' | 'x';

/** What a bead was when its newest version was read. */
export interface Former {
  readonly recordClass: RecordClass;
  /** Time of that version, cut to the minute; epoch ms. */
  readonly at: number;
}

/**
 * Records by their key: 48 bits of it and 42 of the content. Of 10,000 records, two share a key once in 5 million exports.
 */
export class KnownRecords {
  readonly #entries: string[];
  readonly #byKey: Map<string, number>;
  readonly #byContent: Map<string, number>;

  constructor(saved: string | null) {
    this.#entries = entriesOf(saved);
    this.#byKey = new Map(this.#entries.map((entry, ordinal) => [entry.slice(0, KEY_DIGITS), ordinal]));
    this.#byContent = new Map(
      this.#entries.flatMap((entry, ordinal): [string, number][] =>
        entry.endsWith('x') ? [] : [[contentOf(entry), ordinal]],
      ),
    );
  }

  /** The key of the record that was last seen with this content; null when there is none. */
  keyOf(content: string): string | null {
    const ordinal = this.#byContent.get(content);
    return ordinal === undefined ? null : (this.#entries[ordinal] as string).slice(0, KEY_DIGITS);
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** null: not seen before. */
  formerOf(key: string): Former | null {
    const entry = this.#entryOf(key);
    if (entry === null) return null;
    const at = numberOf(entry.slice(CONTENT_END, -1)) * MINUTE_MS;
    return { recordClass: entry.at(-1) as RecordClass, at };
  }

  /** Remembers a record as it is now, and which state it was in at its newest version (`at` epoch ms). */
  put(key: string, content: string, recordClass: RecordClass, at: number): void {
    const ordinal = this.#byKey.get(key) ?? this.#entries.length;
    const before = this.#entries[ordinal];
    if (before !== undefined && this.#byContent.get(contentOf(before)) === ordinal)
      this.#byContent.delete(contentOf(before));
    const minute = digits(Math.max(0, Math.floor(at / MINUTE_MS)), MINUTE_DIGITS);
    this.#entries[ordinal] = key + content + minute + recordClass;
    this.#byKey.set(key, ordinal);
    if (recordClass !== 'x') this.#byContent.set(content, ordinal);
  }

  save(): string {
    return HEADER + this.#entries.join('');
  }

  #entryOf(key: string): string | null {
    const ordinal = this.#byKey.get(key);
    return ordinal === undefined ? null : (this.#entries[ordinal] as string);
  }
}

/** Key of a record by its own name, which begins with its kind (`issue:bd-1`). */
export function keyCode(name: string): string {
  return digits(hash53(name, 17), KEY_DIGITS);
}

/** A record's place in its document: its key as a number, the same however often and in whatever order the document is written. */
export function placeOf(key: string): number {
  return numberOf(key);
}

export function contentCode(bytes: Buffer, start: number, end: number): string {
  return digits(hash53Bytes(bytes, start, end, 19), CONTENT_DIGITS);
}

function contentOf(entry: string): string {
  return entry.slice(KEY_DIGITS, CONTENT_END);
}

function entriesOf(saved: string | null): string[] {
  if (saved === null || !saved.startsWith(HEADER)) return [];
  const length = saved.length - HEADER.length;
  if (length % ENTRY_LENGTH !== 0) return [];
  return Array.from({ length: length / ENTRY_LENGTH }, (_, index) => {
    const from = HEADER.length + index * ENTRY_LENGTH;
    return saved.slice(from, from + ENTRY_LENGTH);
  });
}

function numberOf(text: string): number {
  return [...text].reduceRight((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);
}

/** The low 6 × `count` bits, lowest first. */
function digits(hash: number, count: number): string {
  let left = hash;
  let text = '';
  for (let i = 0; i < count; i++) {
    text += DIGITS.charAt(left % 64);
    left = Math.floor(left / 64);
  }
  return text;
}
