/** One accepted row of a transcript, as the readers of facts see it. */

import type { AgentEvent, SessionRef } from '../../../domain/event.ts';
import type { Clamps } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FileState } from './file-state.ts';
import type { LineTexts } from './line-texts.ts';

/** The fields of a row, and what is needed to read them. */
export interface RowFields {
  readonly fields: JsonObject;
  /** Says what the strings in `fields` hold: none of them is text by itself. */
  readonly texts: LineTexts;
  readonly clamps: Clamps;
}

export interface Row extends RowFields {
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
