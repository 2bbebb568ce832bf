/** What the user says of prices, and what a call costs. Money is micro-dollars; a rate in micro-dollars a token is dollars per million tokens. */

import type { TokenUsage } from './usage.ts';

/** One `[prices."MODEL"]` table: dollars per million tokens. */
export interface OwnPrice {
  /** Name as logged, without its date, or canonical; lower case. */
  readonly model: string;
  /** First moment that it holds, epoch ms; null = always. */
  readonly since: number | null;
  readonly input: number;
  readonly output: number;
  /** null: as the library treats a class without a price of its own (a read as input, a 1-hour write as twice the input). */
  readonly cacheRead: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  /** Dollars per thousand web searches; null: a call that searched has no price. */
  readonly webSearch: number | null;
}

/** Everything of the configuration that a price depends on. Plain data: it goes to the writing thread as it is. */
export interface PriceSettings {
  readonly own: readonly OwnPrice[];
  /** Logged name (lower case) and the name whose price it has. */
  readonly aliases: readonly (readonly [string, string])[];
  /** Names that cost nothing, `*` standing for any characters; matched against NAME and PROVIDER/NAME. */
  readonly free: readonly string[];
}

export const LISTED_PRICES: PriceSettings = { own: [], aliases: [], free: [] };

/** What a price depends on. `at` is epoch ms; token classes are disjoint (`input` is uncached). */
export interface PricedCall {
  readonly model: string;
  readonly provider: string | null;
  readonly at: number;
  readonly usage: TokenUsage;
  readonly speed: string | null;
  readonly serviceTier: string | null;
  readonly webSearches: number | null;
  /** Output tokens where the log is known to under-report them; null = as `usage` says. */
  readonly outputEstimated: number | null;
}

/**
 * `unknown_model`: nobody lists it. `no_price`: listed, but not for a class of tokens, or for web searches, that this call has. `no_price_for_speed`,
 * `no_price_for_tier`: not for this speed or service tier. `tokens_not_split`: a total without classes. `no_usage`: no count at all.
 */
export type UnpricedReason =
  | 'unknown_model'
  | 'no_price'
  | 'no_price_for_speed'
  | 'no_price_for_tier'
  | 'tokens_not_split'
  | 'no_usage';

/** Whole micro-dollars. */
export interface CallCost {
  /** By what was logged. */
  readonly costUsdMicros: number;
  /** What the estimated output would cost beyond that; 0 when nothing was estimated. */
  readonly outputExtraUsdMicros: number;
  /** What the call would cost more with no cache at all: all its input at the price of uncached input. Negative when writes cost more than reads saved. */
  readonly cacheSavedUsdMicros: number;
}

export type Price = CallCost | { readonly unpriced: UnpricedReason };

/** Who says what a model costs: the price library, the configuration (at least since some day), or the configuration that it is free. */
export type PricedBy = 'library' | 'config' | 'free';

/** How far the archive is priced again after prices changed; counted in calls. */
export interface Repricing {
  readonly done: number;
  readonly total: number;
}

/** The price library; `date` is the day its prices were published, YYYY-MM-DD. */
export interface PriceSource {
  readonly name: string;
  readonly version: string;
  readonly date: string | null;
}
