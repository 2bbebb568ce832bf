/** Prices each model call once, at its own date, in integer micro-dollars; the only importer of the price library. */

import type { PriceCalculation } from '@pydantic/genai-prices';
import { calcPrice } from '@pydantic/genai-prices';
import { TOKEN_CLASSES, type TokenUsage } from '../domain/usage.ts';
import {
  canonicalCandidates,
  fastCandidates,
  type NameCandidate,
  priceCandidates,
  readModelName,
} from './model-names.ts';
import { costOf, type PriceTable, type RateBand, rateBands } from './rates.ts';

/** What a price depends on. `at` is epoch ms; token classes are disjoint (`input` is uncached). */
export interface PricedCall {
  readonly model: string;
  readonly provider: string | null;
  readonly at: number;
  readonly usage: TokenUsage;
  readonly speed: string | null;
  readonly serviceTier: string | null;
  readonly webSearches: number | null;
}

/**
 * `unknown_model`: the library does not list it. `no_price`: it does, but not for this class, speed or tier.
 * `no_usage`: the log has no token count for this call.
 */
type UnpricedReason = 'unknown_model' | 'no_price' | 'no_usage';

type Price = { readonly costUsdMicros: number } | { readonly unpriced: UnpricedReason };

interface CanonicalModel {
  /** Model name that its dated, Bedrock, Vertex and OpenRouter forms share; the logged name in lower case when unknown. */
  readonly canonical: string;
  /** Provider whose price applies (library id: `anthropic`, `aws`, `openrouter`, ...); null for an unknown model. */
  readonly provider: string | null;
}

export interface Pricer {
  price(call: PricedCall): Price;
  canonical(model: string, provider?: string | null): CanonicalModel;
  /** Tokens; null when neither the name nor the library says. */
  contextWindow(model: string): number | null;
  /** Where the prices come from; `date` is the day the library's prices were published. */
  source(): { readonly name: string; readonly version: string; readonly date: string | null };
}

/** The library carries neither its version nor a date; a test holds the version against the installed package. */
const SOURCE = { name: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' } as const;

/** Speeds and tiers at the listed price. Any other word (batch, flex, priority) has a price of its own that the library does not list. */
const STANDARD_SPEEDS: ReadonlySet<string> = new Set(['standard', 'normal', 'default']);
const STANDARD_TIERS: ReadonlySet<string> = new Set(['standard', 'default', 'auto', 'not_available']);

const DAY_MS = 86_400_000;
/** Names come from logs: caches are dropped, not grown, past this many entries. */
const CACHE_LIMIT = 2_048;

/** A price looked up for one model, provider and speed. */
interface Listing {
  readonly candidate: NameCandidate;
  /** Bands by UTC day (prices change at midnight UTC); one entry under day 0 when the price never changes. */
  readonly bandsByDay: Map<number, readonly RateBand[] | null>;
  readonly dated: boolean;
  /** Some part is not a flat rate (a price by the hour, a fee a request): the library calculates every call. */
  readonly byLibrary: boolean;
}

export function createPricer(): Pricer {
  const listings = new Map<string, Listing | UnpricedReason>();
  const canonicals = new Map<string, CanonicalModel>();
  const windows = new Map<string, number | null>();

  return {
    price: (call) => {
      if (TOKEN_CLASSES.every((name) => call.usage[name] === null)) {
        return { unpriced: 'no_usage' };
      }
      const key = `${call.model}\n${call.provider ?? ''}\n${call.speed ?? ''}`;
      const listing = remembered(listings, key, () => findListing(call));
      if (typeof listing === 'string') {
        return { unpriced: listing };
      }
      if ((call.usage.unclassified ?? 0) > 0 || !isStandard(call.serviceTier, STANDARD_TIERS)) {
        return { unpriced: 'no_price' };
      }
      const cost = listing.byLibrary ? libraryCost(listing, call) : bandCost(listing, call);
      return cost === null ? { unpriced: 'no_price' } : { costUsdMicros: Math.round(cost) };
    },
    canonical: (model, provider = null) =>
      remembered(canonicals, `${model}\n${provider ?? ''}`, () => findCanonical(model, provider)),
    contextWindow: (model) => remembered(windows, model, () => findContextWindow(model)),
    source: () => SOURCE,
  };
}

function remembered<Key, Value>(cache: Map<Key, Value>, key: Key, find: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  if (cache.size >= CACHE_LIMIT) {
    cache.clear();
  }
  const found = find();
  cache.set(key, found);
  return found;
}

function isStandard(word: string | null, standard: ReadonlySet<string>): boolean {
  return word === null || word === '' || standard.has(word.toLowerCase());
}

function findListing(call: PricedCall): Listing | UnpricedReason {
  const name = readModelName(call.model);
  const fast = name.fast || call.speed?.toLowerCase() === 'fast';
  const standard = firstMatch(priceCandidates(name, call.provider), call.at);
  if (standard === null) {
    return 'unknown_model';
  }
  if (!fast) {
    return isStandard(call.speed, STANDARD_SPEEDS) ? listingFrom(standard) : 'no_price';
  }
  const vendor = firstMatch([{ provider: null, name: name.bare }], call.at) ?? standard;
  const fastMode = firstMatch(fastCandidates(vendor.result.provider.id, vendor.result.model.id), call.at);
  return fastMode === null ? 'no_price' : listingFrom(fastMode);
}

interface Match {
  readonly candidate: NameCandidate;
  readonly result: PriceCalculation;
}

function firstMatch(candidates: readonly NameCandidate[], at: number): Match | null {
  for (const candidate of candidates) {
    const result = lookUp(candidate, at, {});
    if (result !== null) {
      return { candidate, result };
    }
  }
  return null;
}

function lookUp(
  candidate: NameCandidate,
  at: number,
  usage: Record<string, number>,
): PriceCalculation | null {
  const timestamp = new Date(at);
  return candidate.provider === null
    ? calcPrice(usage, candidate.name, { timestamp })
    : calcPrice(usage, candidate.name, { timestamp, providerId: candidate.provider });
}

function listingFrom({ candidate, result }: Match): Listing | UnpricedReason {
  const { prices } = result.model;
  const tables = Array.isArray(prices) ? prices : [{ prices }];
  if (tables.every((table) => Object.keys(table.prices).length === 0)) {
    return 'no_price';
  }
  const byTheHour = tables.some((table) => table.constraint?.type === 'time_of_date');
  return {
    candidate,
    bandsByDay: new Map(),
    dated: Array.isArray(prices),
    byLibrary: byTheHour || tables.some((table) => rateBands(table.prices as PriceTable) === null),
  };
}

function bandCost(listing: Listing, call: PricedCall): number | null {
  const day = listing.dated ? Math.floor(call.at / DAY_MS) : 0;
  const bands = remembered(listing.bandsByDay, day, () => bandsAt(listing.candidate, call.at));
  return bands === null ? null : costOf(bands, call.usage, call.webSearches ?? 0);
}

function bandsAt(candidate: NameCandidate, at: number): readonly RateBand[] | null {
  const table = lookUp(candidate, at, {})?.model_price;
  return table === undefined ? null : rateBands(table as PriceTable);
}

/** The library's own calculation: it takes input including cached tokens, and one-hour writes as a part of all cache writes. */
function libraryCost(listing: Listing, call: PricedCall): number | null {
  const { usage } = call;
  const read = usage.cacheRead ?? 0;
  const write1h = usage.cacheCreation1h ?? 0;
  const write = (usage.cacheCreation5m ?? 0) + (usage.cacheCreationUnsplit ?? 0) + write1h;
  const result = lookUp(listing.candidate, call.at, {
    input_tokens: (usage.input ?? 0) + read + write,
    cache_read_tokens: read,
    cache_write_tokens: write,
    cache_write_1h_tokens: write1h,
    output_tokens: usage.output ?? 0,
    output_reasoning_tokens: Math.min(usage.reasoning ?? 0, usage.output ?? 0),
    web_searches: call.webSearches ?? 0,
  });
  return result === null ? null : result.total_price * 1e6;
}

function findCanonical(model: string, provider: string | null): CanonicalModel {
  const name = readModelName(model);
  const match = firstMatch(canonicalCandidates(name, provider), 0);
  if (match === null) {
    return { canonical: model.trim().toLowerCase(), provider: null };
  }
  const priced = firstMatch(priceCandidates(name, provider), 0) ?? match;
  return { canonical: match.result.model.id, provider: priced.result.provider.id };
}

function findContextWindow(model: string): number | null {
  const name = readModelName(model);
  if (name.statedContext !== null) {
    return name.statedContext;
  }
  return firstMatch(canonicalCandidates(name, null), 0)?.result.model.context_window ?? null;
}
