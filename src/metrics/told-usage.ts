/** Usage that only records tell of (REQUIREMENTS.md R0.7): it is in no session's sums, so it is added to theirs and never twice. Pure. */

import type { TokenSums } from '../domain/report.ts';
import type { TaskPage } from '../domain/task-page.ts';
import type { Activity } from './performance.ts';
import type { TaskRows } from './task-list.ts';

/** Sums over tasks; null = no record says. */
export interface ToldUsage {
  readonly tokens: number | null;
  readonly costUsdMicros: number | null;
}

export const NOTHING_TOLD: ToldUsage = { tokens: null, costUsdMicros: null };

/** Of these places the tasks whose usage only records tell of: open ones, and those completed at `since` (epoch ms) or later. */
export function toldPlaces(page: TaskPage, places: TaskRows, since: number | null): TaskRows {
  const told = page.u8('usageOfRecords');
  const times = page.f64('completedAt');
  return places.filter((place) => told[place] === 1 && !((times[place] as number) < (since ?? -Infinity)));
}

export function addTold(sum: ToldUsage, page: TaskPage, place: number): ToldUsage {
  return {
    tokens: added(sum.tokens, page.f64('tokens')[place] as number),
    costUsdMicros: added(sum.costUsdMicros, page.f64('cost')[place] as number),
  };
}

/** NaN is not known; less than nothing is a mistake, which its task is flagged for. */
function added(sum: number | null, value: number): number | null {
  return value >= 0 ? (sum ?? 0) + value : sum;
}

/** Tokens of which nobody says what they were are unclassified. */
export function withTold<Known extends Pick<Activity, 'tokens' | 'costUsdMicros'>>(
  known: Known,
  { tokens, costUsdMicros }: ToldUsage,
): Known {
  return {
    ...known,
    tokens: tokens === null ? known.tokens : plus(known.tokens ?? NO_TOKENS, tokens),
    costUsdMicros: added(known.costUsdMicros, costUsdMicros ?? Number.NaN),
  };
}

const NO_TOKENS: TokenSums = {
  ...{ input: 0, cacheRead: 0, cacheCreation: 0, cacheCreation5m: 0, cacheCreation1h: 0, output: 0 },
  ...{ outputEstimated: null, reasoning: 0, unclassified: 0, total: 0 },
};

function plus(sums: TokenSums, unclassified: number): TokenSums {
  return {
    ...sums,
    unclassified: sums.unclassified + unclassified,
    total: sums.total + unclassified,
  };
}
