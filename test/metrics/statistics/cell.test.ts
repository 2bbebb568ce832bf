import { describe, expect, it } from 'vitest';
import {
  clusterRatioCell,
  meanCell,
  medianCell,
  notLogged,
  quantileCell,
  rateCell,
  ratioCellOfSums,
  unpriced,
} from '../../../src/metrics/statistics/cell.ts';
import { meanSums, ratioInterval, sumTasks } from '../../../src/metrics/statistics/ratio.ts';
import { powersOf } from './points.ts';

const FOUR = [1, 2, 3, 4];
const FIVE = [1, 2, 3, 4, 5];
const ONES = [1, 1, 1, 1, 1];

describe('metric cells', () => {
  it.each([
    ['rate', rateCell(4, 4), rateCell(4, 5)],
    ['median', medianCell(FOUR), medianCell(FIVE)],
    ['quantile', quantileCell(FOUR, 0.9), quantileCell(FIVE, 0.9)],
    ['mean', meanCell(powersOf(FOUR)), meanCell(powersOf(FIVE))],
    ['cost', ratioCellOfSums(meanSums(powersOf(FOUR))), ratioCellOfSums(meanSums(powersOf(FIVE)))],
    ['quotient of clusters', clusterRatioCell(FOUR, FOUR, true), clusterRatioCell(FIVE, FIVE, true)],
  ])('a %s of four tasks has no value, of five it has', (_, four, five) => {
    expect(four).toEqual({ value: null, n: 4, low: null, high: null, state: 'insufficient_data' });
    expect(five).toMatchObject({ n: 5, state: 'ok', value: expect.any(Number) });
  });

  it('4 of 5 passed is anything from 38 to 96 %', () => {
    const { low, high } = rateCell(4, 5);
    expect(low).toBeCloseTo(0.38, 2);
    expect(high).toBeCloseTo(0.96, 2);
  });

  it('a mean has the value of the tasks and an interval near the one that drawing them finds', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
    const drawn = ratioInterval({ cost: values, success: values.map(() => 1) }, 1);
    const { value, low, high } = meanCell(powersOf(values));
    expect(value).toBe(drawn.value);
    expect(low).toBeCloseTo(drawn.low as number, -0.5);
    expect(high).toBeCloseTo(drawn.high as number, -0.5);
  });

  it('a quotient of clusters has the interval of a mean where all clusters count one', () => {
    // Standard deviation of 1 to 5: the root of 2.5.
    const reach = 1.96 * Math.sqrt(2.5 / 5);
    const { value, low, high } = clusterRatioCell(FIVE, ONES, false);
    expect(value).toBe(3);
    expect(low).toBeCloseTo(3 - reach, 4);
    expect(high).toBeCloseTo(3 + reach, 4);
    expect(clusterRatioCell([0, 0, 0, 0, 1], ONES, true).low).toBe(0);
    expect(clusterRatioCell([1, 1, 1, 1, 0], ONES, true).high).toBe(1);
    expect(clusterRatioCell([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], true).state).toBe('insufficient_data');
  });

  it('cost without any success is unknown, not infinite and not 0', () => {
    const none = { cost: FIVE, success: [0, 0, 0, 0, 0] };
    expect(ratioCellOfSums(sumTasks(none))).toMatchObject({ value: null, n: 5, state: 'insufficient_data' });
  });

  it('what is not logged or not priced has no value and says why', () => {
    expect(notLogged()).toEqual({ value: null, n: 0, low: null, high: null, state: 'not_logged' });
    expect(unpriced(9)).toEqual({ value: null, n: 9, low: null, high: null, state: 'unpriced' });
  });
});
