/** Times as OpenCode writes them: integers of epoch milliseconds. */

import type { Clamps } from '../fields.ts';
import { readTime } from '../timestamps.ts';

const DAY_MS = 86_400_000;
/** 2015-01-01: no coding agent wrote logs before. */
const EARLIEST_MS = 1_420_070_400_000;

/** A time, epoch ms; null when there is none that can be used. More than a day ahead it is the clock of reading. */
export function timeOf(value: unknown, nowMs: number, clamps: Clamps): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && value >= EARLIEST_MS && value <= nowMs + DAY_MS) return Math.trunc(value);
  clamps.count++;
  const { at, source } = readTime(value, { lastAt: null, mtimeMs: nowMs, nowMs });
  return source === 'inherited' ? null : at;
}
