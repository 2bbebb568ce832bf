/** What is kept of an error: its category and fingerprint (given by the log, else derived), and one redacted line (R3.3). */

import type { ErrorFacts } from '../domain/event.ts';
import { hash53 } from '../domain/hash.ts';
import { cutWhole, redact } from '../domain/redact.ts';
import { wellFormed } from '../domain/well-formed.ts';
import { errorCategory } from './error-category.ts';

/** Characters from the start and the end of a message that say its category: long outputs say what failed at either end. */
const EDGE_LIMIT = 1024;
/** Characters that sample and fingerprint are made of. With 8 and 2 KiB, 3,000 errors a gigabyte took a tenth of the time of reading. */
const START_LIMIT = 384;
const FINGERPRINT_LIMIT = 120;
const GIVEN_LIMIT = 200;
const CATEGORY_LIMIT = 64;
const SAMPLE_LIMIT = 200;
const LINE_END = /[\r\n]/;
const ESCAPE = '\u001b';

/** Fingerprint and category that the log itself gives. */
export interface GivenErrorFacts {
  readonly fingerprint?: string | null;
  readonly category?: string | null;
}

/**
 * Facts of an error message of any length. A given fingerprint or category wins (redacted and capped); a category stays free
 * text. Fingerprints of different writers are not comparable (bosun.md 5).
 */
export function errorFacts(message: string, given: GivenErrorFacts = {}): ErrorFacts {
  const head = withoutEscapes(message.slice(0, EDGE_LIMIT)).trimStart();
  const start = redact(cutWhole(head, START_LIMIT));
  return {
    fingerprint: cappedText(given.fingerprint, GIVEN_LIMIT) ?? derivedFingerprint(start),
    category: cappedText(given.category, CATEGORY_LIMIT) ?? errorCategory(head + tailOf(message)),
    sample: firstLine(start),
  };
}

function tailOf(message: string): string {
  return message.length <= EDGE_LIMIT
    ? ''
    : `\n${message.slice(Math.max(EDGE_LIMIT, message.length - EDGE_LIMIT))}`;
}

/** Terminal sequences are decoration of tool output, not part of what went wrong. */
function withoutEscapes(text: string): string {
  return wellFormed(text.includes(ESCAPE) ? text.replace(/\u001b\[[0-9;?]{0,32}[A-Za-z]/g, '') : text);
}

/** The given text redacted, its end replaced by a hash when it is too long; null when nothing usable was given. */
function cappedText(text: string | null | undefined, limit: number): string | null {
  if (text === null || text === undefined || text.trim() === '') {
    return null;
  }
  const clean = redact(wellFormed(text));
  return clean.length <= limit
    ? clean
    : `${wellFormed(clean.slice(0, limit - 12))}#${hash53(text).toString(36)}`;
}

/** What varies between two occurrences of one error, most specific first. Each pattern is linear. */
const VARIABLE_PARTS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)\]}]+/g, '<url>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [
    /\b(?:\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b)/g,
    '<time>',
  ],
  [
    /(?<![\w.@~\\/-])(?:(?:[a-z]:|~|\.{1,2})?[\\/][\w.@+~\\/-]+|[\w.@-]+(?:(?:[\\/][\w.@+-]*){2,}|[\\/][\w.@+-]*\.[a-z]\w{0,7}\b))/g,
    '<path>',
  ],
  [/\b(?:0x[0-9a-f]+|(?=[a-f]{0,40}\d)[0-9a-f]{7,64})\b/g, '<hex>'],
  [/\d+(?:[.,]\d+)*/g, '#'],
  [/\s+/g, ' '],
];

/**
 * What the first line says, and a digest of what follows: many tools write the same first line (`Exit code 1`) for all that goes wrong.
 * Made of redacted text: the steps would hide a key's shape from the patterns. Redacts again, because the cut may uncover one.
 */
function derivedFingerprint(redacted: string): string {
  const end = redacted.search(LINE_END);
  const line = withoutVariables(end === -1 ? redacted : redacted.slice(0, end)).slice(0, FINGERPRINT_LIMIT);
  const left = FINGERPRINT_LIMIT - line.length;
  const rest = end === -1 || left === 0 ? '' : withoutVariables(redacted.slice(end)).slice(0, left);
  const digest = rest === '' ? '' : ` #${hash53(rest).toString(36)}`;
  const fingerprint = redact(wellFormed(line.slice(0, FINGERPRINT_LIMIT - digest.length))) + digest;
  return fingerprint === '' ? 'no message' : fingerprint;
}

function withoutVariables(redacted: string): string {
  let text = redacted.toLowerCase();
  for (const [pattern, replacement] of VARIABLE_PARTS) {
    text = text.replace(pattern, replacement);
  }
  return text.trim();
}

function firstLine(redacted: string): string {
  const line = redacted.split(LINE_END, 1)[0] ?? '';
  return wellFormed(line.trimEnd().slice(0, SAMPLE_LIMIT));
}
