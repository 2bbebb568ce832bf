/** Which changes of versions and models are marked beside a trend: the ones that most of the work met. Pure. */

import type { TrendMarker } from '../domain/trends.ts';

/** A version or model in use within a window. */
export interface Use {
  readonly kind: TrendMarker['kind'];
  readonly harness: string | null;
  readonly name: string;
  /** First use within the window, epoch ms. */
  readonly at: number;
  /** Sessions, or calls. */
  readonly uses: number;
  readonly isOld: boolean;
}

/** Markers of one window: more would hide the line. */
const MOST_MARKERS = 5;
/** Share of the work below which a newcomer explains nothing. */
const SMALLEST_SHARE = 0.02;

/** First uses, oldest first. `isBeginning`: nothing is known of before the window, so that what a harness (or the models) began with changed nothing. */
export function trendMarkers(uses: readonly Use[], isBeginning: boolean): TrendMarker[] {
  const totals = new Map<string, number>();
  const begins = new Map<string, number>();
  for (const use of uses) {
    const group = groupOf(use);
    totals.set(group, (totals.get(group) ?? 0) + use.uses);
    begins.set(group, Math.min(begins.get(group) ?? use.at, use.at));
  }
  return uses
    .filter((use) => !use.isOld && !(isBeginning && use.at === begins.get(groupOf(use))))
    .map(({ isOld: _old, uses: own, ...use }) => ({ ...use, share: own / (totals.get(groupOf(use)) ?? own) }))
    .filter(({ share }) => share >= SMALLEST_SHARE)
    .sort((a, b) => b.share - a.share || a.at - b.at || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_MARKERS)
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

/** What a share is a share of: sessions of one harness, or all calls. */
function groupOf({ kind, harness }: Pick<Use, 'kind' | 'harness'>): string {
  return `${kind} ${harness}`;
}
