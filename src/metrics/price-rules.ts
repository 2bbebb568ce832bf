/** Which prices stored costs have: apart from the prices themselves, so that asking does not load the library. */

import type { PriceSettings, PriceSource } from '../domain/prices.ts';

/** The library carries neither version nor date; a test holds the version against the package. */
export const PRICE_SOURCE: PriceSource = {
  name: '@pydantic/genai-prices',
  version: '0.1.8',
  date: '2026-09-23',
};

/** Version of the rules of src/metrics that a price depends on beside the library. */
const RULES = 2;

/** Changes whenever the same call may get another price: what was priced under another one is to be priced again. */
export function priceFingerprint(settings: PriceSettings): string {
  return JSON.stringify([PRICE_SOURCE.name, PRICE_SOURCE.version, RULES, settings]);
}
