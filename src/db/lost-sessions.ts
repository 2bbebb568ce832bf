/** Sessions whose name damage took (salvage/settle.ts): they stand in until a log names them again. */

import type { Connection } from './open.ts';
import type { SessionRow } from './session-row.ts';

const NAME = /^lost-\d+$/;

/** Does the id stand in for one that was lost? */
export function isLostName(sessionId: string): boolean {
  return NAME.test(sessionId);
}

/** Order of two sessions that may own something: below 0 when the first has a name and the other lost it. */
export function namedFirst(one: string, other: string): number {
  return Number(isLostName(one)) - Number(isLostName(other));
}

/** `absorb` gives all that is one session's to another. */
export function createLostSessions(db: Connection, absorb: (from: number, to: SessionRow) => void) {
  const named = db
    .prepare(`SELECT session_key FROM sessions WHERE harness = 'unknown' AND session_id GLOB 'lost-[0-9]*'`)
    .pluck();
  const lost = new Set(named.all() as number[]);
  const owner = db.prepare(`SELECT session_key FROM events WHERE lineage = ? AND offset = ?`).pluck();

  return {
    isAny: () => lost.size > 0,
    /** A log tells a record that is stored at a place as this session's: where a stand-in owns it, it is that session. */
    recognise(lineage: number, offset: number, session: SessionRow): void {
      const key = owner.get(lineage, offset) as number | undefined;
      if (key === undefined || key === session.key || !lost.delete(key)) return;
      absorb(key, session);
    },
  };
}
