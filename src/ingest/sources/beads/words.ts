/** Short words of bead and Gas Town records: addresses, states, titles. Sentences and e-mail addresses are never kept. */

import { redact } from '../../../domain/redact.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { type Clamps, idText, shortText } from '../fields.ts';
import { readTime } from '../timestamps.ts';

const WORD_LIMIT = 64;
const NAME_LIMIT = 128;
const TITLE_LIMIT = 120;
/** How much of a title is looked at before it is redacted. */
const TITLE_INPUT = 1024;
const WORD = /^[\w.:/#-]{1,64}$/;

/** An id that may be missing: absent, null and '' (the null of flat backups) are "none". */
export function optionalId(value: unknown, clamps: Clamps): string | null {
  return isNone(value) ? null : idText(value, clamps);
}

/** A state, type or role as the log spells it (any string), at most 64 characters; null when there is none. */
export function term(value: unknown, clamps: Clamps): string | null {
  return isNone(value) ? null : shortText(value, clamps, WORD_LIMIT);
}

/** A value that is one word; null for a sentence, which might be anybody's text. */
export function singleWord(value: unknown): string | null {
  return typeof value === 'string' && WORD.test(value) ? value : null;
}

/** An agent's address (`gastown/polecats/Toast`, `mayor/` as `mayor`); null for none and for an e-mail address, which is personal. */
export function agentName(value: unknown, clamps: Clamps): string | null {
  const name = isNone(value) ? null : shortText(value, clamps, NAME_LIMIT);
  const address = name?.trim().replace(/\/+$/, '') ?? '';
  return address === '' || address === 'null' || address.includes('@') ? null : address;
}

/** A title of at most 120 characters without secrets (DATA.md 7). */
export function title(value: unknown, clamps: Clamps): string | null {
  const text = isNone(value) ? null : shortText(value, clamps, TITLE_INPUT);
  return text === null ? null : wellFormed(redact(text).slice(0, TITLE_LIMIT));
}

/** Epoch ms of a bead's time: nanoseconds are cut, any offset; null for none, for Go's zero time and for what is no time. */
export function beadTime(value: unknown, nowMs: number, clamps: Clamps): number | null {
  if (isNone(value) || (typeof value === 'string' && value.startsWith('0001-01-01'))) return null;
  const time = readTime(value, { lastAt: null, mtimeMs: 0, nowMs });
  if (time.clamped) clamps.count++;
  return time.source === 'inherited' ? null : time.at;
}

/** A flag as exports (true) and flat backups (1) write it. */
export function isSet(value: unknown): boolean {
  return value === true || value === 1;
}

/** Absent, null, and '' as flat backups write it. */
function isNone(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}
