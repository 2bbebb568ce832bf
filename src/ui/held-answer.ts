/** Holds the answer to a question that takes long: however often the logs change, it is asked again only after a while. */

const HELD_MS = 2_000;

export class HeldAnswer<Answer> {
  private held: { readonly key: string; readonly at: number; readonly answer: Answer } | null = null;

  /** `key`: what the question is, null = hold nothing; `now`: epoch ms. Throws what `ask` throws. */
  at(key: string | null, now: number, ask: () => Answer): Answer {
    const { held } = this;
    if (held !== null && held.key === key && Math.abs(now - held.at) < HELD_MS) return held.answer;
    const answer = ask();
    this.held = key === null ? null : { key, at: now, answer };
    return answer;
  }

  /** True when the last answer was asked for at another time than `now`. */
  isOlderThan(now: number): boolean {
    return this.held !== null && this.held.at !== now;
  }
}
