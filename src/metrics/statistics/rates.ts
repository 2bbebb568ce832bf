/** Statistics of shares: how sure a share is, given how few it was counted from, and whether two of them differ. Pure. */

import type { Interval } from '../../domain/metric.ts';
import { logFactorial, Z_95 } from './special.ts';

/** `successes` of `n` tasks whose outcome is known. */
export interface Count {
  readonly successes: number;
  readonly n: number;
}

/**
 * Wilson's score interval of the share `successes / n`, both ends in 0 to 1 (Wilson 1927; "method 3" of Newcombe 1998). Unlike
 * the textbook interval it is right for small n and shares near 0 and 1. `z` sets the level, 95 % unless told. Null for n = 0:
 * nothing is known.
 */
export function wilson(successes: number, n: number, z: number = Z_95): Interval | null {
  if (n <= 0) return null;
  const share = successes / n;
  const z2 = z * z;
  const centre = share + z2 / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share) + z2 / (4 * n)) / n);
  const scale = 1 + z2 / n;
  // At the ends the sums cancel to 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === n ? 1 : (centre + spread) / scale,
  };
}

/** An estimate with its interval, as `squareAndAdd` takes it. */
export interface Estimate extends Interval {
  readonly value: number;
}

/**
 * Interval of the difference of two independent estimates from an interval of each: distances to the ends that face each other, squared
 * and added. For Wilson's intervals this is Newcombe's method 10; it holds for any pair of sound intervals, skewed ones too
 * (Zou and Donner, Construction of confidence limits about effect measures: a general approach, Statistics in Medicine 27, 2008).
 */
export function squareAndAdd(a: Estimate, b: Estimate): Interval {
  const difference = a.value - b.value;
  return {
    low: difference - Math.hypot(a.value - a.low, b.high - b.value),
    high: difference + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/**
 * Interval of the difference of two independent rates, a minus b, in -1 to 1 (R. G. Newcombe, Interval estimation for the difference
 * between independent proportions, Statistics in Medicine 17, 1998, method 10). Null when either is counted from nothing.
 */
export function newcombe(a: Count, b: Count, z: number = Z_95): Interval | null {
  const intervalA = wilson(a.successes, a.n, z);
  const intervalB = wilson(b.successes, b.n, z);
  if (intervalA === null || intervalB === null) return null;
  const { low, high } = squareAndAdd(
    { value: a.successes / a.n, ...intervalA },
    { value: b.successes / b.n, ...intervalB },
  );
  return { low: Math.max(-1, low), high: Math.min(1, high) };
}

/** Tables whose probability differs by less than this share are as likely as each other; the logarithms carry about 1e-10. */
const SAME_PROBABILITY = 1e-7;

/**
 * Two-sided p of Fisher's exact test of the table [[a, b], [c, d]]: the probability of every table with the same margins that is at most
 * as likely as the one seen (Fisher 1935; the two-sided rule of R's fisher.test). Works in logarithms, so that a million tasks
 * do not overflow, and adds only the terms that count: time grows with the root of n.
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const row = a + b;
  const column = a + c;
  const n = a + b + c + d;
  const fewest = Math.max(0, column - (c + d));
  const most = Math.min(row, column);
  const logMargins =
    logFactorial(row) + logFactorial(c + d) + logFactorial(column) + logFactorial(b + d) - logFactorial(n);
  const logProbability = (x: number): number =>
    logMargins -
    logFactorial(x) -
    logFactorial(row - x) -
    logFactorial(column - x) -
    logFactorial(n - row - column + x);
  const limit = logProbability(a) + SAME_PROBABILITY;
  // P(x + 1) / P(x), so that a sum of many terms takes no logarithms.
  const rise = (x: number): number => ((row - x) * (column - x)) / ((x + 1) * (n - row - column + x + 1));
  const table = { logProbability, rise, limit };
  const mode = Math.floor(((row + 1) * (column + 1)) / (n + 2));
  return Math.min(1, tailBelow(table, mode, fewest) + tailBelow(table, mode + 1, most));
}

interface Tables {
  readonly logProbability: (x: number) => number;
  readonly rise: (x: number) => number;
  /** Logarithm of the largest probability that counts. */
  readonly limit: number;
}

/** A term this much smaller than the first ends the sum. */
const NEGLIGIBLE = 1e-17;

/** Sum of the probabilities from `mode` out to `end` that are at most `limit`; they fall from the mode outwards. */
function tailBelow({ logProbability, rise, limit }: Tables, mode: number, end: number): number {
  const step = end < mode ? -1 : 1;
  let near = 0;
  let far = (end - mode) * step;
  if (far < 0 || logProbability(end) > limit) return 0;
  while (near < far) {
    const middle = Math.floor((near + far) / 2);
    if (logProbability(mode + middle * step) <= limit) far = middle;
    else near = middle + 1;
  }
  const first = mode + near * step;
  let term = Math.exp(logProbability(first));
  const least = term * NEGLIGIBLE;
  let sum = term;
  for (let x = first; x !== end && term > least; x += step) {
    term = step > 0 ? term * rise(x) : term / rise(x - 1);
    sum += term;
  }
  return sum;
}
