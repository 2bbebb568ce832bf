/** One accepted row of a transcript, as the readers of facts see it. */

import type { AgentEvent, SessionRef } from '../../../domain/event.ts';
import type { Clamps } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FileState } from './file-state.ts';
import type { LongTexts } from './long-text.ts';

export interface Row {
  readonly fields: JsonObject;
  readonly texts: LongTexts;
  readonly clamps: Clamps;
  readonly session: SessionRef;
  readonly uid: string | null;
  /** The log marks the row as a side chain. */
  readonly sidechain: boolean;
  /** A side chain that stands in its parent's session (1.0.x): its prompts and ends are not the session's. */
  readonly inline: boolean;
  readonly state: FileState;
}

/** Adds the facts of a row to `facts`. */
export type FactReader = (row: Row, facts: AgentEvent[]) => void;
