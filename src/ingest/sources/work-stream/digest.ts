/** Digests of logged values of any shape. */

import { hash53 } from '../../../domain/hash.ts';

/** Nothing is walked deeper than this (RELIABILITY.md 2.3): JSON.stringify would overflow the stack. */
const DEPTH_LIMIT = 64;

/** hash53 of a text, or of a value's JSON; null for an absent value and for one nested too deeply. */
export function valueDigest(value: unknown): number | null {
  if (typeof value === 'string') {
    return hash53(value);
  }
  const json = shallowJson(value);
  return json === null ? null : hash53(json);
}

/** JSON of a parsed value; null when it is absent or nested deeper than 64. */
export function shallowJson(value: unknown): string | null {
  return value === undefined || value === null || isDeeper(value, DEPTH_LIMIT) ? null : JSON.stringify(value);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}
