import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOf, dayText, nextPeriod, periodStart, weekday } from '../../src/domain/days.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const QUARTER_MS = 900_000;

describe('days of a zone', () => {
  it.each([
    // The night that clocks go forward, back, and the last night of a month; by IANA rules of 2026.
    ['Europe/Berlin', '2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['Europe/Berlin', '2026-01-31T22:59:59.999Z', '2026-01-31'],
    ['Europe/Berlin', '2026-01-31T23:00:00Z', '2026-02-01'],
    ['America/New_York', '2026-03-08T04:59:59.999Z', '2026-03-07'],
    ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
    ['America/New_York', '2026-11-02T04:59:59.999Z', '2026-11-01'],
    ['America/New_York', '2026-11-02T05:00:00Z', '2026-11-02'],
    ['America/New_York', '2024-03-01T04:59:59.999Z', '2024-02-29'],
    ['Asia/Kolkata', '2026-02-28T18:29:59.999Z', '2026-02-28'],
    ['Asia/Kolkata', '2026-02-28T18:30:00Z', '2026-03-01'],
    ['Australia/Lord_Howe', '2026-04-05T13:29:59.999Z', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-04-05T13:30:00Z', '2026-04-06'],
    ['Pacific/Kiritimati', '2026-01-31T10:00:00Z', '2026-02-01'],
    ['Pacific/Pago_Pago', '2026-02-01T10:59:59.999Z', '2026-01-31'],
  ])('%s at %s is %s', (zone, at, expected) => {
    expect(dayText(daysOf(zone).dayOf(Date.parse(at)))).toBe(expected);
  });

  it('every instant lies between the start of its day and that of the next, and starts are quarter hours', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'Asia/Kathmandu',
    ];
    const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, at) => {
        const days = daysOf(zone);
        const found = days.dayOf(at);
        expect(days.startOf(found)).toBeLessThanOrEqual(at);
        expect(days.startOf(found + 1)).toBeGreaterThan(at);
        expect(days.startOf(found) % QUARTER_MS).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('weeks and months', () => {
  it.each([
    ['2026-03-01', 'week', '2026-02-23', '2026-03-02'],
    ['2026-03-02', 'week', '2026-03-02', '2026-03-09'],
    ['2025-12-31', 'week', '2025-12-29', '2026-01-05'],
    ['1969-12-31', 'week', '1969-12-29', '1970-01-05'],
    ['2024-02-29', 'month', '2024-02-01', '2024-03-01'],
    ['2026-12-31', 'month', '2026-12-01', '2027-01-01'],
    ['2026-03-08', 'day', '2026-03-08', '2026-03-09'],
  ] as const)('%s: the %s begins on %s, the next on %s', (text, period, start, next) => {
    expect(dayText(periodStart(day(text), period))).toBe(start);
    expect(dayText(nextPeriod(day(start), period))).toBe(next);
  });

  it('weeks begin on Monday', () => {
    expect(weekday(day('2026-03-02'))).toBe(0);
    expect(weekday(day('2026-03-08'))).toBe(6);
  });
});
