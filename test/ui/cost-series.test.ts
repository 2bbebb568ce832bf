import { describe, expect, test } from 'vitest';
import type { DayCost } from '../../src/domain/costs.ts';
import { costSeries, NO_SERIES } from '../../src/ui/cost-series.ts';
import { clockFormat } from '../../src/ui/format.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

const figures = FLEET_COSTS.byDay[0] as DayCost;
const day = (text: string | null, costUsdMicros: number | null): DayCost => ({
  ...figures,
  day: text,
  costUsdMicros,
});

/** Wednesday 11 March 2026, 02:00 UTC; still Tuesday evening in New York. */
const NOW = Date.UTC(2026, 2, 11, 2);
const UTC = clockFormat('UTC');
const ALL = { since: null, until: null };

describe('the course of the costs', () => {
  const days = [day('2026-03-06', 5), day('2026-03-08', 7), day('2026-03-09', 11), day(null, 13)];

  test('has every day from the first known one to today, those without calls as 0', () => {
    expect(costSeries(days, 'day', ALL, NOW, UTC)).toEqual({
      values: [5, 0, 7, 11, 0, 0],
      ends: ['2026-03-06', '2026-03-11'],
    });
  });

  test('begins with the window, and ends where --until does', () => {
    const range = { since: Date.UTC(2026, 2, 4, 12), until: Date.UTC(2026, 2, 9, 23) };
    expect(costSeries(days, 'day', range, NOW, UTC).values).toEqual([0, 0, 5, 0, 7, 11]);
  });

  test('ends with the day that it is in the zone', () => {
    expect(costSeries(days, 'day', ALL, NOW, clockFormat('America/New_York')).ends[1]).toBe('2026-03-10');
  });

  test('weeks begin on Monday: Sunday 8 March belongs to the week of the second', () => {
    expect(costSeries(days, 'week', ALL, NOW, UTC)).toEqual({
      values: [12, 11],
      ends: ['week of 2026-03-02', 'week of 2026-03-09'],
    });
  });

  test('months are those of the calendar', () => {
    const long = [day('2026-01-31', 1), day('2026-03-01', 2), day('2026-03-31', 4)];
    expect(costSeries(long, 'month', ALL, Date.UTC(2026, 3, 1), UTC)).toEqual({
      values: [1, 0, 6, 0],
      ends: ['2026-01', '2026-04'],
    });
  });

  test('is unknown where calls have no price, not 0', () => {
    const unpriced = [day('2026-03-09', null), day('2026-03-10', 3), day('2026-03-11', null)];
    expect(costSeries(unpriced, 'day', ALL, NOW, UTC).values).toEqual([null, 3, null]);
    expect(costSeries(unpriced, 'week', ALL, NOW, UTC).values).toEqual([3]);
  });

  test('is nothing without a dated call', () => {
    expect(costSeries([day(null, 5)], 'day', ALL, NOW, UTC)).toBe(NO_SERIES);
  });

  test('a clock that stands at 1970 does not make more periods than can be drawn', () => {
    const values = costSeries([day('1970-01-01', 1), day('2026-03-11', 2)], 'day', ALL, NOW, UTC).values;
    expect(values).toHaveLength(5_000);
    expect(values.at(-1)).toBe(2);
  });
});
