/**
 * Five-hour blocks from our own count, for harnesses whose vendor counts in them but writes nothing: a block begins on the hour of the
 * first call behind a pause of five hours or behind the block before (as ccusage has it). An estimate: nobody but the vendor knows.
 */

import type { Quarter } from './burn.ts';

const HOUR_MS = 3_600_000;
export const BLOCK_MS = 5 * HOUR_MS;

export interface Block {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly tokens: number;
  readonly costUsdMicros: number | null;
}

/** The block that runs at `now`; null when none does. Quarters in order of time, from before the last pause. */
export function currentBlock(quarters: readonly Quarter[], now: number): Block | null {
  let start: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  let own: Quarter[] = [];
  for (const quarter of quarters) {
    if (quarter.at > now) break;
    if (start === null || quarter.at >= start + BLOCK_MS || quarter.at - last >= BLOCK_MS) {
      start = Math.floor(quarter.at / HOUR_MS) * HOUR_MS;
      own = [];
    }
    own.push(quarter);
    last = quarter.at;
  }
  if (start === null || now >= start + BLOCK_MS) return null;
  const isPriced = own.some(({ pricedCalls }) => pricedCalls > 0);
  return {
    startsAt: start,
    endsAt: start + BLOCK_MS,
    tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
    costUsdMicros: isPriced ? own.reduce((sum, { costUsdMicros }) => sum + costUsdMicros, 0) : null,
  };
}
