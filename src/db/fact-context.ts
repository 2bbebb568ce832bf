/** What the handlers of facts are given: the stores that they write through, and the record that a fact is of. */

import type { AlertChange, DetectorFact } from '../domain/alert.ts';
import type { AgentEvent, ParsedRecord } from '../domain/event.ts';
import type { SourceId } from '../domain/source.ts';
import type { AgentNames } from './agent-names.ts';
import type { AlertStore } from './alerts.ts';
import type { Attempts } from './attempts.ts';
import type { Calls } from './calls.ts';
import type { Dictionary } from './dictionary.ts';
import type { Ledger } from './ledger.ts';
import type { Notes } from './notes.ts';
import type { Connection } from './open.ts';
import type { Rollups } from './rollups.ts';
import type { SessionRow } from './session-row.ts';
import type { Surroundings } from './session-state.ts';
import type { Sessions } from './sessions.ts';
import type { RecordPlace, Tools } from './tools.ts';

export interface FactStores extends Surroundings {
  readonly db: Connection;
  readonly sessions: Sessions;
  readonly tools: Tools;
  readonly calls: Calls;
  readonly attempts: Attempts;
  readonly rollups: Rollups;
  readonly alerts: AlertStore;
  readonly ledger: Ledger;
  readonly agentNames: AgentNames;
  readonly notes: Notes;
  readonly models: Dictionary<string | null>;
  readonly fingerprints: Dictionary<{ category: string; sample: string }>;
  readonly observe: (sessionKey: number, fact: DetectorFact) => readonly AlertChange[];
}

/** A record while its facts are applied. */
export interface FactContext {
  readonly record: ParsedRecord;
  readonly session: SessionRow;
  readonly place: RecordPlace;
  readonly taskRef: number | null;
  readonly source: SourceId;
  /** The record may change: what has no key of its own is known by its rank among its like in the record. */
  readonly isDocument: boolean;
  /** Role of the version before, when a document's record changed: what was counted then is not counted again. null = a new record. */
  readonly formerRole: number | null;
}

export type Handlers = {
  readonly [T in AgentEvent['type']]: (
    fact: Extract<AgentEvent, { type: T }>,
    context: FactContext,
    index: number,
  ) => void;
};
