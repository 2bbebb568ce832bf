/** Knows the messages of a document again that keeps only its newest ones: a message's place is made of what it says. */

import { hash53 } from '../../../domain/hash.ts';
import type { Row } from './session.ts';

/** Keys of the last messages that were seen: one of them is found again unless all have fallen out. */
const TAIL = 8;

/** Of the message's own id, else of what it says and when. */
export function messageKey(message: Row): number {
  if (typeof message.id === 'string' && message.id !== '') return hash53(message.id);
  const parts = [message.timestamp, message.type, message.role, message.content];
  return hash53(parts.map((part) => (typeof part === 'string' ? part : '')).join('\n'));
}

/** Index of the first message behind those that were seen; `tail` holds the keys of the last of them. */
export function firstNew(keys: readonly number[], tail: readonly number[]): number {
  for (let back = tail.length - 1; back >= 0; back--) {
    const index = keys.lastIndexOf(tail[back] as number);
    if (index !== -1) return index + 1;
  }
  return 0;
}

export function tailOf(keys: readonly number[]): readonly number[] {
  return keys.slice(-TAIL);
}
