/** Tells the objects of the JSON storage from each other, and from any other JSON, by their fields (opencode.md 2). */

import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { PART_TYPES } from './part.ts';

export type ObjectKind = 'session' | 'message' | 'part';

/** null: not told by its fields. */
export function objectKind(fields: JsonObject): ObjectKind | null {
  if (typeof fields.id !== 'string') return null;
  if (isPart(fields)) return 'part';
  if (isMessage(fields)) return 'message';
  return isSession(fields) ? 'session' : null;
}

function isPart({ type, messageID, text, time, role }: JsonObject): boolean {
  if (typeof type !== 'string' || role !== undefined) return false;
  if (typeof messageID === 'string') return true;
  // Of some old versions, the folder alone says which message a part belongs to.
  return PART_TYPES.has(type) && typeof text === 'string' && isObject(time) && time.start !== undefined;
}

function isMessage({ sessionID, role, modelID, tokens, time }: JsonObject): boolean {
  const isAnswer = role === undefined && (modelID !== undefined || tokens !== undefined);
  return typeof sessionID === 'string' && isObject(time) && (typeof role === 'string' || isAnswer);
}

function isSession({ projectID, directory, title, time }: JsonObject): boolean {
  return (
    isObject(time) &&
    typeof time.created === 'number' &&
    (typeof projectID === 'string' || typeof directory === 'string') &&
    typeof title === 'string'
  );
}
