/** Counts what a harness writes down several times, in rows of several kinds, as often as its most frequent kind. */

export class OncePerStretch {
  readonly #seen: Map<string, number>;

  constructor(saved: readonly (readonly [string, number])[] = []) {
    this.#seen = new Map(saved);
  }

  /** A row of this kind: is it news, or does it repeat a row of another kind in this stretch? */
  isNew(kind: string): boolean {
    const most = Math.max(0, ...this.#seen.values());
    const count = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, count);
    return count > most;
  }

  /** Something else happened: what comes now repeats nothing that was before. */
  end(): void {
    if (this.#seen.size > 0) {
      this.#seen.clear();
    }
  }

  save(): [string, number][] {
    return [...this.#seen];
  }
}
