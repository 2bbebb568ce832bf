import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ScorePart } from '../../src/domain/performance.ts';
import type { QualityLayers } from '../../src/domain/strategy-settings.ts';
import { QUALITY_PARTS } from '../../src/domain/task.ts';
import {
  createQualityShares,
  layeredQuality,
  type QualityParts,
  type QualityScoringStrategy,
  weakestQuality,
} from '../../src/metrics/quality-scoring.ts';

const WEIGHTS: QualityLayers = { gate: 0.3, ci: 0.2, review: 0.25, evaluation: 0.15, peer: 0.1 };
const layered = layeredQuality({ weights: WEIGHTS });
const parts = (fields: Partial<QualityParts>): QualityParts => ({
  ...{ gate: null, ci: null, review: null, evaluation: null, peer: null, human: null },
  ...fields,
});

describe('layered quality of one task', () => {
  it.each<[string, Partial<QualityParts>, number | null]>([
    ['one part alone is the score', { review: 0.4 }, 0.4],
    // (0.3 * 1 + 0.25 * 0.6) / 0.55
    ['weights are divided by the sum of those that are known', { gate: 1, review: 0.6 }, 0.45 / 0.55],
    // 0.3 + 0 + 0.25 * 0.8 + 0.15 * 0.5 + 0.1 * 1
    ['all parts count as configured', { gate: 1, ci: 0, review: 0.8, evaluation: 0.5, peer: 1 }, 0.675],
    ["a person's word stands alone", { gate: 1, ci: 1, review: 1, human: 0.2 }, 0.2],
    ['a failed gate is 0, not unknown', { gate: 0 }, 0],
    ['nobody said anything', {}, null],
    ['what is no score was not said', { gate: Number.NaN, review: 1.2, ci: -0.1, peer: 0.5 }, 0.5],
  ])('%s', (_, known, value) => {
    const quality = layered(parts(known));
    if (value === null) expect(quality).toBeNull();
    else expect(quality?.value).toBeCloseTo(value, 12);
  });

  it('shows what each part counted', () => {
    const one = parts({ gate: 1, review: 0.6 });
    expect(layered(one)?.weights).toEqual({
      ...{ gate: 0.3 / 0.55, ci: 0, review: 0.25 / 0.55 },
      ...{ evaluation: 0, peer: 0, human: 0 },
    });
  });

  it('counts no part of weight 0', () => {
    const gateOnly = layeredQuality({ weights: { gate: 1, ci: 0, review: 0, evaluation: 0, peer: 0 } });
    expect(gateOnly(parts({ review: 0.1, gate: 0.9 }))?.value).toBe(0.9);
    expect(gateOnly(parts({ review: 0.1 }))).toBeNull();
  });
});

test('the weakest word is the score, but for a person', () => {
  const weakest = weakestQuality();
  expect(weakest(parts({ gate: 1, review: 0.3, peer: 0.3 }))).toEqual({
    value: 0.3,
    weights: { gate: 0, ci: 0, review: 1, evaluation: 0, peer: 0, human: 0 },
  });
  expect(weakest(parts({ gate: 0, human: 0.7 }))?.value).toBe(0.7);
  expect(weakest(parts({}))).toBeNull();
});

function sharesOf(tasks: readonly QualityParts[], strategy: QualityScoringStrategy = layered) {
  const shares = createQualityShares(strategy);
  for (const task of tasks) shares.add(task);
  return shares.parts();
}

/** Mean of the scores of the tasks that have one. */
function meanScore(tasks: readonly QualityParts[], strategy: QualityScoringStrategy): number | null {
  const scores = tasks.flatMap((task) => strategy(task)?.value ?? []);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

const sumOf = (shown: readonly ScorePart[]): number =>
  shown.reduce((sum, { value, weight }) => sum + weight * (value ?? 0), 0);

describe('parts of the average quality of tasks', () => {
  it('multiply out to the mean of the scores', () => {
    const tasks = [
      parts({ gate: 1 }),
      parts({ gate: 1 }),
      parts({ gate: 0 }),
      parts({ gate: 1, review: 0.6 }),
      parts({ gate: 1, human: 0.5 }),
      parts({}),
    ];
    const shown = sharesOf(tasks);
    expect(shown.map(({ part, n }) => [part, n])).toEqual([
      ['gate', 4],
      ['ci', 0],
      ['review', 1],
      ['evaluation', 0],
      ['peer', 0],
      ['human', 1],
    ]);
    const of = (name: string) => shown.find(({ part }) => part === name);
    expect(of('human')).toEqual({ part: 'human', value: 0.5, weight: 0.2, n: 1 });
    expect(of('gate')?.weight).toBeCloseTo((3 + 0.3 / 0.55) / 5, 12);
    expect(of('peer')).toEqual({ part: 'peer', value: null, weight: 0, n: 0 });
    expect(sumOf(shown)).toBeCloseTo((1 + 1 + 0 + 0.45 / 0.55 + 0.5) / 5, 12);
  });
});

const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const anyParts: fc.Arbitrary<QualityParts> = fc.record({
  ...{ gate: score, ci: score, review: score, evaluation: score, peer: score },
  human: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 1 }),
});
const anyWeights: fc.Arbitrary<QualityLayers> = fc.record({
  gate: fc.integer({ min: 0, max: 9 }),
  ci: fc.integer({ min: 0, max: 9 }),
  review: fc.integer({ min: 0, max: 9 }),
  evaluation: fc.integer({ min: 0, max: 9 }),
  peer: fc.integer({ min: 0, max: 9 }),
});
const STRATEGIES: readonly ((weights: QualityLayers) => QualityScoringStrategy)[] = [
  (weights) => layeredQuality({ weights }),
  () => weakestQuality(),
];

describe.each(STRATEGIES)('whatever is said', (make) => {
  it('a score lies between the least and the largest that was said, and its weights add up to 1', () => {
    fc.assert(
      fc.property(anyParts, anyWeights, (said, weights) => {
        const quality = make(weights)(said);
        if (quality === null) return;
        const counted = QUALITY_PARTS.filter((part) => quality.weights[part] > 0);
        const values = counted.map((part) => said[part] as number);
        expect(quality.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(quality.value).toBeLessThanOrEqual(Math.min(1, Math.max(...values) + 1e-12));
        expect(counted.reduce((sum, part) => sum + quality.weights[part], 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('only the proportions of weights matter', () => {
    fc.assert(
      fc.property(anyParts, anyWeights, fc.integer({ min: 1, max: 1000 }), (said, weights, factor) => {
        const scaled = Object.fromEntries(
          Object.entries(weights).map(([part, weight]) => [part, weight * factor]),
        ) as unknown as QualityLayers;
        const quality = make(weights)(said);
        const again = make(scaled)(said);
        expect(again === null).toBe(quality === null);
        if (quality !== null) expect(again?.value).toBeCloseTo(quality.value, 9);
      }),
    );
  });

  it('the parts of the average are the same in any order, and multiply out to it', () => {
    fc.assert(
      fc.property(fc.array(anyParts), anyWeights, (tasks, weights) => {
        const shown = sharesOf(tasks, make(weights));
        const turned = sharesOf([...tasks].reverse(), make(weights));
        const mean = meanScore(tasks, make(weights)) ?? 0;
        expect(turned.map(({ n }) => n)).toEqual(shown.map(({ n }) => n));
        expect(sumOf(shown)).toBeCloseTo(mean, 9);
        expect(sumOf(turned)).toBeCloseTo(mean, 9);
      }),
    );
  });
});
