/** `[prices."MODEL"]` and `[price_aliases]` of config.toml: what models cost where the price library does not know, or knows otherwise. */

import type { OwnPrice } from '../domain/prices.ts';
import type { UserError } from '../domain/user-error.ts';
import { isTable, shown, type Wrong } from './config-wrong.ts';
import { didYouMean } from './nearest.ts';
import { parseTime } from './time-range.ts';

const RATES = {
  input: 'input',
  output: 'output',
  cache_read: 'cacheRead',
  cache_write_5m: 'cacheWrite5m',
  cache_write_1h: 'cacheWrite1h',
  web_search: 'webSearch',
} as const satisfies Readonly<Record<string, keyof OwnPrice>>;
const REQUIRED = ['input', 'output'] as const;
const NAMES: readonly string[] = [...Object.keys(RATES), 'since'];
/** Dollars a million tokens: more is a slip of the unit. */
const MAX_RATE = 1_000_000;

/** Throws the error for the first price that cannot be used. */
export function ownPrices(value: unknown, wrong: Wrong): readonly OwnPrice[] {
  if (!isTable(value))
    throw wrong(['prices'], 'must hold one section a model', 'write [prices."MODEL"] above its prices');
  return Object.entries(value).flatMap(([model, given]) => {
    const path = ['prices', model];
    if (model.trim() === '') throw wrong(path, 'the name of the model is empty', null);
    if (Array.isArray(given)) return given.map((one, i) => ownPrice(model, one, [...path, String(i)], wrong));
    return [ownPrice(model, given, path, wrong)];
  });
}

function ownPrice(model: string, value: unknown, path: readonly string[], wrong: Wrong): OwnPrice {
  if (!isTable(value)) throw wrong(path, 'must be a section of prices', 'write [prices."MODEL"]');
  const price: Record<keyof OwnPrice, string | number | null> = {
    ...{ model: model.trim().toLowerCase(), since: null, input: null, output: null },
    ...{ cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, webSearch: null },
  };
  for (const [key, given] of Object.entries(value)) {
    const fail = (why: string, todo: string | null = null) => wrong([...path, key], why, todo);
    if (key === 'since') price.since = sinceOf(given, fail);
    else if (Object.hasOwn(RATES, key)) price[RATES[key as keyof typeof RATES]] = rateOf(key, given, fail);
    else throw fail('unknown key', didYouMean(key, NAMES, `the keys are ${NAMES.join(', ')}`));
  }
  for (const key of REQUIRED)
    if (price[key] === null)
      throw wrong(path, `${key} is missing`, `write ${key} = DOLLARS per million tokens`);
  return price as unknown as OwnPrice;
}

type Fail = (why: string) => UserError;

function rateOf(key: string, value: unknown, fail: Fail): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_RATE) return value;
  const unit = key === 'web_search' ? 'thousand searches' : 'million tokens';
  throw fail(`must be dollars per ${unit}, a number from 0 to ${MAX_RATE}, not ${shown(value)}`);
}

/** A date of TOML or a text; UTC, as the library's own prices change. */
function sinceOf(value: unknown, fail: Fail): number {
  const text = value instanceof Date ? value.toISOString() : value;
  const at = typeof text === 'string' && /^\d{4}-/.test(text) ? parseTime(text, 'since', 'UTC', 0) : null;
  if (at === null || !Number.isFinite(at))
    throw fail(`must be a date such as 2026-03-01, not ${shown(value)}`);
  return at;
}

/** Pairs of a logged name (lower case) and the name whose price it has. */
export function priceAliases(value: unknown, wrong: Wrong): readonly (readonly [string, string])[] {
  if (!isTable(value)) throw wrong(['price_aliases'], 'must be a section', 'write [price_aliases]');
  return Object.entries(value).map(([name, target]) => {
    if (typeof target === 'string' && target.trim() !== '')
      return [name.trim().toLowerCase(), target.trim()] as const;
    throw wrong(['price_aliases', name], `must be the name of a model, not ${shown(target)}`, null);
  });
}
