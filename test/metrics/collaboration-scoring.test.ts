import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CollaborationPoint } from '../../src/domain/collaboration.ts';
import {
  COLLABORATION_PARTS,
  type CollaborationPart,
  type CollaborationWeights,
} from '../../src/domain/strategy-settings.ts';
import {
  type BehaviouralOptions,
  behaviouralCollaboration,
  type CollaborationScoringStrategy,
  ratedCollaboration,
} from '../../src/metrics/collaboration-scoring.ts';

const WEIGHTS: CollaborationWeights = {
  ...{ handoffs: 0.2, rework: 0.25, escalations: 0.15 },
  ...{ answers: 0.2, message_quality: 0.1, helpfulness: 0.1 },
};
const QUARTER = 15 * 60_000;
const OPTIONS: BehaviouralOptions = { weights: WEIGHTS, answerHalfMs: QUARTER, minPoints: 5 };
const behavioural = behaviouralCollaboration(OPTIONS);

const times = (n: number, point: CollaborationPoint): CollaborationPoint[] =>
  Array.from({ length: n }, () => point);
const handoff = (takenUp: boolean): CollaborationPoint => ({ kind: 'handoff', at: 1, takenUp });
const completion = (sentBack: boolean | null): CollaborationPoint => ({
  kind: 'completion',
  at: 1,
  sentBack,
});
const answer = (latencyMs: number | null): CollaborationPoint => ({ kind: 'answer', at: 1, latencyMs });
const escalation: CollaborationPoint = { kind: 'escalation', at: 1 };

const scoreOf = (
  points: readonly CollaborationPoint[],
  escalationsLogged = true,
  strategy: CollaborationScoringStrategy = behavioural,
) => strategy({ points, escalationsLogged });
const partOf = (part: CollaborationPart, ...rest: Parameters<typeof scoreOf>) =>
  scoreOf(...rest).parts.find((one) => one.part === part);

describe('each part of the behavioural score', () => {
  it.each<[string, CollaborationPart, CollaborationPoint[], number | null, number]>([
    ['3 of 4 handovers taken up', 'handoffs', [...times(3, handoff(true)), handoff(false)], 0.75, 4],
    [
      '1 of 5 beads sent back, 2 not judged',
      'rework',
      [...times(4, completion(false)), completion(true), ...times(2, completion(null))],
      0.8,
      5,
    ],
    ['no escalation in 6 tasks', 'escalations', times(6, completion(null)), 1, 6],
    [
      '2 escalations in 8 tasks: 1 / (1 + 0.25)',
      'escalations',
      [...times(8, completion(false)), escalation, escalation],
      0.8,
      8,
    ],
    [
      'as many escalations as tasks',
      'escalations',
      [...times(3, completion(false)), ...times(3, escalation)],
      0.5,
      3,
    ],
    ['escalations without a task', 'escalations', [escalation], null, 0],
    // 1, 1/2, 1/3, 0
    [
      'answers at once, after a quarter, after half an hour, never',
      'answers',
      [answer(0), answer(QUARTER), answer(2 * QUARTER), answer(null)],
      11 / 24,
      4,
    ],
    [
      'ratings are averaged',
      'helpfulness',
      [0.5, 1, 0.9].map((score) => ({ kind: 'helpfulness', at: 1, score }) as const),
      0.8,
      3,
    ],
    ['nothing known', 'message_quality', [], null, 0],
  ])('%s', (_, part, points, value, n) => {
    const found = partOf(part, points);
    expect(found?.n).toBe(n);
    if (value === null) expect(found?.value).toBeNull();
    else expect(found?.value).toBeCloseTo(value, 12);
  });

  it('where nobody ever escalated, silence is no praise', () => {
    expect(partOf('escalations', times(9, completion(false)), false)).toMatchObject({ value: null, n: 0 });
  });
});

describe('the behavioural score', () => {
  const points = [...times(6, handoff(true)), ...times(2, handoff(false)), ...times(10, completion(false))];

  it('is the weighted mean of the parts with enough points', () => {
    const { cell, parts } = scoreOf([...points, answer(0)]);
    // 0.2 × 0.75 + 0.25 × 1 + 0.15 × 1, by 0.6; the one answer is shown and does not count.
    expect(cell.value).toBeCloseTo(0.55 / 0.6, 12);
    expect(cell).toMatchObject({ n: 28, state: 'ok' });
    expect(parts.map(({ part, weight, n }) => [part, Number(weight.toFixed(4)), n])).toEqual([
      ['handoffs', 0.3333, 8],
      ['rework', 0.4167, 10],
      ['escalations', 0.25, 10],
      ['answers', 0, 1],
      ['message_quality', 0, 0],
      ['helpfulness', 0, 0],
    ]);
  });

  // Wilson: 6 of 8 is 0.4093 to 0.9285. Distances weighed, squared, added: one part alone keeps its own interval.
  it('has the interval of its part when there is only one', () => {
    const { cell } = scoreOf(points.slice(0, 8));
    expect(cell).toMatchObject({ value: 0.75, n: 8 });
    expect(cell.low).toBeCloseTo(0.4093, 4);
    expect(cell.high).toBeCloseTo(0.9285, 4);
  });

  // Wilson: 10 of 10 begins at 0.7225 (rework and, of tasks with escalations, too).
  it('puts the intervals of its parts together', () => {
    const { cell } = scoreOf(points);
    const below = Math.hypot((0.2 / 0.6) * (0.75 - 0.4093), (0.25 / 0.6) * 0.2775, (0.15 / 0.6) * 0.2775);
    expect(cell.low).toBeCloseTo(0.55 / 0.6 - below, 3);
    expect(cell.high).toBeCloseTo(0.55 / 0.6 + (0.2 / 0.6) * (0.9285 - 0.75), 3);
  });

  it('says nothing while no part has 5 points, but shows them', () => {
    const { cell, parts } = scoreOf([...times(4, handoff(true)), ...times(4, answer(0))]);
    expect(cell).toEqual({ value: null, n: 0, low: null, high: null, state: 'insufficient_data' });
    expect(parts.map(({ n }) => n)).toEqual([4, 0, 0, 4, 0, 0]);
  });

  it('of ratings alone asks nothing else', () => {
    const rated = Array.from({ length: 5 }, () => ({ kind: 'helpfulness', at: 1, score: 0.6 }) as const);
    const { cell } = scoreOf([...points, ...rated], true, ratedCollaboration(OPTIONS));
    expect(cell.value).toBeCloseTo(0.6, 12);
    expect(cell.n).toBe(5);
  });
});

const at = fc.integer({ min: 1, max: 1e12 });
const anyPoint: fc.Arbitrary<CollaborationPoint> = fc.oneof(
  fc.record({ kind: fc.constant('handoff' as const), at, takenUp: fc.boolean() }),
  fc.record({ kind: fc.constant('completion' as const), at, sentBack: fc.option(fc.boolean()) }),
  fc.record({ kind: fc.constant('escalation' as const), at }),
  fc.record({ kind: fc.constant('answer' as const), at, latencyMs: fc.option(fc.nat()) }),
  fc.record({
    kind: fc.constantFrom('message_quality' as const, 'helpfulness' as const),
    at,
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);
const anyPoints = fc.array(anyPoint, { maxLength: 80 });
const weight = fc.integer({ min: 0, max: 9 });
const anyWeights: fc.Arbitrary<CollaborationWeights> = fc.record({
  ...{ handoffs: weight, rework: weight, escalations: weight },
  ...{ answers: weight, message_quality: weight, helpfulness: weight },
});

test('a score lies in 0 to 1 within its interval; the weights of what counts add up to 1; any order is the same', () => {
  fc.assert(
    fc.property(anyPoints, anyWeights, (points, weights) => {
      const strategy = behaviouralCollaboration({ ...OPTIONS, weights });
      const { cell, parts } = scoreOf(points, true, strategy);
      const turned = scoreOf([...points].reverse(), true, strategy);
      expect(turned.cell.n).toBe(cell.n);
      expect(parts.map(({ part }) => part)).toEqual(COLLABORATION_PARTS);
      const isShort = parts.every(({ part, n }) => n < 5 || weights[part as CollaborationPart] === 0);
      expect(cell.state).toBe(isShort ? 'insufficient_data' : 'ok');
      if (isShort) return;
      const { value, low, high } = cell as { value: number; low: number; high: number };
      expect(turned.cell.value).toBeCloseTo(value, 9);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(value).toBeGreaterThanOrEqual(low - 1e-12);
      expect(high).toBeGreaterThanOrEqual(value - 1e-12);
      expect(high).toBeLessThanOrEqual(1);
      expect(parts.reduce((sum, part) => sum + part.weight, 0)).toBeCloseTo(1, 9);
      expect(parts.reduce((sum, part) => sum + part.weight * (part.value ?? 0), 0)).toBeCloseTo(value, 9);
    }),
  );
});

test('only the proportions of weights matter', () => {
  fc.assert(
    fc.property(anyPoints, anyWeights, fc.integer({ min: 1, max: 1000 }), (points, weights, factor) => {
      const scaled = Object.fromEntries(
        COLLABORATION_PARTS.map((part) => [part, weights[part] * factor]),
      ) as unknown as CollaborationWeights;
      const one = scoreOf(points, true, behaviouralCollaboration({ ...OPTIONS, weights }));
      const other = scoreOf(points, true, behaviouralCollaboration({ ...OPTIONS, weights: scaled }));
      expect(other.cell.state).toBe(one.cell.state);
      if (one.cell.value !== null) expect(other.cell.value).toBeCloseTo(one.cell.value, 9);
    }),
  );
});
