import { describe, expect, it } from 'vitest';
import { interleave } from '../../bench/harness/interleave.ts';
import { atLeast, atMost, formatTable, type Result, verdict } from '../../bench/harness/result.ts';
import { median, percentile } from '../../bench/harness/statistics.ts';
import { verifyEqual } from '../../bench/harness/verify.ts';

function result(value: number | null, goal: Result['goal']): Result {
  return { figure: 'a figure', value, unit: '×', goal, context: 'here' };
}

describe('percentile', () => {
  it('is a value of the sample, by nearest rank', () => {
    const sample = [5, 1, 4, 2, 3];
    expect(percentile(sample, 0.99)).toBe(5);
    expect(percentile(sample, 0.2)).toBe(1);
    expect(median(sample)).toBe(3);
    expect(sample).toEqual([5, 1, 4, 2, 3]);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe('interleave', () => {
  it('runs the contestants in turn, drops the warm-up, and takes medians', async () => {
    const order: string[] = [];
    const times = { a: [900, 3, 1, 2], b: [900, 30, 20, 10] };
    const next = (name: 'a' | 'b') => async (): Promise<number> => {
      order.push(name);
      return times[name].shift() as number;
    };
    expect(await interleave({ a: next('a'), b: next('b') }, 3)).toEqual({ a: 2, b: 20 });
    expect(order.join('')).toBe('abababab');
  });
});

describe('verdict', () => {
  it('holds a figure against both goals, in their direction', () => {
    expect(verdict(result(1, atMost(1.5, 1)))).toBe('aim met');
    expect(verdict(result(1.2, atMost(1.5, 1)))).toBe('accepted');
    expect(verdict(result(1.6, atMost(1.5, 1)))).toBe('MISSED');
    expect(verdict(result(25, atLeast(12, 20)))).toBe('aim met');
    expect(verdict(result(11, atLeast(12, 20)))).toBe('MISSED');
  });

  it('never takes what was not measured for good', () => {
    expect(verdict(result(null, atMost(1, 1)))).toBe('not measured');
    expect(formatTable([result(null, atMost(1, 1))])).toContain('not measured');
  });
});

describe('verifyEqual', () => {
  it('names every difference, also inside', () => {
    const expected = { calls: 2, tokens: { input: 3, output: 4 } };
    expect(() =>
      verifyEqual('x', { calls: 2, tokens: { input: 3, output: 4 }, more: 1 }, expected),
    ).not.toThrow();
    expect(() => verifyEqual('x', { calls: 1, tokens: { input: 3 } }, expected)).toThrow(
      /calls is 1, should be 2, tokens.output is undefined, should be 4/,
    );
  });
});
