/** How long the call of an answer took, where the answer tells that (docs/decisions/0018-trends.md). */

import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { timeOf } from './times.ts';

/** Parts of an answer for which nothing but the model was waited: no tool, no second try, none that is not known. */
const BY_THE_MODEL: ReadonlySet<unknown> = new Set([
  ...['step-start', 'reasoning', 'text', 'step-finish', 'snapshot', 'patch'],
]);

/**
 * From when the answer was begun to when it was complete, ms. Tools run in between, and when they began is not certain, as some versions
 * write it again while they run: null for an answer that called one. Null, too, where it was cut off, its times are not usable, or its
 * parts are gone. `partTypes` is asked only when all else is known.
 */
export function callTime(
  { time, finish, error }: JsonObject,
  nowMs: number,
  partTypes: () => readonly unknown[],
): number | null {
  if (!isObject(time) || isObject(error) || finish === 'tool-calls') return null;
  const clamps: Clamps = { count: 0 };
  const begun = timeOf(time.created, nowMs, clamps);
  const completed = timeOf(time.completed, nowMs, clamps);
  if (begun === null || completed === null || clamps.count > 0 || completed <= begun) return null;
  const types = partTypes();
  return types.length > 0 && types.every((type) => BY_THE_MODEL.has(type)) ? completed - begun : null;
}
