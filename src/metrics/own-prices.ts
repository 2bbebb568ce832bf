/** Prices that the user's configuration gives: own prices, names that stand for others, models that cost nothing. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { OwnPrice, PricedCall, PriceSettings } from '../domain/prices.ts';
import { remembered } from '../domain/remembered.ts';
import { readModelName } from './model-names.ts';
import { type RateBand, rateBands } from './rates.ts';

/** A model as logged, and its canonical name. */
interface ModelNames {
  readonly model: string;
  readonly provider: string | null;
  readonly canonical: string;
}

interface Alias {
  readonly model: string;
  /** Its fast mode is meant: the alias is of the logged name without `-fast`. */
  readonly isFast: boolean;
}

export interface OwnPrices {
  /** Nothing is configured. */
  readonly isEmpty: boolean;
  /** The model that a logged name stands for; null when it stands for itself. */
  aliasOf(model: string): Alias | null;
  /**
   * The rates of a call; null when the configuration says nothing of it. `oddWords`: its speed and tier where they are not the standard
   * ones; such a call has only a price that names them (`[prices."MODEL-fast"]`).
   */
  find(names: ModelNames, call: PricedCall, oddWords: readonly string[]): readonly RateBand[] | 'free' | null;
  /** Whether any price or freedom is configured for a model, for whatever time. */
  said(names: ModelNames): 'config' | 'free' | null;
}

/** Names that are remembered. */
const REMEMBERED = 2_048;

interface Dated {
  readonly since: number;
  readonly bands: readonly RateBand[];
}

export function createOwnPrices(settings: PriceSettings): OwnPrices {
  const aliases = new Map(settings.aliases);
  const free = settings.free.map(patternOf);
  const prices = new Map<string, Dated[]>();
  for (const price of settings.own)
    getOrInsert(prices, price.model, () => []).push({
      since: price.since ?? -Infinity,
      bands: bandsOf(price),
    });
  for (const list of prices.values()) list.sort((a, b) => b.since - a.since);

  const findAlias = (name: string): Alias | null => {
    const exact = aliases.get(name.trim().toLowerCase());
    const { logged, bare, fast } = readModelName(name);
    const model = exact ?? aliases.get(logged) ?? aliases.get(bare);
    return model === undefined ? null : { model, isFast: fast && exact === undefined };
  };
  const knownAliases = new Map<string, Alias | null>();
  const aliasOf = (model: string): Alias | null =>
    aliases.size === 0 ? null : remembered(knownAliases, model, REMEMBERED, () => findAlias(model));
  const isFree = ({ model, provider, canonical }: ModelNames): boolean => {
    const { logged, bare } = readModelName(model);
    const tried = [
      logged,
      bare,
      canonical,
      ...(provider === null ? [] : [`${provider.toLowerCase()}/${logged}`]),
    ];
    return free.some((pattern) => tried.some((name) => pattern.test(name)));
  };
  const listOf = ({ model, canonical }: ModelNames, ending: string): readonly Dated[] => {
    const { logged, bare, fast } = readModelName(model);
    const end = fast && !ending.startsWith('-fast') ? `-fast${ending}` : ending;
    for (const name of [logged, bare, aliasOf(model)?.model ?? canonical, canonical]) {
      const list = prices.get(name + end);
      if (list !== undefined) return list;
    }
    return [];
  };

  const known = new Map<string, readonly Dated[] | 'free'>();
  return {
    isEmpty: settings.own.length === 0 && settings.free.length === 0 && aliases.size === 0,
    aliasOf,
    find(names, call, oddWords) {
      const ending = oddWords.map((word) => `-${word}`).join('');
      const key = `${names.model}\n${names.provider ?? ''}\n${ending}`;
      const found = remembered(known, key, REMEMBERED, () =>
        isFree(names) ? 'free' : listOf(names, ending),
      );
      if (found === 'free') return found;
      return found.find(({ since }) => call.at >= since)?.bands ?? null;
    },
    said: (names) => (isFree(names) ? 'free' : listOf(names, '').length > 0 ? 'config' : null),
  };
}

/** Classes without a price are treated as the library's are. */
function bandsOf(price: OwnPrice): readonly RateBand[] {
  const { cacheRead, cacheWrite5m, cacheWrite1h, webSearch } = price;
  return rateBands({
    input_mtok: price.input,
    output_mtok: price.output,
    ...(cacheRead === null ? {} : { cache_read_mtok: cacheRead }),
    ...(cacheWrite5m === null ? {} : { cache_write_mtok: cacheWrite5m }),
    ...(cacheWrite1h === null ? {} : { cache_write_1h_mtok: cacheWrite1h }),
    ...(webSearch === null ? {} : { web_searches_kcount: webSearch }),
  }) as readonly RateBand[];
}

function patternOf(text: string): RegExp {
  const parts = text
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
