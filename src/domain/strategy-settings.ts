/** What the configuration says of the four strategies (REQUIREMENTS.md R1.3, R1.6, R1.8, R1.9), and what holds when it says nothing. */

import type { QualityPart } from './task.ts';

/** Parts that a weight is given to; a person's word stands alone and has none. */
export const WEIGHED_QUALITY_PARTS = [
  'gate',
  'ci',
  'review',
  'evaluation',
  'peer',
] as const satisfies readonly QualityPart[];
export type QualityLayers = Readonly<Record<(typeof WEIGHED_QUALITY_PARTS)[number], number>>;

export const QUALITY_METHODS = ['layered', 'weakest'] as const;

/** What a collaboration score is made of, in the order in which it is shown. */
export const COLLABORATION_PARTS = [
  'handoffs',
  'rework',
  'escalations',
  'answers',
  'message_quality',
  'helpfulness',
] as const;
export type CollaborationPart = (typeof COLLABORATION_PARTS)[number];
export type CollaborationWeights = Readonly<Record<CollaborationPart, number>>;

export const COLLABORATION_METHODS = ['behavioural', 'ratings'] as const;

export interface StrategySettings {
  readonly quality: { readonly method: (typeof QUALITY_METHODS)[number]; readonly weights: QualityLayers };
  readonly collaboration: {
    readonly method: (typeof COLLABORATION_METHODS)[number];
    readonly weights: CollaborationWeights;
    /** An answer after this time counts half, ms. */
    readonly answerHalfMs: number;
    /** Data points that a part needs before it counts. */
    readonly minPoints: number;
  };
  /** Lengths of the rolling windows in days, shortest first. */
  readonly windows: readonly number[];
  readonly trend: {
    /** Change over a whole window that is worth a word, as a share of the metric's level. */
    readonly threshold: number;
    /** Chance of calling noise a trend. */
    readonly alpha: number;
  };
}

/** What holds where the configuration says nothing; docs/strategies.md says why. */
export const DEFAULT_STRATEGY_SETTINGS: StrategySettings = {
  quality: {
    method: 'layered',
    weights: { gate: 0.3, ci: 0.2, review: 0.25, evaluation: 0.15, peer: 0.1 },
  },
  collaboration: {
    method: 'behavioural',
    weights: {
      ...{ handoffs: 0.2, rework: 0.25, escalations: 0.15 },
      ...{ answers: 0.2, message_quality: 0.1, helpfulness: 0.1 },
    },
    answerHalfMs: 15 * 60_000,
    minPoints: 5,
  },
  windows: [7, 30, 90],
  trend: { threshold: 0.1, alpha: 0.05 },
};
