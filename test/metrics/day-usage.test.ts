import { describe, expect, test } from 'vitest';
import { type DayFigure, type DayRow, type DayUsage, daySeries } from '../../src/metrics/day-usage.ts';

const NONE: DayUsage = {
  ...{ sessions: 0, tasks: 0, modelCalls: 0, toolCalls: 0, toolErrors: 0, errors: 0, compactions: 0 },
  ...{ tokens: 0, inputTokens: 0, cacheReadTokens: 0, costUsdMicros: 0, unpricedCalls: 0 },
};
const days = (usages: readonly Partial<DayUsage>[], isLastOver = true): DayRow[] =>
  usages.map((usage, at) => ({
    ...{ at, isOver: isLastOver || at < usages.length - 1 },
    usage: { ...NONE, ...usage },
  }));
const series = (rows: readonly DayRow[], figure: DayFigure, isLogged = true) =>
  daySeries(rows, { figure, isLogged, higherIsBetter: null, isShare: figure.per !== null });

const TOKENS: DayFigure = { top: 'tokens', per: null };
const COST: DayFigure = { top: 'costUsdMicros', per: null };
const TOOL_ERRORS: DayFigure = { top: 'toolErrors', per: ['toolCalls'] };

describe('a sum a day', () => {
  test('counts a day without any as 0, and leaves out the day that is not over', () => {
    const rows = days([{ tokens: 10 }, {}, { tokens: 20 }, { tokens: 1 }], false);
    expect(series(rows, TOKENS).value(0, 9)).toEqual({ value: 10, n: 3 });
    expect(series(rows, TOKENS).value(3, 4)).toEqual({ value: null, n: 0 });
  });

  test('has an interval from five days on', () => {
    const rows = days([8, 12, 8, 12, 10].map((tokens) => ({ tokens })));
    const cell = series(rows, TOKENS).cell(0, 5);
    expect(cell).toMatchObject({ value: 10, n: 5, state: 'ok' });
    // Standard error of the mean: 2 / sqrt(5).
    expect(cell.low).toBeCloseTo(10 - 1.96 * (2 / Math.sqrt(5)), 3);
    expect(series(rows, TOKENS).cell(0, 4)).toMatchObject({ value: null, n: 4, state: 'insufficient_data' });
  });

  test('of cost is not known on days of which a call has no price', () => {
    const rows = days([{ costUsdMicros: 4 }, { costUsdMicros: 100, unpricedCalls: 1 }]);
    expect(series(rows, COST).value(0, 2)).toEqual({ value: 4, n: 1 });
    const most = days([{ costUsdMicros: 4 }, ...Array.from({ length: 5 }, () => ({ unpricedCalls: 1 }))]);
    expect(series(most, COST).cell(0, 6)).toMatchObject({ value: null, state: 'unpriced', n: 5 });
  });
});

describe('a quotient', () => {
  test('is of the sums, over days that have any', () => {
    const rows = days([{ toolCalls: 90, toolErrors: 9 }, {}, { toolCalls: 10 }], false);
    expect(series(rows, TOOL_ERRORS).value(0, 3)).toEqual({ value: 0.09, n: 2 });
    expect(series(rows, TOOL_ERRORS).value(1, 2)).toEqual({ value: null, n: 0 });
  });

  test('stays within 0 and 1', () => {
    const rows = days([0, 0, 0, 0, 9].map((toolErrors) => ({ toolCalls: 10, toolErrors })));
    expect(series(rows, TOOL_ERRORS).cell(0, 5)).toMatchObject({ value: 0.18, low: 0 });
  });

  test('of what no source writes down is not 0', () => {
    const rows = days(Array.from({ length: 6 }, () => ({ toolCalls: 10 })));
    expect(
      series(
        rows.map((row) => ({ ...row, usage: NONE })),
        TOOL_ERRORS,
        false,
      ).cell(0, 6),
    ).toMatchObject({
      value: null,
      state: 'not_logged',
    });
  });
});
