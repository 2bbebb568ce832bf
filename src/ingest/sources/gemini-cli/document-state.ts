/** What was read of a chat document: which messages, in which version, at which place. */

import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import type { ChatMemory } from './message-facts.ts';

interface Seen {
  readonly offset: number;
  readonly digest: number;
}

export interface DocumentState {
  readonly memory: ChatMemory;
  /** By the key of session and message. */
  readonly seen: Map<number, Seen>;
}

/** A state that cannot be read is as good as none: all is given again, and known by its keys. */
export function restoreDocumentState(
  saved: string | null,
  sessionId: string,
  model: string | null,
): DocumentState {
  const parsed = saved === null ? null : parseJson(saved);
  const state = isObject(parsed) ? parsed : {};
  const isSame = state.sessionId === sessionId;
  const seen = new Map<number, Seen>();
  for (const entry of Array.isArray(state.seen) ? state.seen : []) {
    const [key, offset, digest] = Array.isArray(entry) ? entry : [];
    if (typeof key === 'number' && typeof offset === 'number' && typeof digest === 'number')
      seen.set(key, { offset, digest });
  }
  const prompted = isSame && state.prompted === true;
  return { memory: { sessionId, prompted, waiting: isSame && state.waiting === true, model }, seen };
}

export function saveDocumentState({ memory, seen }: DocumentState): string {
  const { sessionId, prompted, waiting } = memory;
  const entries = [...seen].map(([key, { offset, digest }]) => [key, offset, digest]);
  return JSON.stringify({ sessionId, prompted, waiting, seen: entries });
}
