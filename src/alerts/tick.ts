/** The two clocks a tick brings, and what they say about time that passed: stalls are measured on the one that sleeps with the machine. */

import type { SessionStatus } from '../domain/report.ts';

/** Wall clock, epoch ms, and a monotonic clock, ms from any start (it may or may not run while the machine sleeps). */
export interface TickClock {
  readonly wallMs: number;
  readonly monotonicMs: number;
  /** False while history is still being read: half-read sessions look stalled. Such ticks only set the clocks. */
  readonly following: boolean;
}

/** What the caller knows about sessions that facts do not say. */
export interface TickContext extends TickClock {
  /** Sub-agent session -> its parent. */
  readonly parents: ReadonlyMap<number, number>;
  /** Sessions that are known by other evidence than facts to wait for a person, to be idle or to be over (DATA.md 4). Absent: nobody told. */
  readonly atRest?: ReadonlyMap<number, SessionStatus>;
  /** p99 of a tool's durations, ms; null when too few are known. */
  toolLimitMs(name: string | null): number | null;
}

/** A longer gap between two ticks, or a larger disagreement of the two clocks, is a suspend or a clock that was set (F31). */
const JUMP_MS = 60_000;

/** Measures how long things last, and starts again after each jump, so that a night's sleep is nobody's stall. */
export class StallClock {
  private last: TickClock | null = null;
  /** Monotonic time of the last jump. */
  private jumpedAt = Number.NEGATIVE_INFINITY;

  step(now: TickClock): void {
    if (this.last !== null) {
      const wall = now.wallMs - this.last.wallMs;
      const monotonic = now.monotonicMs - this.last.monotonicMs;
      if (monotonic > JUMP_MS || Math.abs(wall - monotonic) > JUMP_MS) {
        this.jumpedAt = now.monotonicMs;
      }
    }
    this.last = now;
  }

  /**
   * Monotonic time at which something seen now happened, or null when it cannot be told: before the first tick, while history
   * is read, or when its event time `at` is more than `freshMs` ago (an old file that only now came to be read).
   */
  seen(at: number, freshMs: number): number | null {
    const { last } = this;
    return last?.following && at > last.wallMs - freshMs ? last.monotonicMs : null;
  }

  /** Ms since an event at `at` (epoch ms), seen at monotonic time `seenAt`: by the monotonic clock where that can be told. */
  elapsed(at: number, seenAt: number | null): number {
    if (this.last === null) {
      return 0;
    }
    const from = Math.max(seenAt ?? Number.NEGATIVE_INFINITY, this.jumpedAt);
    return from === Number.NEGATIVE_INFINITY ? this.last.wallMs - at : this.last.monotonicMs - from;
  }
}
