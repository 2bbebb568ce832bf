/** Tool calls of a rollout that have no output yet: what several rows tell of one call belongs to it, and to no other. */

/** Calls that wait at once, at most; a file with more is junk. */
const LIMIT = 256;

/** What a call will have changed when it succeeds, where its arguments say it; null = nothing is known. */
export type OpenCall = { readonly digest: number; readonly added: number; readonly deleted: number } | null;

export class OpenCalls {
  readonly #calls: Map<number, OpenCall>;

  constructor(saved: readonly (readonly [number, OpenCall])[]) {
    this.#calls = new Map(saved);
  }

  open(toolKey: number, change: OpenCall): void {
    if (this.#calls.size < LIMIT) {
      this.#calls.set(toolKey, change);
    }
  }

  has(toolKey: number): boolean {
    return this.#calls.has(toolKey);
  }

  /** The call has its output; undefined when it was not open. */
  close(toolKey: number): OpenCall | undefined {
    const change = this.#calls.get(toolKey);
    this.#calls.delete(toolKey);
    return change;
  }

  save(): [number, OpenCall][] {
    return [...this.#calls];
  }
}
