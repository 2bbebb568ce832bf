import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeText } from '../../src/domain/safe-text.ts';

const CONTROLS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/u;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\n',
      '\t',
      '\r',
      '\x7f',
      '\x9b',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ud800',
      '\udfff',
      '\u{e0041}',
      'é',
      '漢',
    ),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});

describe('safeText', () => {
  it.each([
    ['\x1b[2J', '\\x1b[2J'],
    ['a\u202eb', 'a<U+202E>b'],
    ['\u009b31m\u007f\u0000', '\\x9b31m\\x7f\\x00'],
    ['real\rfake', 'real\\x0dfake'],
    ['a\nb\tc', 'a b c'],
    ['\u2028\ufeff\ud800x', '<U+2028><U+FEFF><U+D800>x'],
    ['𝒳 é 漢字', '𝒳 é 漢字'],
  ])('shows what a terminal would obey: %j', (text, expected) => {
    expect(safeText(text)).toBe(expected);
  });

  it('keeps line breaks only when asked', () => {
    expect(safeText('a\nb\tc\r', undefined, { keepNewlines: true })).toBe('a\nb c\\x0d');
  });

  it('cuts by code points and never through an escape or a surrogate pair', () => {
    expect(safeText('abcdef', 4)).toBe('abc…');
    expect(safeText('abcd', 4)).toBe('abcd');
    expect(safeText('ab\x1bcd', 5)).toBe('ab…');
    expect(safeText('𝒳𝒳𝒳', 2)).toBe('𝒳…');
    expect(safeText('abc', 0)).toBe('');
  });

  it('leaves no control in any text at any width', () => {
    fc.assert(
      fc.property(hostile, fc.option(fc.nat(30), { nil: undefined }), (text, width) => {
        const safe = safeText(text, width);
        expect(safe).not.toMatch(CONTROLS);
        expect([...safe].length).toBeLessThanOrEqual(width ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });
});

describe('safeJson', () => {
  it('escapes what JSON.stringify leaves raw', () => {
    expect(safeJson({ a: '\u007f\u009b\u2028\u202e\u200b' })).toBe(
      '{"a":"\\u007f\\u009b\\u2028\\u202e\\u200b"}',
    );
    expect(safeJson([1], 2)).toBe('[\n  1\n]');
    expect(safeJson(undefined)).toBe('null');
  });

  it('is JSON of the same value, without raw controls', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (value) => {
        const json = safeJson(value);
        expect(json).not.toMatch(CONTROLS);
        expect(JSON.parse(json)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });
});
