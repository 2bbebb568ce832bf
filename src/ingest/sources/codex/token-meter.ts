/** Token counts of a rollout: which rows say something new, and how much (codex.md 3 and 4). */

import { noUsage, type TokenUsage } from '../../../domain/usage.ts';
import { type Clamps, isObject, tokenCount } from '../fields.ts';

/** One usage object as logged: input with cached and written, output with reasoning, total; null where nothing was logged. */
export type TokenVector = readonly (number | null)[];

const FIELDS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  'total_tokens',
] as const;
const [INPUT, CACHED, WRITTEN, OUTPUT, REASONING, TOTAL] = [0, 1, 2, 3, 4, 5] as const;

export interface MeterState {
  /** The running total of the row before. */
  total: TokenVector | null;
  /** The file has a record for each response: then token counts say nothing of usage. */
  hasRecords: boolean;
}

export function newMeter(): MeterState {
  return { total: null, hasRecords: false };
}

/** The counts of a usage object; null when it is none or says nothing. */
export function tokenVector(value: unknown, clamps: Clamps): TokenVector | null {
  if (!isObject(value)) {
    return null;
  }
  const vector: (number | null)[] = [];
  let isKnown = false;
  for (const field of FIELDS) {
    const count = value[field] === null ? null : tokenCount(value[field], clamps);
    isKnown ||= count !== null;
    vector.push(count);
  }
  return isKnown ? vector : null;
}

/** A row of copied history: its total is where the file's own counting starts. */
export function takeBaseline(meter: MeterState, total: TokenVector | null): void {
  meter.total = total ?? meter.total;
}

/**
 * What a `token_count` adds: nothing when the running total is the one before it, else what the last request used; without that, the
 * difference of the totals. A total that dropped starts anew.
 */
export function takeCount(
  meter: MeterState,
  total: TokenVector | null,
  last: TokenVector | null,
): TokenVector | null {
  const before = meter.total;
  if (total === null) {
    return meter.hasRecords ? null : last;
  }
  meter.total = total;
  if (meter.hasRecords || (before !== null && isSame(total, before))) {
    return null;
  }
  return last ?? difference(total, before);
}

/** What a `token_usage_record` adds; nothing when the count before the file's first record was of the same response. */
export function takeRecord(
  meter: MeterState,
  usage: TokenVector | null,
  threadTotal: TokenVector | null,
): TokenVector | null {
  const isFirst = !meter.hasRecords;
  meter.hasRecords = true;
  const counted = isFirst && threadTotal !== null && meter.total !== null && isSame(threadTotal, meter.total);
  return counted ? null : usage;
}

/** Two totals are one when all that both of them say is equal. */
function isSame(one: TokenVector, other: TokenVector): boolean {
  return one.every((count, index) => {
    const known = other[index] as number | null;
    return count === known || ((count ?? 0) === 0 && (known ?? 0) === 0);
  });
}

function difference(total: TokenVector, before: TokenVector | null): TokenVector {
  if (before === null || total.some((count, index) => (count ?? 0) < (before[index] ?? 0))) {
    return total;
  }
  return total.map((count, index) => (count === null ? null : count - (before[index] ?? 0)));
}

/** Text that is equal for equal counts; of a request and its thread, the sums tell enough. */
export function vectorText(vector: TokenVector | null): string {
  return vector === null ? '' : `${vector[TOTAL]},${vector[INPUT]},${vector[CACHED]},${vector[OUTPUT]}`;
}

/** Tokens that a request left in the context. */
export function contextOf(vector: TokenVector): number | null {
  return vector[TOTAL] ?? vector[INPUT] ?? null;
}

/** Disjoint classes: cached and written tokens are a part of the logged input. null when no token was used. */
export function usageOf(vector: TokenVector, clamps: Clamps): TokenUsage | null {
  const count = (index: number): number | null => vector[index] ?? null;
  const usage = noUsage();
  const input = count(INPUT);
  usage.output = count(OUTPUT);
  usage.cacheRead = count(CACHED);
  usage.cacheCreationUnsplit = count(WRITTEN);
  usage.reasoning = count(REASONING);
  if (input !== null) {
    const uncached = input - (usage.cacheRead ?? 0) - (usage.cacheCreationUnsplit ?? 0);
    clamps.count += uncached < 0 ? 1 : 0;
    usage.input = Math.max(0, uncached);
  }
  if (input === null && usage.output === null) {
    usage.unclassified = count(TOTAL);
  }
  return Object.values(usage).some((tokens) => (tokens ?? 0) > 0) ? usage : null;
}
