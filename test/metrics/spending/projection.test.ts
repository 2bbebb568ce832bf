import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/domain/random.ts';
import { type PastDay, projectDay, projectMonth } from '../../../src/metrics/spending/projection.ts';

/** 2026-03-03, a Tuesday. */
const TODAY = Date.UTC(2026, 2, 3) / 86_400_000;
/** Amounts of the days before today, the newest last; weekends too. */
const past = (amounts: readonly number[]): PastDay[] =>
  amounts.map((spent, i) => ({ day: TODAY - amounts.length + i, spent }));
const coming = (days: number): number[] => Array.from({ length: days }, (_, i) => TODAY + 1 + i);

describe('a projected day', () => {
  it('is what was spent and what such days spend behind this time', () => {
    const workdays = [2, 3, 4, 5, 6].map((day) => ({ day: TODAY - 7 + day - 7, spent: 100 * day }));
    expect(projectDay(TODAY, 50, workdays)).toMatchObject({ state: 'ok' });
    const same = past(Array.from({ length: 14 }, () => 100));
    expect(projectDay(TODAY, 50, same)).toEqual({ value: 150, low: 150, high: 150, n: 10, state: 'ok' });
  });

  it('of a working day is made of working days, of a weekend of all while there are few', () => {
    const days = past(Array.from({ length: 14 }, (_, i) => i)).map(({ day }) => ({
      day,
      spent: (day + 3) % 7 >= 5 ? 0 : 100,
    }));
    expect(projectDay(TODAY, 0, days)).toMatchObject({ value: 100, low: 100, n: 10 });
    expect(projectDay(TODAY + 4, 0, days)).toMatchObject({ low: 0, n: 14 });
  });

  it('is insufficient data under five days', () => {
    expect(projectDay(TODAY, 50, past([1, 2, 3, 4]))).toEqual({
      ...{ value: null, low: null, high: null, n: 4, state: 'insufficient_data' },
    });
  });
});

describe('a projected month', () => {
  it('adds a day for each that comes', () => {
    const days = past(Array.from({ length: 28 }, () => 100));
    expect(projectMonth(TODAY, 250, past(Array.from({ length: 14 }, () => 10)), days, coming(28))).toEqual({
      ...{ value: 3_060, low: 3_060, high: 3_060, n: 28, state: 'ok' },
    });
  });

  it('is insufficient data when days are few, and the same for the same days', () => {
    expect(projectMonth(TODAY, 1, past([1, 2]), past([1, 2]), coming(3)).state).toBe('insufficient_data');
    const days = past([5, 9, 1, 30, 2, 8, 4, 7]);
    expect(projectMonth(TODAY, 0, days, days, coming(9))).toEqual(
      projectMonth(TODAY, 0, days, days, coming(9)),
    );
  });
});

it('intervals hold about four of five days that come (heavy-tailed spending, seeded)', () => {
  const random = createRandom(7);
  const amount = () => Math.round(random.logNormal(1_000, 1));
  let day = 0;
  let month = 0;
  const rounds = 400;
  for (let round = 0; round < rounds; round++) {
    const rests = past(Array.from({ length: 14 }, amount));
    const days = past(Array.from({ length: 56 }, amount));
    const ahead = coming(20);
    const inside = (p: ReturnType<typeof projectDay>, truth: number) =>
      truth >= (p.low ?? 0) && truth <= (p.high ?? 0);
    if (inside(projectDay(TODAY, 0, rests), amount())) day++;
    const truth = ahead.reduce((sum) => sum + amount(), amount());
    if (inside(projectMonth(TODAY, 0, rests, days, ahead), truth)) month++;
  }
  expect(day / rounds).toBeGreaterThan(0.72);
  expect(day / rounds).toBeLessThan(0.88);
  expect(month / rounds).toBeGreaterThan(0.72);
  expect(month / rounds).toBeLessThan(0.88);
});
