/** One accepted row of a rollout, as the readers of facts see it. */

import type { AgentEvent } from '../../../domain/event.ts';
import type { RowFields } from '../claude-code/row.ts';
import type { FileState } from './file-state.ts';
import type { RawLine } from './read-row.ts';

/** `fields` is the payload: what stands in an envelope, or the whole of a line that has none. */
export interface Row extends RowFields {
  readonly line: RawLine;
  /** Epoch ms. */
  readonly at: number | null;
  readonly state: FileState;
  /** The line has an envelope: its version writes events beside the conversation's items. */
  readonly enveloped: boolean;
}

/** Adds the facts of a row to `facts`. */
export type FactReader = (row: Row, facts: AgentEvent[]) => void;

export const noFacts: FactReader = () => undefined;
