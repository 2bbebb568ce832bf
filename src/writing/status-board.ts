/** The state of the write side as others see it: one value, its problems in sentences, and who wants to know of changes. */

import type { MonitorState } from '../domain/live.ts';

export const FIRST_STATE: MonitorState = {
  mode: 'starting',
  bytesRead: 0,
  bytesTotal: 0,
  filesWatched: 0,
  repricing: null,
  banners: [],
  writerPid: null,
};

/** What can be wrong; each has at most one sentence at a time. */
export type Trouble = 'database' | 'watching' | 'alerts';

export class StatusBoard {
  #state: MonitorState;
  readonly #listeners = new Set<() => void>();
  readonly #troubles = new Map<Trouble, string>();

  /** `notice` stands before all troubles, for good. */
  constructor(private readonly notice: string | null) {
    this.#state = { ...FIRST_STATE, banners: this.#banners() };
  }

  get state(): MonitorState {
    return this.#state;
  }

  /** Returns the unsubscriber. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets a part of the state and tells everybody; an empty part only tells (something was committed). */
  change(part: Partial<MonitorState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  /** `sentence` null: the trouble is over. */
  note(trouble: Trouble, sentence: string | null): void {
    if ((this.#troubles.get(trouble) ?? null) === sentence) return;
    if (sentence === null) this.#troubles.delete(trouble);
    else this.#troubles.set(trouble, sentence);
    this.change({ banners: this.#banners() });
  }

  #banners(): string[] {
    return [...(this.notice === null ? [] : [this.notice]), ...this.#troubles.values()];
  }
}
