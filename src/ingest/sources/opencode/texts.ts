/** Short forms of texts that are kept, and JSON that may be nested too deep to be written. */

import { digest53 } from '../../../domain/hash.ts';
import { redact } from '../../../domain/redact.ts';
import { wellFormed } from '../../../domain/well-formed.ts';

const TITLE_CHARACTERS = 120;
/** Characters of a text that a title is looked for in. */
const SEARCHED_CHARACTERS = 1000;
/** What a session is called until a title was made for it. */
const PLACEHOLDER_TITLE = /^(?:New|Child) session - \d{4}-\d\d-\d\dT/;

/** First line that says something, redacted; null when there is none, or only what every new session is called. */
export function titleOf(text: unknown): string | null {
  if (typeof text !== 'string' || PLACEHOLDER_TITLE.test(text)) return null;
  const line = text
    .slice(0, SEARCHED_CHARACTERS)
    .split(/[\r\n\u0000]/)
    .find((candidate) => candidate.trim() !== '');
  const title = line === undefined ? '' : redact(wellFormed(line)).trim();
  return title === '' ? null : wellFormed(title.slice(0, TITLE_CHARACTERS)).trimEnd();
}

/** Digest of a value's JSON; null when there is no value, or it is nested too deep. */
export function jsonDigest(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  try {
    return digest53(JSON.stringify(value));
  } catch {
    return null;
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
