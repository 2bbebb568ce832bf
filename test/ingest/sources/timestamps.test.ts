import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactTimeAt, readTime } from '../../../src/ingest/sources/timestamps.ts';

const clock = {
  lastAt: Date.UTC(2026, 1, 9, 14),
  mtimeMs: Date.UTC(2026, 1, 9, 10),
  nowMs: Date.UTC(2026, 1, 10),
};
const iso = (value: unknown) => {
  const { at, source, clamped } = readTime(value, clock);
  return [new Date(at as number).toISOString(), source, clamped];
};

describe('readTime', () => {
  it.each([
    ['2026-02-09T14:59:00.123Z', '2026-02-09T14:59:00.123Z'],
    ['2026-02-09T20:30:00+05:30', '2026-02-09T15:00:00.000Z'],
    ['2026-02-09T09:00:00.000-05:00', '2026-02-09T14:00:00.000Z'],
    ['2026-02-09T09:00:00-0500', '2026-02-09T14:00:00.000Z'],
    ['2026-02-09T14:59:00.123456Z', '2026-02-09T14:59:00.123Z'],
    ['2026-02-09T14:59:00.1234567Z', '2026-02-09T14:59:00.123Z'],
    ['2026-02-09T14:59:00.5Z', '2026-02-09T14:59:00.500Z'],
    ['2026-02-09T14:59:00Z', '2026-02-09T14:59:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-02-10T12:00:00.000Z', '2026-02-10T12:00:00.000Z'],
  ])('takes %s as it is', (value, expected) => {
    expect(iso(value)).toEqual([expected, 'log', false]);
  });

  it.each([
    ['2026-02-09T14:59:00', '2026-02-09T14:59:00.000Z'],
    ['2026-02-09 14:59:00', '2026-02-09T14:59:00.000Z'],
    ['2026-02-09', '2026-02-09T00:00:00.000Z'],
    [1770645540, '2026-02-09T13:59:00.000Z'],
    [1770645540000, '2026-02-09T13:59:00.000Z'],
    ['1770645540000', '2026-02-09T13:59:00.000Z'],
    ['1770645540', '2026-02-09T13:59:00.000Z'],
  ])('guesses %j, and counts it', (value, expected) => {
    expect(iso(value)).toEqual([expected, 'log', true]);
  });

  it.each([
    undefined,
    null,
    '',
    'yesterday',
    0,
    -1,
    1e308,
    Number.NaN,
    '0001-01-01T00:00:00Z',
    '2014-12-31T23:59:59.999Z',
    '+275761-01-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-02-30T00:00:00Z',
    '2026-02-30T00:00:00.000Z',
    '2025-02-29T00:00:00.000Z',
    '2026-02-09T25:00:00Z',
    '2026-02-09T25:00:00.000Z',
    '2026-02-09T14:60:00.000Z',
    '2026-13-09T14:00:00.000Z',
    '2026-02-0xT14:00:00.000Z',
    '2026-02-09T14:59:00+99:00',
    { $date: '2026-02-09T14:59:00Z' },
    ['2026-02-09T14:59:00Z'],
    true,
  ])('inherits the time of the line before for %j', (value) => {
    expect(iso(value)).toEqual(['2026-02-09T14:00:00.000Z', 'inherited', true]);
  });

  it("inherits the file's time when no line before had one", () => {
    expect(readTime('soon', { ...clock, lastAt: null })).toEqual({
      at: clock.mtimeMs,
      source: 'inherited',
      clamped: true,
    });
  });

  it.each(['2099-01-01T00:00:00Z', '2026-02-11T00:00:00.001Z', 4_070_908_800_000])(
    'replaces %j by the clock of reading, because it is more than a day ahead',
    (value) => {
      expect(iso(value)).toEqual(['2026-02-10T00:00:00.000Z', 'ingest', true]);
    },
  );

  it('agrees with Date on every millisecond', () => {
    const first = Date.UTC(2015, 0, 1);
    const nowMs = Date.UTC(2199, 11, 31);
    fc.assert(
      fc.property(fc.integer({ min: first, max: nowMs }), (at) => {
        expect(readTime(new Date(at).toISOString(), { ...clock, nowMs }).at).toBe(at);
      }),
      { numRuns: 300 },
    );
  });
});

describe('exactTimeAt', () => {
  const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  const digits = (length: number, ...usual: string[]) =>
    fc.oneof(fc.constantFrom(...usual), fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));
  const anyDigits = fc
    .tuple(
      digits(4, '2024', '2025', '2026', '2014', '2100'),
      digits(2, '01', '02', '12', '13', '00'),
      digits(2, '01', '10', '28', '29', '30', '31', '32', '00'),
      digits(2, '00', '23', '24'),
      digits(2, '00', '59', '60'),
      digits(2, '00', '59', '60'),
      digits(3, '000', '999'),
    )
    .map(
      ([year, month, day, hour, minute, second, ms]) =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
    );
  const [early, late] = [Date.UTC(2014, 11, 1), Date.UTC(2026, 2, 1)];
  const real = fc.integer({ min: early, max: late }).map((at) => new Date(at).toISOString());
  const written = fc.oneof(real, anyDigits);
  const spoilt = fc
    .tuple(written, fc.nat(23), fc.constantFrom(...' -+:.,/0xtTzZ\u007f\u0000'))
    .map(([text, at, letter]) => text.slice(0, at) + letter + text.slice(at + 1));

  it('says of bytes what readTime says of their text, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(written, spoilt), fc.nat(3), (text, before) => {
        const { at, source, clamped } = readTime(text, clock);
        const isSure = EXACT.test(text) && source === 'log' && !clamped && (at as number) <= clock.nowMs;
        const bytes = Buffer.from(`${'"'.repeat(before)}${text}"`, 'latin1');
        expect(exactTimeAt(bytes, before, clock.nowMs)).toBe(isSure ? at : -1);
      }),
      { numRuns: 2000 },
    );
  });
});
