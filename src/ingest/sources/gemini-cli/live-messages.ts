/** Which messages a chat's log still holds after rewinds and checkpoints: what tells a message that is new, and a chat that shrank. */

import { hash53 } from '../../../domain/hash.ts';
import type { Message } from './message.ts';
import { contentTexts, isToolResponse } from './texts.ts';

/** Messages remembered, the newest: what is saved with a log's checkpoint stays small. */
const REMEMBERED = 4096;
const KEY_RANGE = 2 ** 31 - 1;

export class LiveMessages {
  /** Keys of messages in order; negative: not one of the conversation (a notice, an error). */
  #keys: number[] = [];

  constructor(saved: unknown) {
    if (Array.isArray(saved))
      this.#keys = saved.filter((key) => Number.isSafeInteger(key)).slice(-REMEMBERED);
  }

  has(id: string): boolean {
    const key = keyOf(id);
    return this.#keys.some((known) => known === key || known === -key);
  }

  /** A message that is known keeps its place. */
  add(message: Message): void {
    if (message.id === null || this.has(message.id)) return;
    this.#keys.push(isSaid(message) ? keyOf(message.id) : -keyOf(message.id));
    if (this.#keys.length > REMEMBERED) this.#keys.shift();
  }

  /** Drops a message and all behind it; all, when it is not known. */
  rewindTo(id: string): void {
    const key = keyOf(id);
    const at = this.#keys.findIndex((known) => known === key || known === -key);
    this.#keys.length = Math.max(0, at);
  }

  /** Takes the messages of a checkpoint in the place of all; true when the conversation became shorter by it. */
  replace(messages: readonly Message[]): boolean {
    const before = this.#said();
    this.#keys = [];
    for (const message of messages) this.add(message);
    return this.#said() < before;
  }

  save(): readonly number[] {
    return this.#keys;
  }

  #said(): number {
    return this.#keys.reduce((count, key) => (key > 0 ? count + 1 : count), 0);
  }
}

/** Said by a person or the model. Checkpoints also hold what tools gave back as messages of their own, logs do not. */
function isSaid({ type, fields }: Message): boolean {
  if (type !== 'user' && type !== 'gemini') return false;
  return !isToolResponse(fields.content) || contentTexts(fields.content).length > 0;
}

function keyOf(id: string): number {
  return (hash53(id) % KEY_RANGE) + 1;
}
