import { describe, expect, test } from 'vitest';
import {
  ageOf,
  clockFormat,
  formatAge,
  formatCount,
  formatDuration,
  formatMoney,
  formatMoneyShort,
  formatPercent,
  formatTokens,
  shortModel,
} from '../../src/ui/format.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('money', () => {
  test.each([
    [null, '?'],
    [0, '$0.00'],
    [120, '<$0.001'],
    [499, '<$0.001'],
    [500, '$0.001'],
    [4000, '$0.004'],
    [9499, '$0.009'],
    [9500, '$0.01'],
    [3_100_000, '$3.10'],
    [12_400_000, '$12.40'],
    [999_994_999, '$999.99'],
    [999_995_000, '$1,000'],
    [1_234_000_000, '$1,234'],
    [99_999_499_999, '$99,999'],
    [123_400_000_000, '$123k'],
    [-2_500_000, '-$2.50'],
  ])('%s micro-dollars is %s', (micros, text) => {
    expect(formatMoney(micros)).toBe(text);
  });

  test.each([
    [null, '?'],
    [3_100_000, '$3.10'],
    [99_990_000, '$99.99'],
    [412_300_000, '$412'],
    [9_999_000_000, '$9,999'],
    [12_400_000_000, '$12k'],
  ])('a narrow column shows %s micro-dollars as %s', (micros, text) => {
    expect(formatMoneyShort(micros)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(6);
  });
});

describe('tokens', () => {
  test.each([
    [null, '?'],
    [0, '0'],
    [999, '999'],
    [1200, '1.2k'],
    [9949, '9.9k'],
    [9950, '10k'],
    [310_000, '310k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [1_240_000, '1.2M'],
    [2_000_000_000, '2.0B'],
    [5e15, '5,000T'],
  ])('%s is %s', (count, text) => {
    expect(formatTokens(count)).toBe(text);
  });
});

describe('ages', () => {
  test.each([
    [null, '?'],
    [-5000, '<1m'],
    [0, '<1m'],
    [59_999, '<1m'],
    [MINUTE, '1m'],
    [41 * MINUTE, '41m'],
    [62 * MINUTE, '1h02'],
    [10 * HOUR - 1, '9h59'],
    [11 * HOUR + 40 * MINUTE, '11h'],
    [24 * HOUR, '1d'],
    [400 * 24 * HOUR, '400d'],
  ])('%s ms is %s', (ageMs, text) => {
    expect(formatAge(ageMs)).toBe(text);
  });

  test('an unknown time has no age', () => {
    expect(ageOf(null, 5)).toBe('?');
    expect(ageOf(0, 2 * MINUTE)).toBe('2m');
  });
});

test.each([
  [null, ''],
  [0, '0ms'],
  [450, '450ms'],
  [999.7, '1.0s'],
  [3200, '3.2s'],
  [9951, '10s'],
  [41_000, '41s'],
  [59_600, '1m00'],
  [125_000, '2m05'],
  [62 * MINUTE, '1h02'],
  [80 * HOUR, '3d'],
])('a duration of %s ms is %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test.each([
  [null, '?'],
  [0, '0 %'],
  [0.714, '71 %'],
  [0.995, '100%'],
  [1.234, '123%'],
])('a share of %s is %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test.each([
  ['claude-opus-4-6-20260115', 'opus-4-6'],
  ['gpt-5.3-codex', 'gpt-5.3-codex'],
  ['anthropic/claude-sonnet-4-5@20250929', 'sonnet-4-5'],
  ['claude-', 'claude-'],
])('%s is short for %s', (model, short) => {
  expect(shortModel(model)).toBe(short);
});

test('counts mark thousands', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(null)).toBe('?');
});

describe('clock', () => {
  const at = Date.UTC(2026, 2, 14, 23, 5, 9);

  test('shows times in the zone that was asked for', () => {
    expect(clockFormat('UTC').time(at)).toBe('23:05:09');
    expect(clockFormat('Asia/Tokyo').date(at)).toBe('2026-03-15 08:05');
  });

  test('falls back to UTC for a zone that does not exist, and shows unknown times as unknown', () => {
    const clock = clockFormat('Mars/Olympus');
    expect(clock.time(at)).toBe('23:05:09');
    expect(clock.time(null)).toBe('--:--:--');
    expect(clock.date(9e15)).toBe('?');
  });
});
