/** Turns a library price into flat rates per token class, so that a call is priced by five multiplications. */

import type { CallCost } from '../domain/prices.ts';
import type { TokenUsage } from '../domain/usage.ts';

/** A price as the library gives it: `_mtok` keys in USD per million tokens, some with tiers by total input. */
export type PriceTable = Readonly<Record<string, number | TieredPrice | undefined>>;

interface TieredPrice {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/** USD per million tokens, which is micro-dollars per token; null = the library has no price for this class. */
interface Rates {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly cacheWrite1h: number | null;
  readonly output: number | null;
  /** Micro-dollars per web search. */
  readonly webSearch: number | null;
}

/** Rates that hold while a call's total input is above `above` tokens. */
export interface RateBand {
  readonly above: number;
  readonly rates: Rates;
}

/** One-hour cache writes cost twice the base input (claude-code.md 4.1); most entries of the library state only the 5-minute price. */
const ONE_HOUR_WRITE_FACTOR = 2;

/** Keys that bands cover or that no text call has; a table with another key is priced by the library itself. */
const BAND_KEYS = ['input_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_1h_mtok', 'output_mtok'];
const UNUSED_KEY =
  /audio|image|video|pixel|document|text_messages|rerank|storage_searches|social_searches|citation|character|chars/;

/** Bands in ascending order of `above`, or null when this price has parts that flat rates do not express. */
export function rateBands(table: PriceTable): readonly RateBand[] | null {
  const keys = Object.keys(table).filter((key) => table[key] !== undefined);
  const expressed = keys.every(
    (key) => BAND_KEYS.includes(key) || isFlatSearchPrice(key, table) || UNUSED_KEY.test(key),
  );
  if (!expressed) {
    return null;
  }
  const starts = new Set<number>([-1]);
  for (const key of BAND_KEYS) {
    const price = table[key];
    if (typeof price === 'object') {
      for (const tier of price.tiers) {
        starts.add(tier.start);
      }
    }
  }
  return [...starts].sort((a, b) => a - b).map((above) => ({ above, rates: ratesAbove(table, above) }));
}

function isFlatSearchPrice(key: string, table: PriceTable): boolean {
  return key === 'web_searches_kcount' && typeof table[key] === 'number';
}

/** The library prices a class without a price of its own as the class it is a part of: a cache read as input. */
function ratesAbove(table: PriceTable, above: number): Rates {
  const input = priceAbove(table.input_mtok, above);
  const write = priceAbove(table.cache_write_mtok, above);
  const searches = table.web_searches_kcount;
  return {
    input,
    cacheRead: priceAbove(table.cache_read_mtok, above) ?? input,
    cacheWrite: write ?? input,
    cacheWrite1h: priceAbove(table.cache_write_1h_mtok, above) ?? oneHourRate(input, write),
    output: priceAbove(table.output_mtok, above),
    webSearch: typeof searches === 'number' ? searches * 1000 : null,
  };
}

function oneHourRate(input: number | null, write: number | null): number | null {
  return input === null || write === null ? input : input * ONE_HOUR_WRITE_FACTOR;
}

function priceAbove(price: number | TieredPrice | undefined, above: number): number | null {
  if (price === undefined) {
    return null;
  }
  if (typeof price === 'number') {
    return price;
  }
  return price.tiers.reduce((rate, tier) => (above >= tier.start ? tier.price : rate), price.base);
}

/**
 * Cost in whole micro-dollars, each part rounded once; null when a class with tokens, or a web search, has no price. Unsplit cache writes are priced as
 * 5-minute ones. Tokens of class `unclassified` have no price: the caller sees to them.
 */
export function costOf(
  bands: readonly RateBand[],
  usage: TokenUsage,
  webSearches: number,
  outputEstimated: number | null,
): CallCost | null {
  const input = usage.input ?? 0;
  const read = usage.cacheRead ?? 0;
  const write = (usage.cacheCreation5m ?? 0) + (usage.cacheCreationUnsplit ?? 0);
  const write1h = usage.cacheCreation1h ?? 0;
  const output = usage.output ?? 0;
  const rates = ratesFor(bands, input + read + write + write1h);
  const lacking =
    (rates.input === null && input > 0) ||
    (rates.cacheRead === null && read > 0) ||
    (rates.cacheWrite === null && write > 0) ||
    (rates.cacheWrite1h === null && write1h > 0) ||
    (rates.output === null && output > 0) ||
    (rates.webSearch === null && webSearches > 0);
  if (lacking) {
    return null;
  }
  const cached =
    read * (rates.cacheRead ?? 0) + write * (rates.cacheWrite ?? 0) + write1h * (rates.cacheWrite1h ?? 0);
  const cost =
    input * (rates.input ?? 0) + cached + output * (rates.output ?? 0) + webSearches * (rates.webSearch ?? 0);
  const uncached = (read + write + write1h) * (rates.input ?? 0);
  const extra = outputEstimated === null ? 0 : (outputEstimated - output) * (rates.output ?? 0);
  const costUsdMicros = Math.round(cost);
  return {
    costUsdMicros,
    outputExtraUsdMicros: Math.round(cost + extra) - costUsdMicros,
    cacheSavedUsdMicros: Math.round(uncached - cached),
  };
}

function ratesFor(bands: readonly RateBand[], totalInput: number): Rates {
  let band = bands[0] as RateBand;
  for (let i = 1; i < bands.length && totalInput > (bands[i] as RateBand).above; i++) {
    band = bands[i] as RateBand;
  }
  return band.rates;
}
