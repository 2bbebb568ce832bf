/** Figures of a group of calls from its sums. */

import type { CostFigures } from '../../domain/costs.ts';
import type { TokenSums } from '../../domain/report.ts';

/** Sums as stored, money in micro-dollars. */
export interface MoneySums {
  readonly model_calls: number;
  readonly estimated_calls: number;
  readonly cost: number;
  readonly cost_extra: number;
  readonly cache_saved: number;
  readonly priced_calls: number;
  readonly unpriced_calls: number;
  readonly reported_cost: number;
  readonly reported_calls: number;
}

export function costFigures(sums: MoneySums, tokens: TokenSums): CostFigures {
  const isPriced = sums.priced_calls > 0;
  const input = tokens.input + tokens.cacheRead + tokens.cacheCreation;
  return {
    modelCalls: sums.model_calls,
    tokens,
    costUsdMicros: isPriced ? sums.cost : null,
    costBasis: basisOf(sums),
    costLowUsdMicros: isPriced ? sums.cost : null,
    costHighUsdMicros: isPriced ? sums.cost + sums.cost_extra : null,
    reportedCostUsdMicros: sums.reported_calls > 0 ? sums.reported_cost : null,
    unpricedCalls: sums.unpriced_calls,
    cacheReadShare: input === 0 ? null : tokens.cacheRead / input,
    cacheSavedUsdMicros: isPriced && sums.model_calls > 0 ? sums.cache_saved : null,
  };
}

/** A price without a call is a total that the log gave. */
function basisOf(sums: MoneySums): CostFigures['costBasis'] {
  const { priced_calls, unpriced_calls, model_calls, estimated_calls } = sums;
  if (priced_calls === 0) return null;
  if (model_calls <= unpriced_calls) return 'reported';
  if (priced_calls > model_calls - unpriced_calls) return 'mixed';
  return estimated_calls > 0 ? 'estimated' : 'computed';
}
