/** Quality of work from what gates, reviewers, evaluations, peers and people said of it (REQUIREMENTS.md R1.3). Pure. */

import type { Score, ScorePart } from '../domain/performance.ts';
import type { QualityLayers } from '../domain/strategy-settings.ts';
import { QUALITY_PARTS, type QualityPart } from '../domain/task.ts';
import { meanInterval } from './bounded-mean.ts';
import { scoreCell } from './score-cell.ts';

/** Each 0 to 1; null = nobody said. Anything else counts as not said. */
export type QualityParts = Readonly<Record<QualityPart, number | null>>;
export type QualityWeights = Readonly<Record<QualityPart, number>>;

/** Score of one task, 0 to 1, and what each part counted for in it: weights add up to 1, and weights × parts to the value. */
export interface TaskQuality {
  readonly value: number;
  readonly weights: QualityWeights;
}

/** null: nobody said anything of the task that counts. */
export type QualityScoringStrategy = (parts: QualityParts) => TaskQuality | null;

const NO_WEIGHTS: QualityWeights = { gate: 0, ci: 0, review: 0, evaluation: 0, peer: 0, human: 0 };

/**
 * First implementation: layers. A person's word stands alone; without one, the weighted mean of what is known, each weight divided by the
 * sum of those that are known. A part of weight 0 never counts.
 */
export function layeredQuality({ weights }: { readonly weights: QualityLayers }): QualityScoringStrategy {
  // Weights depend only on which parts are known: worked out once, so that scoring a task allocates next to nothing.
  const byMask = Array.from({ length: 1 << QUALITY_PARTS.length }, (_, mask) =>
    layerWeights({ ...weights, human: 0 }, mask),
  );
  return (parts) => {
    const shares = byMask[knownMask(parts)];
    if (shares === null || shares === undefined) return null;
    return { value: weighted(parts, shares), weights: shares };
  };
}

/** Alternative: the worst that anybody said, a person's word standing alone here too. Of equal parts the first counts. */
export function weakestQuality(): QualityScoringStrategy {
  return (parts) => {
    const known = QUALITY_PARTS.filter((part) => isScore(parts[part]));
    const worst = known.includes('human')
      ? 'human'
      : known.reduce<QualityPart | null>(
          (least, part) =>
            least === null || (parts[part] as number) < (parts[least] as number) ? part : least,
          null,
        );
    return worst === null ? null : { value: parts[worst] as number, weights: { ...NO_WEIGHTS, [worst]: 1 } };
  };
}

function knownMask(parts: QualityParts): number {
  let mask = 0;
  for (let index = 0; index < QUALITY_PARTS.length; index++)
    if (isScore(parts[QUALITY_PARTS[index] as QualityPart])) mask |= 1 << index;
  return mask;
}

function layerWeights(weights: QualityWeights, mask: number): QualityWeights | null {
  const known = QUALITY_PARTS.filter((_, index) => (mask & (1 << index)) !== 0);
  if (known.includes('human')) return { ...NO_WEIGHTS, human: 1 };
  const sum = known.reduce((total, part) => total + weights[part], 0);
  if (sum <= 0) return null;
  return { ...NO_WEIGHTS, ...Object.fromEntries(known.map((part) => [part, weights[part] / sum])) };
}

function weighted(parts: QualityParts, weights: QualityWeights): number {
  let value = 0;
  for (const part of QUALITY_PARTS) if (weights[part] > 0) value += weights[part] * (parts[part] as number);
  return Math.min(1, value);
}

function isScore(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 1;
}

/** Parts of one task's score, in the order of QUALITY_PARTS. */
export function taskParts(parts: QualityParts, quality: TaskQuality | null): ScorePart[] {
  return QUALITY_PARTS.map((part) => {
    const value = isScore(parts[part]) ? parts[part] : null;
    return { part, value, weight: quality?.weights[part] ?? 0, n: value === null ? 0 : 1 };
  });
}

/** Average quality of tasks, fed one after the other in any order. */
export interface QualityMean {
  /** Score of this task, null when there is none. */
  add(parts: QualityParts): number | null;
  score(): Score;
}

/**
 * The cell is the mean over the tasks that have a score. A part's weight is its mean weight over those tasks, its value the mean of what
 * it said, each task counted by the weight the part had there, `n` the tasks where it counted: weights × values add up to the mean.
 */
export function createQualityMean(strategy: QualityScoringStrategy): QualityMean {
  let n = 0;
  let sum = 0;
  let squares = 0;
  const byPart = QUALITY_PARTS.map((part) => ({ part, n: 0, weight: 0, value: 0 }));
  return {
    add(parts) {
      const quality = strategy(parts);
      if (quality === null) return null;
      const { value, weights } = quality;
      n++;
      sum += value;
      squares += value * value;
      for (const sums of byPart) {
        const weight = weights[sums.part];
        if (weight <= 0) continue;
        sums.n++;
        sums.weight += weight;
        sums.value += weight * (parts[sums.part] as number);
      }
      return value;
    },
    score() {
      const tally = { n, sum, squares };
      return {
        cell: scoreCell(n === 0 ? null : sum / n, n, meanInterval(tally)),
        parts: byPart.map(({ part, n: known, weight, value }) => ({
          part,
          value: known === 0 ? null : Math.min(1, value / weight),
          weight: n === 0 ? 0 : weight / n,
          n: known,
        })),
      };
    },
  };
}
