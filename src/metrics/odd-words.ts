/** Speeds and service tiers at the listed price, and those that have a price of their own (batch, flex, priority, fast). */

import type { PricedCall } from '../domain/prices.ts';

const STANDARD_SPEEDS: ReadonlySet<string> = new Set(['', 'standard', 'normal', 'default']);
const STANDARD_TIERS: ReadonlySet<string> = new Set(['', 'standard', 'default', 'auto', 'not_available']);

/** The call's speed in lower case; null when it is the standard one. */
export function oddSpeed({ speed }: Pick<PricedCall, 'speed'>): string | null {
  return odd(speed, STANDARD_SPEEDS);
}

/** The same of its service tier. */
export function oddTier({ serviceTier }: Pick<PricedCall, 'serviceTier'>): string | null {
  return odd(serviceTier, STANDARD_TIERS);
}

export function oddWords(call: Pick<PricedCall, 'speed' | 'serviceTier'>): string[] {
  return [oddSpeed(call), oddTier(call)].filter((word) => word !== null);
}

function odd(word: string | null, standard: ReadonlySet<string>): string | null {
  if (word === null || standard.has(word)) return null;
  const lower = word.toLowerCase();
  return standard.has(lower) ? null : lower;
}
