/** What all that reads values of the user's needs to say what is wrong with one. */

import type { UserError } from '../domain/user-error.ts';

/** Makes the error for the key at `path`. */
export type Wrong = (path: readonly string[], why: string, todo: string | null) => UserError;

export function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** As it may be quoted in a sentence: JSON of at most 60 characters; what JSON has no number for, by its name. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const json = value instanceof Date ? 'a date' : JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
