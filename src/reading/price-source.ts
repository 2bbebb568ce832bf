/** Where the prices of a database come from. */

import { readMeta } from '../db/meta.ts';
import type { Connection } from '../db/open.ts';
import { isRepricing } from '../db/reprice.ts';
import type { PriceSettings, PriceSource } from '../domain/prices.ts';
import { priceFingerprint } from '../metrics/price-rules.ts';

/** Of the prices that stored costs have; null when nothing was priced yet. */
export function priceSource(db: Connection): PriceSource | null {
  const text = readMeta(db, 'price_source');
  if (text === null) return null;
  try {
    return JSON.parse(text) as PriceSource;
  } catch {
    return null;
  }
}

/** Costs are partly of old prices, or wholly of others than `wanted`. */
export function arePricesStale(db: Connection, wanted: PriceSettings | undefined): boolean {
  if (isRepricing(db)) return true;
  const known = readMeta(db, 'prices');
  return wanted !== undefined && known !== null && known !== priceFingerprint(wanted);
}

/** `@pydantic/genai-prices 0.1.8 (2026-09-23)`. */
export function priceSourceText(source: PriceSource | null): string {
  if (source === null) return '?';
  const { name, version, date } = source;
  return date === null ? `${name} ${version}` : `${name} ${version} (${date})`;
}
