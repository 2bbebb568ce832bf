import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascending, known } from '../../../src/metrics/statistics/ascending.ts';

/** Of all sizes, with equal ones among them, and with what stands for not known. */
const number = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 2 ** 53 - 1 }),
  fc.double({ min: 0, noNaN: true }),
  fc.constantFrom(Number.NaN, -1, -0, Number.MIN_VALUE, Number.MAX_VALUE, Number.POSITIVE_INFINITY),
);

test('known numbers are in ascending order with their places, equal ones as they stood', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300 }), (numbers) => {
      const { values, places } = ascending(Float64Array.from(numbers));
      const expected = [...numbers.entries()]
        .filter(([, value]) => value >= 0)
        .sort(([a, x], [b, y]) => (x === y ? a - b : x < y ? -1 : 1));
      expect([...values]).toEqual(expected.map(([, value]) => value + 0));
      expect([...places]).toEqual(expected.map(([place]) => place));
    }),
    { numRuns: 500 },
  );
});

test('what is known stays in its order', () => {
  const { values, places } = known(Float64Array.of(3, Number.NaN, 1, -1, 2));
  expect([[...values], [...places]]).toEqual([
    [3, 1, 2],
    [0, 2, 4],
  ]);
});
