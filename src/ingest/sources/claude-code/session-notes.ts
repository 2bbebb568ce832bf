/** What rows say of their session besides events: emitted when it changes from row to row, so that records stay light. */

import type { AgentEvent } from '../../../domain/event.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { type Clamps, isObject, shortText } from '../fields.ts';
import type { Row } from './row.ts';
import { rowId, rowValue } from './row-fields.ts';

type Draft = { -readonly [Key in keyof SessionInfo]: SessionInfo[Key] };
type Note = (value: unknown, clamps: Clamps) => Partial<Draft>;

/** Envelope fields that are facts of the session, and what each becomes (claude-code.md 2). */
const NOTES: Readonly<Record<string, Note>> = {
  cwd: (value, clamps) => ({ cwd: shortText(value, clamps) }),
  gitBranch: (value, clamps) => ({ branch: branchName(shortText(value, clamps)) }),
  version: (value, clamps) => ({ harnessVersion: shortText(value, clamps) }),
  effort: (value, clamps) => ({ effort: shortText(value, clamps) }),
  attributionAgent: (value, clamps) => ({ agentType: shortText(value, clamps) }),
};
const NOTED_FIELDS = Object.keys(NOTES);

const COMPACTION_AGENT = 'acompact-';

/** Values last seen, of one session: that of the row before. */
export interface SeenNotes {
  sessionId: string | null;
  /** Values by field name, strings as text, and `model`. */
  values: Map<string, unknown>;
}

/** Adds a `session_info` when the row's envelope says something else than the row before it. */
export function noteEnvelope(row: Row, facts: AgentEvent[]): void {
  const { notes } = row.state;
  const isNew = notes.sessionId !== row.session.id;
  if (isNew) {
    notes.sessionId = row.session.id;
    notes.values.clear();
  }
  let draft: Draft | null = isNew ? firstNotes(row) : null;
  for (const field of NOTED_FIELDS) {
    const value = rowValue(row.fields[field], row);
    if (value === undefined || value === notes.values.get(field) || !concerns(field, row)) {
      continue;
    }
    notes.values.set(field, value);
    draft = Object.assign(draft ?? { type: 'session_info' }, NOTES[field]?.(value, row.clamps));
  }
  if (draft !== null) {
    facts.push(draft);
  }
}

/** Adds the model that answers now when it is another than before. */
export function noteModel(row: Row, model: string, facts: AgentEvent[]): void {
  const { values } = row.state.notes;
  if (values.get('model') !== model) {
    values.set('model', model);
    facts.push({ type: 'session_info', model });
  }
}

/** A row names the sub-agent that did the work; in the main session that is not the session's own type. */
function concerns(field: string, row: Row): boolean {
  return field !== 'attributionAgent' || row.session.parentId !== null;
}

/** What the first row of a session says: whose history it continues, and that it is the harness's own summariser. */
function firstNotes(row: Row): Draft | null {
  const resumedFrom = copiedFrom(row) ?? row.state.takeHistoryOf(row.session);
  const agentId = row.session.parentId === null ? '' : row.session.id.slice(row.session.parentId.length + 1);
  const draft: Draft = { type: 'session_info' };
  if (resumedFrom !== null && resumedFrom !== row.session.id) {
    draft.resumedFrom = resumedFrom;
  }
  if (agentId.startsWith(COMPACTION_AGENT)) {
    draft.agentType = 'compact';
  }
  return draft.resumedFrom === undefined && draft.agentType === undefined ? null : draft;
}

function copiedFrom(row: Row): string | null {
  const origin = row.fields.forkedFrom;
  return isObject(origin) ? rowId(origin.sessionId, row) : null;
}

/** No branch: an empty name, and a detached head. */
function branchName(name: string | null): string | null {
  return name === '' || name === 'HEAD' ? null : name;
}
