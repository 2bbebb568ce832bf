/** How well an agent works with others, from what it did rather than from what is said of it (REQUIREMENTS.md R1.6). Pure. */

import type { CollaborationPoint, CollaborationTelemetry } from '../domain/collaboration.ts';
import type { Interval } from '../domain/metric.ts';
import type { Score } from '../domain/performance.ts';
import {
  COLLABORATION_PARTS,
  type CollaborationPart,
  type CollaborationWeights,
} from '../domain/strategy-settings.ts';
import { meanInterval, meanOf, NO_VALUES, shareTally, type Tally, tallyOf } from './bounded-mean.ts';
import { scoreCell } from './score-cell.ts';

/** The telemetry may hold points of any time and of several agents (a department); the score is of all of them. */
export type CollaborationScoringStrategy = (telemetry: CollaborationTelemetry) => Score;

export interface BehaviouralOptions {
  /** What each part counts; only their proportions matter. */
  readonly weights: CollaborationWeights;
  /** An answer after this time counts half, after twice the time a third; ms. */
  readonly answerHalfMs: number;
  /** Data points that a part needs before it counts. */
  readonly minPoints: number;
}

/** A part as it was measured: values from 0 to 1, 1 being best. `points`: things it was made from, where that is not `tally.n`. */
interface Measured {
  readonly tally: Tally;
  readonly points: number;
}

/**
 * First implementation: the weighted mean of the parts with enough points, weights divided by the sum of those. Each part is a mean of
 * values from 0 to 1: see PARTS. The interval puts those of the parts together (MOVER: G. Y. Zou, A. Donner, Construction of confidence
 * limits about effect measures, Statistics in Medicine 27, 2008), which takes the parts to be independent.
 */
export function behaviouralCollaboration(options: BehaviouralOptions): CollaborationScoringStrategy {
  const { weights, minPoints } = options;
  return (telemetry) => {
    const measured = COLLABORATION_PARTS.map((part) => ({ part, ...PARTS[part](telemetry, options) }));
    const counted = measured.filter(({ part, points }) => points >= minPoints && weights[part] > 0);
    const sum = counted.reduce((total, { part }) => total + weights[part], 0);
    const isCounted = new Set(counted.map(({ part }) => part));
    return {
      cell: cellOf(counted.map((one) => ({ ...one, weight: weights[one.part] / sum }))),
      parts: measured.map(({ part, tally, points }) => ({
        part,
        value: meanOf(tally),
        weight: isCounted.has(part) ? weights[part] / sum : 0,
        n: points,
      })),
    };
  };
}

/** Alternative: what others say of the agent, and nothing else. */
export function ratedCollaboration(options: BehaviouralOptions): CollaborationScoringStrategy {
  const { message_quality, helpfulness } = options.weights;
  const silent = { handoffs: 0, rework: 0, escalations: 0, answers: 0 };
  return behaviouralCollaboration({ ...options, weights: { ...silent, message_quality, helpfulness } });
}

function cellOf(counted: readonly (Measured & { readonly weight: number })[]) {
  const points = counted.reduce((total, part) => total + part.points, 0);
  const value = counted.length === 0 ? null : weightedMean(counted);
  return scoreCell(value, points, value === null ? null : intervalOf(value, counted));
}

function weightedMean(counted: readonly (Measured & { readonly weight: number })[]): number {
  return counted.reduce((total, { weight, tally }) => total + weight * (meanOf(tally) as number), 0);
}

function intervalOf(value: number, counted: readonly (Measured & { readonly weight: number })[]): Interval {
  let below = 0;
  let above = 0;
  for (const { weight, tally } of counted) {
    const mean = meanOf(tally) as number;
    const { low, high } = meanInterval(tally) as Interval;
    below += (weight * (mean - low)) ** 2;
    above += (weight * (high - mean)) ** 2;
  }
  return { low: Math.max(0, value - Math.sqrt(below)), high: Math.min(1, value + Math.sqrt(above)) };
}

type Kind<K extends CollaborationPoint['kind']> = Extract<CollaborationPoint, { readonly kind: K }>;

function pointsOf<K extends CollaborationPoint['kind']>(
  telemetry: CollaborationTelemetry,
  kind: K,
): Kind<K>[] {
  return telemetry.points.filter((point): point is Kind<K> => point.kind === kind);
}

const UNKNOWN: Measured = { tally: NO_VALUES, points: 0 };

const measured = (tally: Tally): Measured => ({ tally, points: tally.n });

type Measure = (telemetry: CollaborationTelemetry, options: BehaviouralOptions) => Measured;

const ratings =
  (kind: 'message_quality' | 'helpfulness'): Measure =>
  (telemetry) =>
    measured(tallyOf(pointsOf(telemetry, kind).map(({ score }) => score)));

const PARTS: Readonly<Record<CollaborationPart, Measure>> = {
  /** Share of the work handed over that was taken up. */
  handoffs(telemetry) {
    const points = pointsOf(telemetry, 'handoff');
    return measured(shareTally(points.filter(({ takenUp }) => takenUp).length, points.length));
  },
  /** Share of the finished beads that did not come back. */
  rework(telemetry) {
    const judged = pointsOf(telemetry, 'completion').filter(({ sentBack }) => sentBack !== null);
    return measured(shareTally(judged.filter(({ sentBack }) => sentBack === false).length, judged.length));
  },
  /** Finished tasks among tasks and escalations together, which is 1 / (1 + escalations per task): 1 without any, half at one a task. */
  escalations(telemetry) {
    const tasks = pointsOf(telemetry, 'completion').length;
    if (!telemetry.escalationsLogged || tasks === 0) return UNKNOWN;
    return { tally: shareTally(tasks, tasks + pointsOf(telemetry, 'escalation').length), points: tasks };
  },
  /** Mean of 1 / (1 + latency / half): 1 at once, half after `answerHalfMs`, 0 when nothing came within a day. */
  answers(telemetry, { answerHalfMs }) {
    const values = pointsOf(telemetry, 'answer').map(({ latencyMs }) =>
      latencyMs === null ? 0 : 1 / (1 + Math.max(0, latencyMs) / answerHalfMs),
    );
    return measured(tallyOf(values));
  },
  message_quality: ratings('message_quality'),
  helpfulness: ratings('helpfulness'),
};
