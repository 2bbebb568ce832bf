/** Special functions behind the tests and intervals: normal and binomial distributions, logarithms of factorials. Pure. */

/** Two-sided 95 %: the 97.5th percentile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/** Lanczos's coefficients for g = 7, n = 9 (P. Godfrey, A note on the computation of the convergent Lanczos series, 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function for x > 0, relative error about 1e-14. */
export function logGamma(x: number): number {
  const shifted = x - 1;
  let sum = LANCZOS[0] as number;
  for (let i = 1; i < LANCZOS.length; i++) {
    sum += (LANCZOS[i] as number) / (shifted + i);
  }
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Natural logarithm of n!. */
export function logFactorial(n: number): number {
  return n < 2 ? 0 : logGamma(n + 1);
}

/** Beyond this the series below loses digits and the continued fraction converges fast. */
const TAIL_FROM = 3;

/**
 * Upper tail of the standard normal distribution, P(Z > z). Marsaglia's Taylor series near the middle (Evaluating the normal distribution,
 * Journal of Statistical Software 11, 2004) and Laplace's continued fraction in the tails: 12 digits or more in both.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > TAIL_FROM) {
    let fraction = z;
    for (let k = 120; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let sum = z;
  let term = z;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** Two-sided p of a standard normal statistic. */
export function twoSidedP(z: number): number {
  return Math.min(1, 2 * normalUpperTail(Math.abs(z)));
}

/**
 * P(X >= k) for X binomial with n trials of probability p: the regularised incomplete beta function I_p(k, n - k + 1)
 * (Abramowitz and Stegun 26.5.24) by Lentz's continued fraction, so that its cost does not grow with n.
 */
export function binomialUpperTail(n: number, p: number, k: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  const a = k;
  const b = n - k + 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(p) + b * Math.log1p(-p));
  // The fraction converges fast on its own side of the mean; the other side is its mirror.
  return p < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, p)) / a
    : 1 - (front * betaFraction(b, a, 1 - p)) / b;
}

function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 5_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}
