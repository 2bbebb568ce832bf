/** What a comparison may say: better, worse, no difference shown, or too little to say; corrected for comparing many. Pure. */

import type { Verdict, VerdictReason, VerdictReasonCode, VerdictWord } from '../../domain/metric.ts';
import { FEWEST_POINTS } from './cell.ts';
import type { Difference } from './comparison.ts';

export interface VerdictOptions {
  /** False for costs and durations. */
  readonly higherIsBetter: boolean;
}

/** Share of noise that may be called a difference, over all comparisons made together. */
const ALPHA = 0.05;

/** A difference as stratification gives it says whether all tasks together point the other way, and how many strata it rests on. */
export type JudgedDifference = Difference & { readonly reversalMatters?: boolean; readonly shared?: number };

/**
 * Verdicts of rows shown against one baseline, in their order. A row is called better or worse when its interval excludes 0 and its p,
 * corrected by Holm over the rows that have one, is at most 0.05: the chance that noise names any row of the table stays there.
 */
export function verdictsOf(rows: readonly JudgedDifference[], options: VerdictOptions): Verdict[] {
  const judged = rows.map((row) => (missingIn(row) === null ? row.p : null));
  const adjusted = holm(judged);
  const comparisons = judged.filter((p) => p !== null).length;
  return rows.map((row, i) => verdictOf(row, adjusted[i] ?? null, comparisons, options));
}

/** Verdict of one comparison made alone. */
export function verdictOfOne(difference: JudgedDifference, options: VerdictOptions): Verdict {
  return verdictsOf([difference], options)[0] as Verdict;
}

/** A verdict withheld for a reason outside the numbers: the harnesses log different things, or a figure is not logged or priced. */
export function withheld(
  code: Extract<VerdictReasonCode, 'not_logged' | 'unpriced' | 'different_logging'>,
  n: number,
  againstN: number,
): Verdict {
  const reason = { code, n, againstN, needed: FEWEST_POINTS, p: null, adjustedP: null, comparisons: 0 };
  return { verdict: 'insufficient_data', reason, difference: null, low: null, high: null };
}

/**
 * Holm's step-down correction (A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979): each p
 * times the number of comparisons not yet decided, never less than the one before. Null stays null and does not count.
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.min(1, Math.max(least, p * (order.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}

function missingIn(row: JudgedDifference): VerdictReasonCode | null {
  if (row.n < FEWEST_POINTS || row.againstN < FEWEST_POINTS) return 'too_few_tasks';
  if (row.shared === 0) return 'no_common_stratum';
  return row.difference === null ? 'no_success' : null;
}

function verdictOf(
  row: JudgedDifference,
  adjustedP: number | null,
  comparisons: number,
  { higherIsBetter }: VerdictOptions,
): Verdict {
  const missing = missingIn(row);
  const excludesZero = (row.low !== null && row.low > 0) || (row.high !== null && row.high < 0);
  const shown = missing === null && excludesZero && adjustedP !== null && adjustedP <= ALPHA;
  const code = missing ?? (row.reversalMatters === true ? 'reversal' : codeOf(row, excludesZero, adjustedP));
  const reason: VerdictReason = {
    code,
    n: row.n,
    againstN: row.againstN,
    needed: FEWEST_POINTS,
    p: missing === null ? row.p : null,
    adjustedP,
    comparisons,
  };
  if (missing !== null)
    return { verdict: 'insufficient_data', reason, difference: null, low: null, high: null };
  const verdict = shown ? wordOf(row.difference as number, higherIsBetter) : 'no_difference_shown';
  return { verdict, reason, difference: row.difference, low: row.low, high: row.high };
}

function codeOf(row: Difference, excludesZero: boolean, adjustedP: number | null): VerdictReasonCode {
  if (!excludesZero) return 'interval_contains_zero';
  if (row.p === null || row.p > ALPHA) return 'p_not_small';
  return adjustedP === null || adjustedP > ALPHA ? 'not_after_holm' : 'difference_shown';
}

function wordOf(difference: number, higherIsBetter: boolean): VerdictWord {
  return difference > 0 === higherIsBetter ? 'better' : 'worse';
}
