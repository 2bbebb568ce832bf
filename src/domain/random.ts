/** Seeded pseudo-random numbers: the simulated fleet and the benchmark corpus are the same for the same seed, everywhere. */

/** Four hex digits of every 16-bit number: building a uuid is eight look-ups. Made for the first uuid. */
let hex4: readonly string[] | null = null;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A stream of pseudo-random values; not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform 32-bit unsigned integer. */
  uint32(): number;
  /** Uniform integer, both ends included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One item of a non-empty list. Throws RangeError for an empty one. */
  pick<T>(items: readonly T[]): T;
  /** Index drawn with these relative weights. */
  weighted(weights: readonly number[]): number;
  /** Standard normal deviate. */
  normal(): number;
  /** Log-normal deviate: half of the values lie below `median`; `sigma` is the deviation of the logarithm. */
  logNormal(median: number, sigma: number): number;
  /** Random (version 4) UUID. */
  uuid(): string;
  /** `length` lower-case hex digits. */
  hex(length: number): string;
  /** `length` letters and digits, as in the ids of model calls. */
  base62(length: number): string;
}

/** sfc32 seeded from one integer (any finite number) through splitmix32; period about 2^128. */
export function createRandom(seed: number): Random {
  const state = seedState(seed);
  const uint32 = (): number => nextSfc32(state);
  const next = (): number => uint32() / 4_294_967_296;
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    uint32,
    int,
    normal,
    chance: (probability) => next() < probability,
    pick: (items) => pickFrom(items, next()),
    weighted: (weights) => weightedIndex(weights, next()),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    uuid: () => formatUuid(uint32(), uint32(), uint32(), uint32()),
    hex: (length) => digits(length, () => (uint32() & 15).toString(16)),
    base62: (length) => digits(length, () => BASE62[int(0, 61)] as string),
  };
}

function seedState(seed: number): Uint32Array {
  let mixed = Math.floor(seed) ^ Math.floor(seed / 4_294_967_296);
  const splitmix32 = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return Uint32Array.of(splitmix32(), splitmix32(), splitmix32(), 1);
}

function nextSfc32(state: Uint32Array): number {
  const a = state[0] as number;
  const b = state[1] as number;
  const c = state[2] as number;
  const counter = state[3] as number;
  const sum = (a + b + counter) >>> 0;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + sum;
  state[3] = counter + 1;
  return sum;
}

function pickFrom<T>(items: readonly T[], fraction: number): T {
  if (items.length === 0) throw new RangeError('pick from an empty list');
  return items[Math.floor(fraction * items.length)] as T;
}

function weightedIndex(weights: readonly number[], fraction: number): number {
  let rest = fraction * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] as number;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

function formatUuid(a: number, b: number, c: number, d: number): string {
  hex4 ??= Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));
  const version = hex4[(b & 0x0fff) | 0x4000];
  const variant = hex4[(c & 0x3fff) | 0x8000];
  return `${hex4[a >>> 16]}${hex4[a & 0xffff]}-${hex4[b >>> 16]}-${version}-${variant}-${hex4[c >>> 16]}${hex4[d >>> 16]}${hex4[d & 0xffff]}`;
}

function digits(length: number, digit: () => string): string {
  let text = '';
  for (let i = 0; i < length; i++) text += digit();
  return text;
}
