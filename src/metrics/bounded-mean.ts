/** Means of values from 0 to 1 and how sure they are, from three sums, so that no list of values is kept. Pure. */

import type { Interval } from '../domain/metric.ts';
import { wilson } from './statistics/rates.ts';

/** Values from 0 to 1: how many, their sum, the sum of their squares. */
export interface Tally {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export const NO_VALUES: Tally = { n: 0, sum: 0, squares: 0 };

export function tallyOf(values: Iterable<number>): Tally {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    n++;
    sum += value;
    squares += value * value;
  }
  return { n, sum, squares };
}

/** A share is the mean of ones and zeros. */
export function shareTally(successes: number, n: number): Tally {
  return { n, sum: successes, squares: successes };
}

/** null when there are no values. */
export function meanOf({ n, sum }: Tally): number | null {
  return n === 0 ? null : Math.min(1, Math.max(0, sum / n));
}

/** Means nearer than this to 0 or 1 are 0 or 1 but for rounding. */
const ROUNDING = 1e-12;

/**
 * 95 % interval of the mean: Wilson's with an effective sample size (E. L. Korn, B. I. Graubard, Confidence intervals for proportions with
 * small expected number of positive counts, Survey Methodology 24, 1998): values that scatter less than ones and zeros with the same mean
 * would (variance m (1 - m), the largest that there can be) tell more than their number. For ones and zeros it is Wilson's own. One value
 * of largest scatter is added to what was seen, so that equal values do not look certain. Both ends lie in 0 to 1 and hold the mean.
 */
export function meanInterval(tally: Tally): Interval | null {
  const mean = meanOf(tally);
  const { n, squares } = tally;
  if (mean === null) return null;
  if (mean <= ROUNDING || mean >= 1 - ROUNDING) return wilson(mean < 0.5 ? 0 : n, n);
  const largest = mean * (1 - mean);
  const scatter = Math.max(0, squares - n * mean * mean);
  const share = n === 1 ? 1 : Math.min(1, (scatter + largest) / (n - 1) / largest);
  const effective = n / share;
  const interval = wilson(mean * effective, effective) as Interval;
  // Very near to 0 and 1 the sums of the formula cancel but for rounding.
  return { low: Math.max(0, Math.min(interval.low, mean)), high: Math.min(1, Math.max(interval.high, mean)) };
}
