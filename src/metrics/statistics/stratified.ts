/** Difference of two rates within kinds of task, and whether all tasks together tell another story (Simpson). Pure. */

import type { Difference } from './comparison.ts';
import { type Count, newcombe } from './rates.ts';
import { twoSidedP, Z_95 } from './special.ts';

/** Tasks of both groups of one kind. `Key` is whatever the kinds are told apart by. */
export interface Stratum<Key = string> {
  readonly key: Key;
  readonly group: Count;
  readonly against: Count;
}

/** The stratified difference, with the raw one beside it. */
export interface StratifiedDifference extends Difference {
  /** Of all tasks together. */
  readonly raw: number | null;
  /** Kinds of which both groups have tasks; tasks of other kinds are in `raw`, `n` and `againstN` alone. */
  readonly shared: number;
  /** Raw and stratified difference point in opposite directions (Simpson 1951). */
  readonly reversal: boolean;
  /** As `reversal`, and one of the two would be called a difference. */
  readonly reversalMatters: boolean;
}

/**
 * Sorts tasks into strata. `keyOf` joins what makes a kind: task type, harness, effort, language, repository size, as far as known.
 * `succeeded` is null for an unknown outcome: that task is left out.
 */
export function strataOf<Task>(
  group: Iterable<Task>,
  against: Iterable<Task>,
  keyOf: (task: Task) => string,
  succeeded: (task: Task) => boolean | null,
): Stratum[] {
  const strata = new Map<string, Record<'group' | 'against', { successes: number; n: number }>>();
  for (const [side, tasks] of [
    ['group', group],
    ['against', against],
  ] as const) {
    for (const task of tasks) {
      const success = succeeded(task);
      if (success === null) continue;
      const key = keyOf(task);
      const stratum = strata.get(key) ?? { group: { successes: 0, n: 0 }, against: { successes: 0, n: 0 } };
      strata.set(key, stratum);
      stratum[side].n++;
      stratum[side].successes += success ? 1 : 0;
    }
  }
  return [...strata].map(([key, counts]) => ({ key, ...counts }));
}

/**
 * Common difference of rates over strata by Mantel and Haenszel's weights (Greenland and Robins, Estimation of a common effect parameter
 * from sparse follow-up data, Biometrics 41, 1985), with Sato's variance, which holds for many small strata as for few large ones (Sato, On
 * the variance estimator for the Mantel-Haenszel risk difference, Biometrics 45, 1989), and the p of Mantel and Haenszel's test (1959)
 * with continuity correction.
 */
export function stratifiedDifference<Key>(strata: readonly Stratum<Key>[]): StratifiedDifference {
  const group = together(strata.map((stratum) => stratum.group));
  const against = together(strata.map((stratum) => stratum.against));
  const shared = strata.filter((stratum) => stratum.group.n > 0 && stratum.against.n > 0);
  const raw = group.n > 0 && against.n > 0 ? rate(group) - rate(against) : null;
  const common = shared.length > 0 ? commonDifference(shared) : null;
  const reversal = raw !== null && common !== null && raw * common.difference < 0;
  return {
    n: group.n,
    againstN: against.n,
    ...(common ?? { difference: null, low: null, high: null, p: null }),
    raw,
    shared: shared.length,
    reversal,
    reversalMatters: reversal && (excludesZero(newcombe(group, against)) || excludesZero(common)),
  };
}

function together(counts: readonly Count[]): Count {
  return counts.reduce((sum, { successes, n }) => ({ successes: sum.successes + successes, n: sum.n + n }), {
    successes: 0,
    n: 0,
  });
}

function rate({ successes, n }: Count): number {
  return successes / n;
}

function excludesZero(interval: { readonly low: number; readonly high: number } | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

interface CommonDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

function commonDifference<Key>(strata: readonly Stratum<Key>[]): CommonDifference {
  let weights = 0;
  let weighted = 0;
  let sato = 0;
  let spread = 0;
  let excess = 0;
  let variance = 0;
  for (const { group, against } of strata) {
    const [x, n1] = [group.successes, group.n];
    const [y, n0] = [against.successes, against.n];
    const n = n1 + n0;
    weights += (n1 * n0) / n;
    weighted += (x * n0 - y * n1) / n;
    sato += (n1 ** 2 * y - n0 ** 2 * x + (n1 * n0 * (n0 - n1)) / 2) / n ** 2;
    spread += (x * (n0 - y) + y * (n1 - x)) / (2 * n);
    excess += x - (n1 * (x + y)) / n;
    variance += (n1 * n0 * (x + y) * (n - x - y)) / (n ** 2 * (n - 1));
  }
  const difference = weighted / weights;
  const reach = (Z_95 * Math.sqrt(Math.max(0, difference * sato + spread))) / weights;
  const corrected = Math.max(0, Math.abs(excess) - 0.5);
  return {
    difference,
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
    p: variance > 0 ? twoSidedP(corrected / Math.sqrt(variance)) : 1,
  };
}
