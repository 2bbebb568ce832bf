/** Holds the answer to a question that takes long: however often the logs change, it is asked again only after a while. */

const HELD_MS = 2_000;

export class HeldAnswer<Answer> {
  private held: { readonly key: string; readonly at: number; readonly answer: Answer } | null = null;
  /** The last answer was not asked for, but held. */
  isHeld = false;

  /** `key`: what the question is, null = hold nothing. The time is the machine's: the screen's clock may be stopped. Throws what `ask` throws. */
  at(key: string | null, ask: () => Answer): Answer {
    const now = performance.now();
    const { held } = this;
    this.isHeld = held !== null && held.key === key && now - held.at < HELD_MS;
    if (held !== null && this.isHeld) return held.answer;
    const answer = ask();
    this.held = key === null ? null : { key, at: now, answer };
    return answer;
  }
}
