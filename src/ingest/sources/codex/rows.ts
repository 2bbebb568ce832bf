/** Kinds of rows: which exist, and who reads the facts of each (codex.md 2). */

import { wellFormed } from '../../../domain/well-formed.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { addCompaction, EVENTS } from './events.ts';
import { readTurnContext } from './notes.ts';
import { readMessage } from './prompts.ts';
import { type FactReader, noFacts } from './row.ts';
import { readFunctionCall, readLocalShellCall, readWebSearchCall } from './tool-calls.ts';
import { readToolOutput } from './tool-results.ts';
import { readUsageRecord } from './usage.ts';

const UNKNOWN_TYPE_CHARACTERS = 64;

/** Items of the conversation; in the first versions the lines themselves, without an envelope. */
const ITEMS: ReadonlyMap<string, FactReader> = new Map<string, FactReader>([
  ['message', readMessage],
  ['function_call', readFunctionCall],
  ['custom_tool_call', readFunctionCall],
  ['local_shell_call', readLocalShellCall],
  ['web_search_call', readWebSearchCall],
  ['function_call_output', readToolOutput],
  ['custom_tool_call_output', readToolOutput],
  ['local_shell_call_output', readToolOutput],
  ...[
    'reasoning',
    'tool_search_call',
    'tool_search_output',
    'image_generation_call',
    'ghost_snapshot',
    'compaction',
    'compaction_summary',
    'agent_message',
  ].map((type): [string, FactReader] => [type, noFacts]),
]);

/** Rows that are known by their envelope's type alone. `session_meta` is the parser's own. */
const ROWS: ReadonlyMap<string, FactReader> = new Map<string, FactReader>([
  ['session_meta', noFacts],
  ['turn_context', readTurnContext],
  ['compacted', (row, facts) => addCompaction(row, 'row', facts)],
  ['token_usage_record', readUsageRecord],
  ...[
    'world_state',
    'inter_agent_communication',
    'inter_agent_communication_metadata',
    'retained_context',
    'security_risk_score',
    'realtime_item',
  ].map((type): [string, FactReader] => [type, noFacts]),
]);

/** A row by its kind: `event_msg.token_count`, `turn_context`, `other:…` for what is not known. */
interface RowKind {
  readonly kind: string;
  readonly read: FactReader;
}

/** Kinds of the rows whose payload has a type of its own. */
const GROUPS: ReadonlyMap<string, ReadonlyMap<string, RowKind>> = new Map([
  ['response_item', kindsOf('response_item', ITEMS)],
  ['event_msg', kindsOf('event_msg', EVENTS)],
]);

function kindsOf(type: string, readers: ReadonlyMap<string, FactReader>): Map<string, RowKind> {
  return new Map([...readers].map(([inner, read]) => [inner, { kind: `${type}.${inner}`, read }]));
}

/** A line's parts; null when it is no row at all. */
export interface RowParts extends RowKind {
  readonly payload: JsonObject;
  readonly timestamp: unknown;
  /** Has the envelope, in which a missing time is a fault. */
  readonly enveloped: boolean;
}

/** `text` reads a string of the line. */
export function rowParts(fields: JsonObject, text: (value: string) => string): RowParts | null {
  const { payload, type } = fields;
  const timestamp = fields.timestamp ?? fields.created_at;
  if (typeof type === 'string' && isObject(payload)) {
    const { kind, read } = envelopedKind(type, payload, text);
    return { kind, read, payload, timestamp, enveloped: true };
  }
  const bare = typeof type === 'string' && type !== '' ? bareKind(type, fields, text) : untypedKind(fields);
  return bare === null
    ? null
    : { kind: bare.kind, read: bare.read, payload: fields, timestamp, enveloped: false };
}

function envelopedKind(type: string, payload: JsonObject, text: (value: string) => string): RowKind {
  const group = GROUPS.get(type);
  if (group === undefined) {
    const read = ROWS.get(type);
    return read === undefined ? other(text(type)) : { kind: type, read };
  }
  const inner = innerType(payload);
  return group.get(inner) ?? other(`${type}.${text(inner)}`);
}

/** Some writers leave the type of a message out. */
function innerType({ role, type }: JsonObject): string {
  if (typeof type === 'string') {
    return type;
  }
  return typeof role === 'string' ? 'message' : '';
}

function bareKind(type: string, fields: JsonObject, text: (value: string) => string): RowKind {
  const item = GROUPS.get('response_item')?.get(type);
  if (item !== undefined) {
    return item;
  }
  return isMeta(fields) && type === 'session_meta' ? { kind: type, read: noFacts } : other(text(type));
}

function untypedKind(fields: JsonObject): RowKind | null {
  if (isMeta(fields)) {
    return { kind: 'session_meta', read: noFacts };
  }
  if (typeof fields.role === 'string') {
    return { kind: 'response_item.message', read: readMessage };
  }
  return typeof fields.record_type === 'string' ? other(`record_type.${fields.record_type}`) : null;
}

/** The first line of a file without envelopes. */
export function isMeta(fields: JsonObject): boolean {
  return typeof fields.id === 'string' && ('instructions' in fields || 'git' in fields || 'cwd' in fields);
}

function other(name: string): RowKind {
  return { kind: `other:${wellFormed(name.slice(0, UNKNOWN_TYPE_CHARACTERS))}`, read: noFacts };
}
