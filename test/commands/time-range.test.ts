import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalZone, parseInstant, parseTime } from '../../src/commands/time-range.ts';

const NOW = Date.UTC(2026, 6, 1, 12);
const iso = (text: string, end: 'since' | 'until', zone: string): string | null => {
  const at = parseTime(text, end, zone, NOW);
  return at === null ? null : new Date(at).toISOString();
};

describe('days cut in a zone', () => {
  it.each([
    // Berlin: 29 March 2026 has 23 hours, 25 October 2026 has 25.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z', 25],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T03:59:59.999Z', 23],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z', 25],
    // Lord Howe moves by half an hour.
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', '2026-04-05T13:29:59.999Z', 24.5],
    // Cairo skips midnight itself: the day begins at 01:00.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T20:59:59.999Z', 23],
    // Havana has 00:30 twice: the day begins at the first midnight.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T04:59:59.999Z', 25],
    ['Asia/Kolkata', '2026-01-15', '2026-01-14T18:30:00.000Z', '2026-01-15T18:29:59.999Z', 24],
    ['UTC', '2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z', 24],
  ])('%s %s', (zone, day, since, until, hours) => {
    expect(iso(day, 'since', zone)).toBe(since);
    expect(iso(day, 'until', zone)).toBe(until);
    expect((Date.parse(until) + 1 - Date.parse(since)) / 3_600_000).toBe(hours);
  });

  it('leaves no gap and no overlap between neighbouring days in any zone', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'America/Havana',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 16_000, max: 22_000 }), (zone, dayNumber) => {
        const day = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);
        const end = parseTime(day(dayNumber), 'until', zone, NOW);
        const next = parseTime(day(dayNumber + 1), 'since', zone, NOW);
        expect(next).toBe((end ?? 0) + 1);
      }),
      { numRuns: 200 },
    );
  });
});

describe('times', () => {
  it.each([
    ['2026-03-08T12:00:00Z', 'Asia/Tokyo', '2026-03-08T12:00:00.000Z'],
    ['2026-03-08T12:00:00.25+02:00', 'Asia/Tokyo', '2026-03-08T10:00:00.250Z'],
    ['2026-03-08 12:00-0530', 'UTC', '2026-03-08T17:30:00.000Z'],
    ['2026-03-08T12:00', 'Asia/Tokyo', '2026-03-08T03:00:00.000Z'],
    // Skipped in spring: read with the offset before the change.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // Twice in autumn: the first of the two.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(iso(text, 'since', zone)).toBe(expected);
    expect(iso(text, 'until', zone)).toBe(expected);
  });

  it.each([
    ['90m', 90 * 60_000],
    ['24h', 86_400_000],
    ['7d', 7 * 86_400_000],
    ['2w', 14 * 86_400_000],
  ])('%s lies before now', (text, age) => {
    expect(parseTime(text, 'since', 'Europe/Berlin', NOW)).toBe(NOW - age);
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '2026-01-01T24:00',
    '2026-01-01T10:61',
    '7',
    '7y',
    '-7d',
    '2026-01-01T',
    '1e3d',
  ])('refuses %j', (text) => {
    expect(parseTime(text, 'since', 'UTC', NOW)).toBeNull();
  });

  it('takes no age as a clock', () => {
    expect(parseInstant('7d')).toBeNull();
    expect(parseInstant('2026-01-01T00:00:00Z')).toBe(Date.UTC(2026, 0, 1));
  });
});

describe('zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['america/new_york', 'America/New_York'],
    ['Mars/Olympus', null],
    ['+02:00', null],
    ['', null],
  ])('%j is %j', (name, expected) => {
    expect(canonicalZone(name)).toBe(expected);
  });
});
