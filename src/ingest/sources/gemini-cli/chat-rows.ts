/** A chat document taken apart: its head, its messages in order, the time of its last change, each with a place of its own. */

import { isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import { sessionKey, typeName } from './message.ts';
import { modelOf } from './message-facts.ts';
import { sessionIdOf } from './metadata.ts';

export interface Chat {
  readonly fields: JsonObject;
  readonly sessionId: string;
  /** The session id as the document itself names it; '' when it names none. */
  readonly ownId: string;
  /** Model of messages that name none; null when the chat names none either. */
  readonly model: string | null;
  readonly rows: readonly ChatRow[];
}

export interface ChatRow {
  readonly kind: 'header' | 'message' | 'update';
  /** 0: the head; 1: the last change; 2 and on: messages in order. */
  readonly slot: number;
  /** Its name within the session: a message's id, or type, time and place of one without. */
  readonly name: string;
  readonly value: unknown;
  readonly timestamp: unknown;
}

const FIRST_MESSAGE = 2;
/** Offsets are `slot × NAMES + number of the name`: in order, and another one for another message in the same slot. */
const NAMES = 2 ** 16;
/** Head fields that a record is made of. */
const HEAD = ['sessionId', 'projectHash', 'startTime', 'summary', 'directories', 'kind', 'model'];

/** The chat in a document; a problem when it is not whole, or no chat. `stem` stands in for a session id. */
export function chatOf(content: Buffer, stem: string): Chat | { readonly problem: string } {
  const value = parseJson(content.toString('utf8').replace(/^\ufeff/, ''));
  if (value === undefined) return { problem: 'no complete JSON document; it is read again when it changes' };
  const fields = isObject(value) ? value : {};
  const list = fields.messages ?? fields.history;
  const isNamed = typeof fields.sessionId === 'string' && fields.sessionId !== '';
  if (!Array.isArray(list) && !isNamed) return { problem: 'no chat of Gemini CLI' };
  const clamps = { count: 0 };
  const model = modelOf(fields, clamps) ?? (isObject(fields.meta) ? modelOf(fields.meta, clamps) : null);
  const ownId = (isNamed ? sessionIdOf(fields, clamps) : null) ?? '';
  const sessionId = ownId === '' ? stem : ownId;
  return { fields, sessionId, ownId, model, rows: rowsOf(fields, Array.isArray(list) ? list : []) };
}

function rowsOf(fields: JsonObject, list: readonly unknown[]): ChatRow[] {
  const started = fields.startTime ?? fields.start_time ?? fields.createdAt;
  const head = HEAD.map((name) => fields[name] ?? null);
  const rows: ChatRow[] = [{ kind: 'header', slot: 0, name: 'header', value: head, timestamp: started }];
  const { lastUpdated } = fields;
  const messages = list.map((value, index): ChatRow => {
    const row = isObject(value) ? value : {};
    const timestamp = row.timestamp ?? row.ts;
    return { kind: 'message', slot: FIRST_MESSAGE + index, name: nameOf(row, index), value, timestamp };
  });
  const last = new Map(messages.map((row) => [row.name, row]));
  rows.push(...messages.filter((row) => last.get(row.name) === row));
  if (lastUpdated !== undefined)
    rows.push({ kind: 'update', slot: 1, name: 'update', value: lastUpdated, timestamp: lastUpdated });
  return rows;
}

function nameOf(row: JsonObject, index: number): string {
  if (typeof row.id === 'string' && row.id !== '') return row.id;
  const { timestamp, ts } = row;
  const time = [timestamp, ts].find((value) => typeof value === 'string' || typeof value === 'number');
  return `#${index}\n${typeName(row) ?? ''}\n${time ?? ''}`;
}

/** Place of a row that is seen for the first time. */
export function offsetOf({ slot, name }: ChatRow, { ownId }: Pick<Chat, 'ownId'>): number {
  return slot * NAMES + (sessionKey(ownId, name) % NAMES);
}

/** The row that was recorded at a place; null when it is gone. */
export function rowAt(chat: Chat, offset: number): ChatRow | null {
  const { rows } = chat;
  const isIt = (row: ChatRow): boolean => offsetOf(row, chat) % NAMES === offset % NAMES;
  const slot = Math.floor(offset / NAMES);
  const inPlace = rows.find((row) => row.slot === slot && isIt(row));
  return inPlace ?? rows.find((row) => row.kind === 'message' && slot >= FIRST_MESSAGE && isIt(row)) ?? null;
}
