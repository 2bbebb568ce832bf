import { describe, expect, it } from 'vitest';
import { currentBlock } from '../../../src/metrics/spending/blocks.ts';
import { burnPerHour, type Quarter } from '../../../src/metrics/spending/burn.ts';

const NOW = Date.UTC(2026, 2, 3, 12, 7, 30);
const MINUTE = 60_000;
const quarter = (at: string | number, costUsdMicros: number, fields: Partial<Quarter> = {}): Quarter => ({
  at: typeof at === 'number' ? at : Date.parse(`2026-03-${at}:00Z`),
  ...{ costUsdMicros, tokens: costUsdMicros * 2, pricedCalls: 1, unpricedCalls: 0, ...fields },
});

describe('burn per hour', () => {
  it('spreads what the last hour cost from its first quarter to now', () => {
    const quarters = [quarter('03T10:45', 999_999), quarter('03T11:15', 300), quarter('03T12:00', 50)];
    expect(burnPerHour(quarters, NOW)).toEqual({
      ...{ usdMicros: Math.round(350 / (52.5 / 60)), tokens: Math.round(700 / (52.5 / 60)), state: 'ok' },
    });
  });

  it('takes at least a quarter of an hour: a call of just now is no fortune', () => {
    expect(burnPerHour([quarter(NOW - 1_000, 100)], NOW).usdMicros).toBe(400);
    expect(burnPerHour([quarter(NOW, 100)], NOW).usdMicros).toBe(400);
  });

  it('is 0 when nothing ran, unknown when nothing that ran has a price', () => {
    expect(burnPerHour([quarter(NOW - 61 * MINUTE, 100)], NOW)).toEqual({
      usdMicros: 0,
      tokens: 0,
      state: 'ok',
    });
    const unpriced = quarter(NOW - MINUTE, 0, { pricedCalls: 0, unpricedCalls: 3, tokens: 10 });
    expect(burnPerHour([unpriced], NOW)).toEqual({ usdMicros: null, tokens: 40, state: 'unpriced' });
  });
});

describe('the five-hour block of now', () => {
  it('begins on the hour of the first call behind a pause', () => {
    const quarters = [quarter('03T02:00', 7), quarter('03T09:45', 10), quarter('03T11:30', 20)];
    expect(currentBlock(quarters, NOW)).toEqual({
      startsAt: Date.UTC(2026, 2, 3, 9),
      endsAt: Date.UTC(2026, 2, 3, 14),
      ...{ tokens: 60, costUsdMicros: 30 },
    });
  });

  it('begins behind the block before when work went on', () => {
    const quarters = [6, 8, 10, 11, 12].map((hour) => quarter(Date.UTC(2026, 2, 3, hour), 1));
    expect(currentBlock(quarters, NOW)).toMatchObject({
      startsAt: Date.UTC(2026, 2, 3, 11),
      costUsdMicros: 2,
    });
  });

  it('is none when the last one is over, and has no cost without a price', () => {
    expect(currentBlock([quarter('03T07:00', 7)], NOW)).toBeNull();
    expect(currentBlock([], NOW)).toBeNull();
    expect(currentBlock([quarter('03T12:00', 0, { pricedCalls: 0 })], NOW)?.costUsdMicros).toBeNull();
  });
});
