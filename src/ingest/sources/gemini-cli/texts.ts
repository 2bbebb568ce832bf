/** Texts of messages: a string, or a list of parts of which some have text. */

import { redact } from '../../../domain/redact.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { isObject } from '../fields.ts';

const TITLE_CHARACTERS = 120;
/** Characters of a text that a title is looked for in. */
const SEARCHED_CHARACTERS = 1000;

/** Texts of a content: the string itself, or those of its parts (`{text}` or bare strings). */
export function contentTexts(content: unknown): string[] {
  if (typeof content === 'string') return content === '' ? [] : [content];
  const parts = Array.isArray(content) ? content : [content];
  return parts.flatMap((part) => {
    const text = isObject(part) ? part.text : part;
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
}

/** Does a content hold what a tool gave back, and nothing that somebody said? */
export function isToolResponse(content: unknown): boolean {
  return (
    Array.isArray(content) &&
    contentTexts(content).length === 0 &&
    content.some((part) => isObject(part) && part.functionResponse !== undefined)
  );
}

/** First line that says something, redacted; null when there is none. */
export function titleOf(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const line = text
    .slice(0, SEARCHED_CHARACTERS)
    .split(/[\r\n\u0000]/)
    .find((candidate) => candidate.trim() !== '');
  const title = line === undefined ? '' : redact(wellFormed(line)).trim();
  return title === '' ? null : wellFormed(title.slice(0, TITLE_CHARACTERS)).trimEnd();
}

/** JSON text of a parsed value; null when it is nested too deep to be written. */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
