/** Which calls are stored, known without asking the database: during a first read into an empty table. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import { KeyMap } from './key-map.ts';

/** A first read keeps the messages of so many calls in memory (about 100 MB). */
const LIMIT = 2_500_000;

export class StoredCalls {
  /** The first row of each message, and those behind it. */
  readonly #first = new KeyMap();
  readonly #others = new Map<number, number[]>();
  #rows = 0;

  /** Too many to go on. */
  get isFull(): boolean {
    return this.#rows >= LIMIT;
  }

  /** A row is inserted: an empty table numbers them in the order they come. */
  add(messageKey: number | null): void {
    this.#rows++;
    if (messageKey === null) return;
    if (this.#first.get(messageKey) === undefined) this.#first.set(messageKey, this.#rows);
    else getOrInsert(this.#others, messageKey, () => []).push(this.#rows);
  }

  /** Numbers of the rows of a message. */
  of(messageKey: number): readonly number[] {
    const first = this.#first.get(messageKey);
    return first === undefined ? [] : [first, ...(this.#others.get(messageKey) ?? [])];
  }
}
