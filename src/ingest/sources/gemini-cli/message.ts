/** One message of a chat: what it is, and the keys by which its copies and later versions are known. */

import { digest53, hash53 } from '../../../domain/hash.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { contentTexts, jsonText } from './texts.ts';

/** Message types (gemini.md 3). */
const TYPES = ['user', 'gemini', 'info', 'error', 'warning'] as const;
type MessageType = (typeof TYPES)[number];

/** Other writers' names of a type. */
const ALIASES: ReadonlyMap<string, MessageType> = new Map([['model', 'gemini']]);
const TYPE_CHARACTERS = 64;

export interface Message {
  readonly fields: JsonObject;
  /** Its own id, or what stands for one; null when it can only be known by its place. */
  readonly id: string | null;
  /** How it is read; null for a type that came with a newer version than we know. */
  readonly type: MessageType | null;
  /** `ParsedRecord.kind`. */
  readonly kind: string;
  /** Epoch ms; null when it has no time of its own. */
  readonly at: number | null;
}

/** The type that a message names (`role` in some older ones); null when it names none. */
export function typeName(fields: JsonObject): string | null {
  const name = fields.type ?? fields.role;
  return typeof name === 'string' && name !== '' ? name : null;
}

export function messageType(name: string): Pick<Message, 'type' | 'kind'> {
  const known = TYPES.find((type) => type === name);
  if (known !== undefined) return { type: known, kind: known };
  return { type: ALIASES.get(name) ?? null, kind: `other:${wellFormed(name.slice(0, TYPE_CHARACTERS))}` };
}

/** Tool calls of a message; what is no object is left out. */
export function toolCallsOf(fields: JsonObject): JsonObject[] {
  return Array.isArray(fields.toolCalls) ? fields.toolCalls.filter(isObject) : [];
}

/** Said by a person or the model: `content`, or `parts` in the form of the API. */
export function saidTexts(fields: JsonObject): string[] {
  return contentTexts(fields.content ?? fields.parts);
}

/**
 * Key of one version of a message: equal for its copies in other files, another one when its tokens, its tool calls or their states
 * change. A message that changes is written again whole; what only its copies add (a content in another form) makes no new version.
 */
export function versionKey(sessionId: string, message: Message): number | null {
  if (message.id === null) return null;
  const { fields } = message;
  const tools = toolCallsOf(fields).map(({ id, name, status }) => [id ?? name, status]);
  const state = jsonText([fields.tokens ?? null, tools, saidTexts(fields).length > 0]) ?? '';
  return hash53(`${sessionId}\n${message.id}\n${message.kind}\n${digest53(state)}`);
}

/** Key of what a session has once: `header`, a message's call, a tool. */
export function sessionKey(sessionId: string, name: string): number {
  return hash53(`gemini\n${sessionId}\n${name}`);
}
