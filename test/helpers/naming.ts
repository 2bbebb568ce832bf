/** Models under the names that were logged. */

import type { ModelNaming } from '../../src/db/dictionary.ts';

export const LOGGED_NAMES: ModelNaming = {
  canonical: (model, provider) => ({ canonical: model, provider }),
  contextWindow: () => null,
  pricedBy: () => null,
};
