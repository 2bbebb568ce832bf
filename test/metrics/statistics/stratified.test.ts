import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import { compareRates } from '../../../src/metrics/statistics/comparison.ts';
import { type Stratum, strataOf, stratifiedDifference } from '../../../src/metrics/statistics/stratified.ts';
import { verdictOfOne } from '../../../src/metrics/statistics/verdict.ts';

const stratum = (
  key: string,
  successes: number,
  n: number,
  otherSuccesses: number,
  otherN: number,
): Stratum => ({
  key,
  group: { successes, n },
  against: { successes: otherSuccesses, n: otherN },
});

/** Admissions of Berkeley, autumn 1973: men and women by department (Bickel, Hammel and O'Connell, Science 187, 1975; R's UCBAdmissions). */
const BERKELEY = [
  stratum('A', 512, 825, 89, 108),
  stratum('B', 353, 560, 17, 25),
  stratum('C', 120, 325, 202, 593),
  stratum('D', 138, 417, 131, 375),
  stratum('E', 53, 191, 94, 393),
  stratum('F', 22, 373, 24, 341),
];

describe('stratified difference', () => {
  it('sees the reversal of the Berkeley admissions; p as R prints it (mantelhaen.test: 0.2323)', () => {
    const result = stratifiedDifference(BERKELEY);
    expect(result).toMatchObject({
      reversal: true,
      reversalMatters: true,
      shared: 6,
      n: 2_691,
      againstN: 1_835,
    });
    expect(result.raw).toBeCloseTo(1_198 / 2_691 - 557 / 1_835, 12);
    expect(result.difference as number).toBeLessThan(0);
    expect(result.p).toBeCloseTo(0.2323, 4);
    expect(verdictOfOne(result, { higherIsBetter: true })).toMatchObject({
      verdict: 'no_difference_shown',
      reason: { code: 'reversal' },
    });
  });

  it('of one stratum is the plain difference', () => {
    const one = stratifiedDifference([stratum('all', 56, 70, 48, 80)]);
    const plain = compareRates({ successes: 56, n: 70 }, { successes: 48, n: 80 });
    expect(one.difference).toBeCloseTo(plain.difference as number, 12);
    expect(one.difference).toBeCloseTo(one.raw as number, 12);
    expect(one.low).toBeCloseTo(plain.low as number, 1);
    expect(one.high).toBeCloseTo(plain.high as number, 1);
    expect(one.reversal).toBe(false);
  });

  it('turns round when the groups change places', () => {
    const there = stratifiedDifference(BERKELEY);
    const back = stratifiedDifference(
      BERKELEY.map(({ key, group, against }) => ({ key, group: against, against: group })),
    );
    expect(back.difference).toBeCloseTo(-(there.difference as number), 12);
    expect(back.low).toBeCloseTo(-(there.high as number), 12);
    expect(back.p).toBeCloseTo(there.p as number, 12);
  });

  it('covers a true difference of 0.1 in 95 % of many small strata', () => {
    const random = createRandom(5);
    let covered = 0;
    for (let round = 0; round < 400; round++) {
      const strata = [0.2, 0.35, 0.5, 0.65, 0.8].map((rate, i) => {
        const [n, m] = [random.int(4, 20), random.int(4, 20)];
        const count = (tasks: number, share: number): number =>
          Array.from({ length: tasks }, () => random.chance(share)).filter(Boolean).length;
        return stratum(String(i), count(n, rate + 0.1), n, count(m, rate), m);
      });
      const { low, high } = stratifiedDifference(strata);
      covered += (low as number) <= 0.1 && (high as number) >= 0.1 ? 1 : 0;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it('has no difference where the groups share no kind of task', () => {
    const apart = stratifiedDifference([stratum('a', 5, 9, 0, 0), stratum('b', 0, 0, 3, 9)]);
    expect(apart).toMatchObject({ difference: null, p: null, shared: 0, reversal: false });
    expect(apart.raw).toBeCloseTo(2 / 9, 12);
    expect(verdictOfOne(apart, { higherIsBetter: true })).toMatchObject({
      verdict: 'insufficient_data',
      reason: { code: 'no_common_stratum' },
    });
  });
});

describe('strata', () => {
  it('are made by any key, unknown outcomes left out', () => {
    const task = (type: string, language: string, success: boolean | null) => ({ type, language, success });
    const strata = strataOf(
      [task('bug', 'ts', true), task('bug', 'ts', false), task('bug', 'go', null)],
      [task('bug', 'ts', true), task('feature', 'ts', true)],
      ({ type, language }) => `${type}/${language}`,
      ({ success }) => success,
    );
    expect(strata).toEqual([stratum('bug/ts', 1, 2, 1, 1), stratum('feature/ts', 0, 0, 1, 1)]);
  });
});
