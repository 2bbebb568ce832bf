/** Rows of the table of bead events: who created, took, closed or opened again a bead (beads.md 3). Comments are never kept. */

import { hash53 } from '../../../domain/hash.ts';
import { type LedgerEvent, WORKED_ON } from '../../../domain/ledger.ts';
import { type Clamps, isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { ownId } from './shapes.ts';
import { agentName, optionalId, term } from './words.ts';

const KNOWN: ReadonlySet<string> = new Set([
  ...['created', 'updated', 'status_changed', 'commented', 'closed', 'reopened', 'compacted', 'renamed'],
  ...['dependency_added', 'dependency_removed', 'label_added', 'label_removed'],
]);
const KIND_LIMIT = 64;
const DONE: ReadonlySet<unknown> = new Set(['closed', 'tombstone']);

/** `event:closed` for types of the format, else `other:<type>`. */
export function eventKind(row: JsonObject): string {
  const type = String(row.event_type).slice(0, KIND_LIMIT);
  return KNOWN.has(type) ? `event:${type}` : `other:${type}`;
}

interface Change {
  readonly event: 'created' | 'closed' | 'reopened' | 'claimed' | 'released' | 'status';
  readonly status: string | null;
  /** Whom the change hands the bead to; null when it does not say. */
  readonly assignee: string | null;
}

/** At most one fact: a row that changes no state (a text, a label) gives none. `at` is epoch ms. */
export function issueEventFacts(row: JsonObject, at: number | null, clamps: Clamps): LedgerEvent[] {
  const change = changeOf(row, clamps);
  const taskId = optionalId(row.issue_id, clamps);
  if (change === null || taskId === null) return [];
  const { event, status, assignee } = change;
  const actor = agentName(row.actor, clamps);
  const recordId = `${taskId}/${ownId(row)}/${hash53(`${row.event_type}:${at}`).toString(36)}`;
  const agent = event === 'claimed' ? (assignee ?? actor) : actor;
  const head = { recordType: 'work_item_event' as const, recordId, version: at, agent, taskId };
  return [ledgerFact(head, { event, status, by: actor, rework: event === 'reopened' })];
}

function changeOf(row: JsonObject, clamps: Clamps): Change | null {
  switch (row.event_type) {
    case 'created':
      return { event: 'created', status: null, assignee: null };
    case 'closed':
      return { event: 'closed', status: 'closed', assignee: null };
    case 'reopened':
      return { event: 'reopened', ...newState(row, clamps) };
    case 'status_changed':
    case 'updated':
      return stateChange(row, clamps);
    default:
      return null;
  }
}

/** The old value is the whole bead, the new one only what changed, both as JSON in a string. */
function stateChange(row: JsonObject, clamps: Clamps): Change | null {
  const now = newState(row, clamps);
  const before = term(jsonField(row.old_value).status, clamps);
  if (now.status === null || now.status === before) return null;
  return { event: eventOf(before, now.status), ...now };
}

function eventOf(before: string | null, now: string): Change['event'] {
  if (DONE.has(now)) return 'closed';
  if (DONE.has(before)) return 'reopened';
  if (WORKED_ON.has(now)) return WORKED_ON.has(before) ? 'status' : 'claimed';
  return WORKED_ON.has(before) ? 'released' : 'status';
}

function newState(row: JsonObject, clamps: Clamps): Pick<Change, 'status' | 'assignee'> {
  const value = jsonField(row.new_value);
  return { status: term(value.status, clamps), assignee: agentName(value.assignee, clamps) };
}

/** A field that is an object, as text or as it is; `{}` for anything else. */
function jsonField(value: unknown): Readonly<Record<string, unknown>> {
  const opened = typeof value === 'string' && value.startsWith('{') ? parseJson(value) : value;
  return isObject(opened) ? opened : {};
}
