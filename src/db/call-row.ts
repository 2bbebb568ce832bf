/** The shape of a model_calls row and how it maps to TokenUsage. */

import type { Price, PricedCall } from '../domain/prices.ts';
import type { TokenUsage } from '../domain/usage.ts';

/** Columns of the token classes, in the order of TOKEN_CLASSES. */
export const USAGE_COLUMNS = [
  'input',
  'cache_read',
  'cache_creation_5m',
  'cache_creation_1h',
  'cache_creation_unsplit',
  'output',
  'unclassified',
  'reasoning',
] as const;
type UsageColumn = (typeof USAGE_COLUMNS)[number];

export const CALL_COLUMNS = [
  'message_key',
  'request_key',
  'session_key',
  'model_id',
  'first_at',
  'last_at',
  'sidechain',
  ...USAGE_COLUMNS,
  'visible_chars',
  'finished',
  'speed',
  'service_tier',
  'web_searches',
  'reported_cost',
  'duration_ms',
  'cost',
  'unpriced',
  'output_estimated',
  'counted',
  'attempt_id',
  'cost_extra',
  'cache_saved',
] as const;

interface StoredCall extends Record<UsageColumn, number | null> {
  call_id: number | null;
  message_key: number | null;
  request_key: number | null;
  session_key: number;
  model_id: number;
  first_at: number | null;
  last_at: number | null;
  sidechain: number;
  visible_chars: number;
  finished: number;
  speed: string | null;
  service_tier: string | null;
  web_searches: number | null;
  reported_cost: number | null;
  duration_ms: number | null;
  cost: number | null;
  unpriced: string | null;
  output_estimated: number | null;
  counted: number;
  attempt_id: number | null;
  cost_extra: number | null;
  cache_saved: number | null;
}

/** A row in memory; `before` is what is stored, absent for a new one. */
export interface CallRow extends StoredCall {
  before?: StoredCall;
}

/** Values in the order of CALL_COLUMNS. Written out, as all of this file: looked up name by name they cost four times as much. */
export function callValues(row: StoredCall): (number | string | null)[] {
  return [
    row.message_key,
    row.request_key,
    row.session_key,
    row.model_id,
    row.first_at,
    row.last_at,
    row.sidechain,
    row.input,
    row.cache_read,
    row.cache_creation_5m,
    row.cache_creation_1h,
    row.cache_creation_unsplit,
    row.output,
    row.unclassified,
    row.reasoning,
    row.visible_chars,
    row.finished,
    row.speed,
    row.service_tier,
    row.web_searches,
    row.reported_cost,
    row.duration_ms,
    row.cost,
    row.unpriced,
    row.output_estimated,
    row.counted,
    row.attempt_id,
    row.cost_extra,
    row.cache_saved,
  ];
}

/** Of two rows of one call, the larger count of each class. */
export function takeLargest(into: StoredCall, row: StoredCall): void {
  into.input = largest(into.input, row.input);
  into.cache_read = largest(into.cache_read, row.cache_read);
  into.cache_creation_5m = largest(into.cache_creation_5m, row.cache_creation_5m);
  into.cache_creation_1h = largest(into.cache_creation_1h, row.cache_creation_1h);
  into.cache_creation_unsplit = largest(into.cache_creation_unsplit, row.cache_creation_unsplit);
  into.output = largest(into.output, row.output);
  into.unclassified = largest(into.unclassified, row.unclassified);
  into.reasoning = largest(into.reasoning, row.reasoning);
}

export function largest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null || a >= b ? a : b;
}

/** What the price of a row depends on. */
export function pricedCall(row: PriceBasis, model: string, provider: string | null): PricedCall {
  return {
    model,
    provider,
    at: row.first_at ?? 0,
    usage: readUsage(row),
    speed: row.speed,
    serviceTier: row.service_tier,
    webSearches: row.web_searches,
    outputEstimated: row.output_estimated,
  };
}

type PriceBasis = Pick<
  StoredCall,
  UsageColumn | 'first_at' | 'speed' | 'service_tier' | 'web_searches' | 'output_estimated'
>;

export function takePrice(row: PricedColumns, price: Price): void {
  const isPriced = 'costUsdMicros' in price;
  row.cost = isPriced ? price.costUsdMicros : null;
  row.unpriced = isPriced ? null : price.unpriced;
  row.cost_extra = isPriced ? price.outputExtraUsdMicros : null;
  row.cache_saved = isPriced ? price.cacheSavedUsdMicros : null;
}

type PricedColumns = Pick<StoredCall, 'cost' | 'unpriced' | 'cost_extra' | 'cache_saved'>;

function readUsage(row: Pick<StoredCall, UsageColumn>): TokenUsage {
  return {
    input: row.input,
    cacheRead: row.cache_read,
    cacheCreation5m: row.cache_creation_5m,
    cacheCreation1h: row.cache_creation_1h,
    cacheCreationUnsplit: row.cache_creation_unsplit,
    output: row.output,
    unclassified: row.unclassified,
    reasoning: row.reasoning,
  };
}

/** Input and cache figures: what tells a copy of a call from another call with the same id. */
export function figuresOf(row: StoredCall): string {
  const written =
    (row.cache_creation_5m ?? 0) + (row.cache_creation_1h ?? 0) + (row.cache_creation_unsplit ?? 0);
  return `${row.input ?? ''}/${row.cache_read ?? ''}/${written}`;
}
