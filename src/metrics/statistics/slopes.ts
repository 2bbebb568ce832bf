/** The slopes of pairs of points, and the ones at given ranks: all pairs of few points, a draw of those of many. Pure. */

import { createRandom } from '../../domain/random.ts';
import type { Columns } from './pairs.ts';
import { selectRanks } from './select.ts';
import { Z_95 } from './special.ts';

export interface Slopes {
  /** Slopes there are, or were drawn. */
  readonly count: number;
  /** 95 % error of slopes above minus slopes below any slope, that comes from drawing; 0 where all are there. */
  readonly error: number;
  /** Slopes at these zero-based ranks, in ascending order of the slopes. */
  readonly select: (ranks: readonly number[]) => ReadonlyMap<number, number>;
}

/** Up to here all pairs are held in memory at once. */
const MOST_HELD = 700;
/** Up to here every pair counts. */
const MOST_EXACT = 2_000;
/** Pairs drawn above that, and drawn first to know where to look. */
const DRAWN_PAIRS = 100_000;
const SCOUTED_PAIRS = 20_000;
/** Fixed, so that two runs draw the same pairs. */
const SEED = 0x7e115e9;

/** Slopes of points in order of x, `pairs` of which differ in x. */
export function slopesOf(points: Columns, pairs: number): Slopes {
  const n = points.x.length;
  if (n > MOST_EXACT) return drawnSlopes(points);
  const held = n <= MOST_HELD || pairs < SCOUTED_PAIRS;
  return {
    count: pairs,
    error: 0,
    select: held ? selectFrom(allSlopes(points, pairs)) : selectNear(points, pairs),
  };
}

function selectFrom(slopes: Float64Array): Slopes['select'] {
  return (ranks) => selectRanks(slopes, ranks);
}

function drawnSlopes(points: Columns): Slopes {
  const slopes = drawSlopes(points, DRAWN_PAIRS);
  return { count: slopes.length, error: Z_95 * Math.sqrt(slopes.length), select: selectFrom(slopes) };
}

function allSlopes(points: Columns, pairs: number): Float64Array {
  const slopes = new Float64Array(pairs);
  const { length } = slopesBetween(points, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, slopes);
  return slopes.subarray(0, length);
}

/** Writes the slopes from `low` to `high` to `into`, as far as it goes, and counts them and those below. */
function slopesBetween(
  { x, y }: Columns,
  low: number,
  high: number,
  into: Float64Array,
): { readonly length: number; readonly below: number } {
  let length = 0;
  let below = 0;
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] as number;
    const yi = y[i] as number;
    for (let j = i + 1; j < x.length; j++) {
      const run = (x[j] as number) - xi;
      if (run === 0) continue;
      const slope = ((y[j] as number) - yi) / run;
      if (slope < low) below++;
      else if (slope <= high) into[length++] = slope;
    }
  }
  return { length, below };
}

/**
 * Selection that holds only the slopes near the ranks asked for: a draw says between which slopes they lie, one pass over all pairs counts
 * those below and keeps those between. Exact: where the draw was misled, all are kept.
 */
function selectNear(points: Columns, pairs: number): Slopes['select'] {
  return (ranks) => {
    const scouted = drawSlopes(points, SCOUTED_PAIRS).sort();
    const margin = 3 * Math.sqrt(scouted.length);
    const scoutedAt = (rank: number): number => scouted[Math.round(rank)] as number;
    const scale = scouted.length / pairs;
    const from = Math.min(...ranks) * scale - margin;
    const to = Math.max(...ranks) * scale + margin;
    const low = from < 0 ? Number.NEGATIVE_INFINITY : scoutedAt(from);
    const high = to > scouted.length - 1 ? Number.POSITIVE_INFINITY : scoutedAt(to);
    const kept = new Float64Array(pairs);
    const { length, below } = slopesBetween(points, low, high, kept);
    const missed = Math.min(...ranks) < below || Math.max(...ranks) >= below + length;
    if (missed) return selectRanks(allSlopes(points, pairs), ranks);
    const near = selectRanks(
      kept.subarray(0, length),
      ranks.map((rank) => rank - below),
    );
    return new Map([...near].map(([rank, slope]) => [rank + below, slope]));
  };
}

/** About `wanted` slopes, or one for each point where those are more: every point in turn against another drawn at random. */
function drawSlopes({ x, y }: Columns, wanted: number): Float64Array {
  const random = createRandom(SEED);
  const n = x.length;
  const rounds = Math.ceil(wanted / n);
  const slopes = new Float64Array(rounds * n);
  let out = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) {
      const j = Math.floor(random.next() * n);
      const run = (x[j] as number) - (x[i] as number);
      if (run !== 0) slopes[out++] = ((y[j] as number) - (y[i] as number)) / run;
    }
  }
  return slopes.subarray(0, out);
}
