/** Quality of work from what gates, reviewers, evaluations, peers and people said of it (REQUIREMENTS.md R1.3). Pure. */

import type { ScorePart } from '../domain/performance.ts';
import type { QualityLayers } from '../domain/strategy-settings.ts';
import { QUALITY_PARTS, type QualityPart } from '../domain/task.ts';

/** Each 0 to 1; null = nobody said. Anything else counts as not said. */
export type QualityParts = Readonly<Record<QualityPart, number | null>>;
type QualityWeights = Readonly<Record<QualityPart, number>>;

/** Score of one task, 0 to 1, and what each part counted for in it: weights add up to 1, and weights × parts to the value. */
interface TaskQuality {
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
  const bySet = Array.from({ length: 1 << QUALITY_PARTS.length }, (_, set) =>
    layerWeights({ ...weights, human: 0 }, set),
  );
  return (parts) => {
    const shares = bySet[knownParts(parts)];
    return shares === null || shares === undefined
      ? null
      : { value: weighted(parts, shares), weights: shares };
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

/** A bit for each part that is known, in the order of QUALITY_PARTS. Written out, for it runs once a task of the archive. */
function knownParts({ gate, ci, review, evaluation, peer, human }: QualityParts): number {
  return (
    (isScore(gate) ? 1 : 0) |
    (isScore(ci) ? 2 : 0) |
    (isScore(review) ? 4 : 0) |
    (isScore(evaluation) ? 8 : 0) |
    (isScore(peer) ? 16 : 0) |
    (isScore(human) ? 32 : 0)
  );
}

function layerWeights(weights: QualityWeights, set: number): QualityWeights | null {
  const known = QUALITY_PARTS.filter((_, index) => (set & (1 << index)) !== 0);
  if (known.includes('human')) return { ...NO_WEIGHTS, human: 1 };
  const sum = known.reduce((total, part) => total + weights[part], 0);
  if (sum <= 0) return null;
  return { ...NO_WEIGHTS, ...Object.fromEntries(known.map((part) => [part, weights[part] / sum])) };
}

/** Parts that are not known have weight 0. */
function weighted(parts: QualityParts, weights: QualityWeights): number {
  const value =
    term(weights.gate, parts.gate) +
    term(weights.ci, parts.ci) +
    term(weights.review, parts.review) +
    term(weights.evaluation, parts.evaluation) +
    term(weights.peer, parts.peer) +
    term(weights.human, parts.human);
  return Math.min(1, value);
}

function term(weight: number, value: number | null): number {
  return weight > 0 ? weight * (value as number) : 0;
}

function isScore(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 1;
}

/** What the parts make of the average quality of tasks, fed one after the other in any order. */
export interface QualityShares {
  add(parts: QualityParts): void;
  parts(): ScorePart[];
}

/**
 * A part's weight is its mean weight over the tasks that have a score, its value the mean of what it said, each task counted by the weight
 * the part had there, `n` the tasks where it counted: weights × values add up to the mean of the scores.
 */
export function createQualityShares(strategy: QualityScoringStrategy): QualityShares {
  let n = 0;
  const sums: Record<QualityPart, PartSums> = {
    ...{ gate: noSums(), ci: noSums(), review: noSums() },
    ...{ evaluation: noSums(), peer: noSums(), human: noSums() },
  };
  return {
    add(parts) {
      const weights = strategy(parts)?.weights;
      if (weights === undefined) return;
      n++;
      count(sums.gate, weights.gate, parts.gate);
      count(sums.ci, weights.ci, parts.ci);
      count(sums.review, weights.review, parts.review);
      count(sums.evaluation, weights.evaluation, parts.evaluation);
      count(sums.peer, weights.peer, parts.peer);
      count(sums.human, weights.human, parts.human);
    },
    parts: () => QUALITY_PARTS.map((part) => partOf(part, sums[part], n)),
  };
}

interface PartSums {
  n: number;
  weight: number;
  value: number;
}

const noSums = (): PartSums => ({ n: 0, weight: 0, value: 0 });

function count(sums: PartSums, weight: number, value: number | null): void {
  if (weight <= 0) return;
  sums.n++;
  sums.weight += weight;
  sums.value += weight * (value as number);
}

function partOf(part: QualityPart, { n, weight, value }: PartSums, tasks: number): ScorePart {
  return {
    part,
    value: n === 0 ? null : Math.min(1, value / weight),
    weight: tasks === 0 ? 0 : weight / tasks,
    n,
  };
}
