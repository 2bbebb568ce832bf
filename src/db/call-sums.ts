/** What a model call adds to the rollups. */

import type { CallRow } from './call-row.ts';
import { AT, SUMS } from './rollups.ts';

/** Filled anew by every call: an array of its own would cost as much as all that is added. */
const sums = new Float64Array(SUMS.length);

/** Valid until the next call. Written out: looked up name by name it would cost as much as storing the call. */
export function callSums(row: Omit<CallRow, 'before'>): Float64Array {
  sums.fill(0);
  sums[AT.model_calls] = 1;
  sums[AT.input] = row.input ?? 0;
  sums[AT.cache_read] = row.cache_read ?? 0;
  sums[AT.cache_creation_5m] = row.cache_creation_5m ?? 0;
  sums[AT.cache_creation_1h] = row.cache_creation_1h ?? 0;
  sums[AT.cache_creation_unsplit] = row.cache_creation_unsplit ?? 0;
  sums[AT.output] = row.output ?? 0;
  sums[AT.unclassified] = row.unclassified ?? 0;
  sums[AT.reasoning] = row.reasoning ?? 0;
  if (row.output_estimated !== null) {
    sums[AT.output_extra] = row.output_estimated - (row.output ?? 0);
    sums[AT.estimated_calls] = 1;
  }
  sums[AT.cost] = row.cost ?? 0;
  sums[row.cost === null ? AT.unpriced_calls : AT.priced_calls] = 1;
  sums[AT.cost_extra] = row.cost_extra ?? 0;
  sums[AT.cache_saved] = row.cache_saved ?? 0;
  sums[AT.reported_cost] = row.reported_cost ?? 0;
  sums[AT.reported_calls] = row.reported_cost === null ? 0 : 1;
  return sums;
}
