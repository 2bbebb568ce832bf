/** Puts every question to a judge for many seeds and counts. */

import type { Judge } from './judge.ts';
import { type NoiseCount, noiseOf } from './noise.ts';
import { TRUTHS } from './truths.ts';

interface TruthScore {
  readonly name: string;
  readonly right: number;
  readonly seeds: number;
}

export interface Scores {
  readonly truths: readonly TruthScore[];
  /** One row a question, summed over the seeds. */
  readonly noise: readonly NoiseCount[];
}

/** Scores of a judge over seeds 1 to `seeds`. */
export function scoresOf(judge: Judge, seeds: number): Scores {
  const each = Array.from({ length: seeds }, (_, i) => i + 1);
  const noise = new Map<string, NoiseCount>();
  for (const count of each.flatMap((seed) => noiseOf(judge, seed))) {
    const { asked, claimed } = noise.get(count.name) ?? { asked: 0, claimed: 0 };
    noise.set(count.name, { name: count.name, asked: asked + count.asked, claimed: claimed + count.claimed });
  }
  return {
    truths: TRUTHS.map(({ name, holds }) => ({
      name,
      right: each.filter((seed) => holds(judge, seed)).length,
      seeds,
    })),
    noise: [...noise.values()],
  };
}

/** All noise questions together. */
export function together(counts: readonly NoiseCount[], name: string): NoiseCount {
  return counts.reduce(
    (sum, { asked, claimed }) => ({ name, asked: sum.asked + asked, claimed: sum.claimed + claimed }),
    { name, asked: 0, claimed: 0 },
  );
}
