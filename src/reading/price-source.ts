/** Where the prices of a database come from. */

import { readMeta } from '../db/meta.ts';
import type { Connection } from '../db/open.ts';
import type { PriceSource } from '../domain/prices.ts';

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

/** `@pydantic/genai-prices 0.1.8 (2026-09-23)`. */
export function priceSourceText(source: PriceSource | null): string {
  if (source === null) return '?';
  const { name, version, date } = source;
  return date === null ? `${name} ${version}` : `${name} ${version} (${date})`;
}
