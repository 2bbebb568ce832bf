/** What follows from records when they are stored already: costs at new prices, and tasks. */

import type { Connection } from './open.ts';
import { isRepricing } from './reprice.ts';
import { isQueued, timesMade } from './tasks/queue.ts';

export interface Progress {
  /** Stored costs are partly of old prices. */
  readonly isRepricing: boolean;
  /** Tasks are to be made. */
  readonly isQueued: boolean;
  /** How often nothing was left to make. */
  readonly timesMade: number;
}

export function progressOf(db: Connection): Progress {
  return { isRepricing: isRepricing(db), isQueued: isQueued(db), timesMade: timesMade(db) };
}

/** Has all come out of what was stored at `then`? A monitor always has something newer to make. */
export function isFinished(now: Progress, then: Progress): boolean {
  return !now.isRepricing && (!now.isQueued || now.timesMade > then.timesMade);
}
