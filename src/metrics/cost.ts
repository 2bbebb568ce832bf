/** Prices each model call once, at its own date, in integer micro-dollars; the only importer of the price library. */

import type { PriceCalculation } from '@pydantic/genai-prices';
import { calcPrice } from '@pydantic/genai-prices';
import {
  type CallCost,
  LISTED_PRICES,
  type Price,
  type PricedBy,
  type PricedCall,
  type PriceSettings,
  type PriceSource,
  type UnpricedReason,
} from '../domain/prices.ts';
import { remembered } from '../domain/remembered.ts';
import { TOKEN_CLASSES } from '../domain/usage.ts';
import {
  canonicalCandidates,
  fastCandidates,
  type NameCandidate,
  priceCandidates,
  readModelName,
} from './model-names.ts';
import { oddSpeed, oddTier, oddWords } from './odd-words.ts';
import { createOwnPrices } from './own-prices.ts';
import { PRICE_SOURCE, priceFingerprint } from './price-rules.ts';
import { costOf, type PriceTable, type RateBand, rateBands } from './rates.ts';

interface CanonicalModel {
  /** Model name that its dated, Bedrock, Vertex and OpenRouter forms share; the logged name in lower case when unknown. */
  readonly canonical: string;
  /** Provider whose price applies (library id: `anthropic`, `aws`, `openrouter`, ...); null for an unknown model. */
  readonly provider: string | null;
}

export interface Pricer {
  price(call: PricedCall): Price;
  canonical(model: string, provider?: string | null): CanonicalModel;
  /** Who says what the model costs; null when nobody does. */
  pricedBy(model: string, provider?: string | null): PricedBy | null;
  /** Tokens; null when neither the name nor the library says. */
  contextWindow(model: string): number | null;
  /** Where the prices come from; `date` is the day the library's prices were published. */
  source(): PriceSource;
  /** Changes whenever the same call may get another price: what was priced under another one is to be priced again. */
  readonly fingerprint: string;
}

/** Entries of a cache by names. */
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

export function createPricer(settings: PriceSettings = LISTED_PRICES): Pricer {
  const own = createOwnPrices(settings);
  const listings = new Map<string, Listing | UnpricedReason>();
  const canonicals = new Map<string, CanonicalModel>();
  const windows = new Map<string, number | null>();

  const canonical = (model: string, provider: string | null): CanonicalModel =>
    remembered(canonicals, `${model}\n${provider ?? ''}`, CACHE_LIMIT, () => {
      const alias = own.aliasOf(model);
      return alias === null ? findCanonical(model, provider) : findCanonical(alias.model, null);
    });
  const names = (model: string, provider: string | null) => ({
    model,
    provider,
    canonical: canonical(model, provider).canonical,
  });

  const listed = (call: PricedCall): Price => {
    const { model, provider, speed } = call;
    const listing = remembered(listings, `${model}\n${provider ?? ''}\n${speed ?? ''}`, CACHE_LIMIT, () =>
      findListing(call),
    );
    if (typeof listing === 'string') return { unpriced: listing };
    if (oddTier(call) !== null) return { unpriced: 'no_price_for_tier' };
    return priced(call, listing.byLibrary ? libraryCost(listing, call) : bandCost(listing, call));
  };

  const price = (call: PricedCall): Price => {
    const said = own.isEmpty ? null : own.find(names(call.model, call.provider), call, oddWords(call));
    if (said === 'free') return NOTHING;
    if (TOKEN_CLASSES.every((name) => call.usage[name] === null)) return { unpriced: 'no_usage' };
    if (said !== null)
      return priced(call, costOf(said, call.usage, call.webSearches ?? 0, call.outputEstimated));
    const alias = own.aliasOf(call.model);
    if (alias === null) return listed(call);
    const { model, isFast } = alias;
    return listed({ ...call, model, provider: null, speed: isFast ? 'fast' : call.speed });
  };

  return {
    price,
    canonical: (model, provider = null) => canonical(model, provider),
    pricedBy: (model, provider = null) => {
      const said = own.isEmpty ? null : own.said(names(model, provider));
      if (said !== null) return said;
      return canonical(model, provider).provider === null ? null : 'library';
    },
    contextWindow: (model) =>
      remembered(windows, model, CACHE_LIMIT, () => findContextWindow(own.aliasOf(model)?.model ?? model)),
    source: () => PRICE_SOURCE,
    fingerprint: priceFingerprint(settings),
  };
}

const NOTHING: CallCost = { costUsdMicros: 0, outputExtraUsdMicros: 0, cacheSavedUsdMicros: 0 };

function priced({ usage }: PricedCall, cost: CallCost | null): Price {
  if ((usage.unclassified ?? 0) > 0) return { unpriced: 'tokens_not_split' };
  return cost ?? { unpriced: 'no_price' };
}

function findListing(call: PricedCall): Listing | UnpricedReason {
  const name = readModelName(call.model);
  const fast = name.fast || call.speed?.toLowerCase() === 'fast';
  const standard = firstMatch(priceCandidates(name, call.provider), call.at);
  if (standard === null) {
    return 'unknown_model';
  }
  if (!fast) {
    return oddSpeed(call) === null ? listingFrom(standard) : 'no_price_for_speed';
  }
  const vendor = firstMatch([{ provider: null, name: name.bare }], call.at) ?? standard;
  const fastMode = firstMatch(fastCandidates(vendor.result.provider.id, vendor.result.model.id), call.at);
  return fastMode === null ? 'no_price_for_speed' : listingFrom(fastMode);
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

function bandCost(listing: Listing, call: PricedCall): CallCost | null {
  const day = listing.dated ? Math.floor(call.at / 86_400_000) : 0;
  const bands = remembered(listing.bandsByDay, day, CACHE_LIMIT, () => bandsAt(listing.candidate, call.at));
  return bands === null ? null : costOf(bands, call.usage, call.webSearches ?? 0, call.outputEstimated);
}

function bandsAt(candidate: NameCandidate, at: number): readonly RateBand[] | null {
  const table = lookUp(candidate, at, {})?.model_price;
  return table === undefined ? null : rateBands(table as PriceTable);
}

/** The library's own calculation: it takes input including cached tokens, and one-hour writes as a part of all cache writes. */
function libraryCost(listing: Listing, call: PricedCall): CallCost | null {
  const { usage, outputEstimated } = call;
  const read = usage.cacheRead ?? 0;
  const write1h = usage.cacheCreation1h ?? 0;
  const write = (usage.cacheCreation5m ?? 0) + (usage.cacheCreationUnsplit ?? 0) + write1h;
  const output = usage.output ?? 0;
  const counts = {
    input_tokens: (usage.input ?? 0) + read + write,
    cache_read_tokens: read,
    cache_write_tokens: write,
    cache_write_1h_tokens: write1h,
    output_tokens: output,
    output_reasoning_tokens: Math.min(usage.reasoning ?? 0, output),
    web_searches: call.webSearches ?? 0,
  };
  const micros = (changed: Partial<typeof counts>): number | null => {
    const result = lookUp(listing.candidate, call.at, { ...counts, ...changed });
    return result === null ? null : Math.round(result.total_price * 1e6);
  };
  const cost = micros({});
  if (cost === null) return null;
  const estimated = outputEstimated === null ? cost : micros({ output_tokens: outputEstimated });
  const uncached = micros({ cache_read_tokens: 0, cache_write_tokens: 0, cache_write_1h_tokens: 0 });
  return {
    costUsdMicros: cost,
    outputExtraUsdMicros: (estimated ?? cost) - cost,
    cacheSavedUsdMicros: (uncached ?? cost) - cost,
  };
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
  const found = () => firstMatch(canonicalCandidates(name, null), 0)?.result.model.context_window ?? null;
  return name.statedContext ?? found();
}
