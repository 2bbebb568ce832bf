/** Counts how often a key has been seen, over the newest distinct keys only. */

const HALF = 0x1_0000_0000;

/** What `save` gives: keys with their counts, the longest unseen first. */
export type SavedCounts = readonly (readonly [string, number])[];

/** Bounded: the key that was unseen for longest is forgotten. The same keys in the same order give the same counts, however they are cut into pieces. */
export class CountingMemory {
  readonly #counts: Map<string, number>;

  constructor(
    private readonly limit: number,
    saved: SavedCounts,
  ) {
    this.#counts = new Map(saved);
  }

  /** Counts one more sight of the key: 1 for the first. */
  count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > this.limit) {
      this.#counts.delete(this.#counts.keys().next().value as string);
    }
    return count;
  }

  save(): SavedCounts {
    return [...this.#counts];
  }
}

/** A 53-bit hash as short text. */
export function shortKey(hash: number): string {
  return hash.toString(36);
}

/** Counts that were saved; [] for anything else. */
export function readCounts(value: unknown): SavedCounts {
  const isCounts =
    Array.isArray(value) &&
    value.every(
      (entry) =>
        Array.isArray(entry) &&
        typeof entry[0] === 'string' &&
        Number.isInteger(entry[1]) &&
        (entry[1] as number) < HALF,
    );
  return isCounts ? (value as SavedCounts) : [];
}
