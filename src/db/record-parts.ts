/** What is known of a line while it is recorded, and what is told of a commit. */

import type { SkipReason } from '../domain/event.ts';
import type { SessionRow } from './session-row.ts';

export interface Spot {
  readonly lineage: number;
  readonly offset: number;
  readonly at: number;
  readonly sessionKey: number;
}

/** What one commit recorded. */
export interface Tally {
  records: number;
  readonly skipped: Map<SkipReason, number>;
}

export interface EventFacts {
  /** null: the record is about no session. */
  readonly session: SessionRow | null;
  readonly kindId: number;
  readonly role: number;
  readonly at: number | null;
  readonly taskRef: number | null;
}
