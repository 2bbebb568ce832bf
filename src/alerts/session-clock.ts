/** Event time of one session: the latest time its facts have told, healed when a log's clock was ahead or an older file comes later. */

/** A single fact may be late; this many in a row, each further back than any window, mean that the log's time really is back there. */
const STALE_FACTS = 3;

export class SessionClock {
  private latest = Number.NEGATIVE_INFINITY;
  private staleRun = 0;
  private readonly staleAfterMs: number;

  /** `staleAfterMs`: the longest window of any rule. */
  constructor(staleAfterMs: number) {
    this.staleAfterMs = staleAfterMs;
  }

  get latestAt(): number {
    return this.latest;
  }

  /** Takes a fact's time in; true when the clock was set back to it. */
  advance(at: number): boolean {
    if (at >= this.latest - this.staleAfterMs) {
      this.staleRun = 0;
      this.latest = Math.max(this.latest, at);
      return false;
    }
    this.staleRun++;
    if (this.staleRun < STALE_FACTS) {
      return false;
    }
    this.staleRun = 0;
    this.latest = at;
    return true;
  }
}
