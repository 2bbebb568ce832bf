import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  array,
  bool,
  type Clamps,
  costUsdMicros,
  durationMs,
  idText,
  object,
  shortText,
  tokenCount,
} from '../../../src/ingest/sources/fields.ts';

const read = <T>(reader: (value: unknown, clamps: Clamps) => T, value: unknown): [T, number] => {
  const clamps = { count: 0 };
  return [reader(value, clamps), clamps.count];
};

describe('tokenCount', () => {
  it.each([
    [12500, 12500, 0],
    [0, 0, 0],
    [1e12, 1e12, 0],
    [undefined, null, 0],
    ['12500', 12500, 1],
    [12.7, 12, 1],
    [-0, 0, 1],
    [null, null, 1],
    [-5, null, 1],
    [Number.NaN, null, 1],
    [Number.POSITIVE_INFINITY, null, 1],
    [1e308, null, 1],
    [1e12 + 1, null, 1],
    ['1000000000001', null, 1],
    ['12,500', null, 1],
    ['NaN', null, 1],
    ['0x10', null, 1],
    ['', null, 1],
    [true, null, 1],
    [[1], null, 1],
    [{}, null, 1],
  ])('reads %j as %j, never as the cap', (value, expected, clamped) => {
    expect(read(tokenCount, value)).toEqual([expected, clamped]);
  });
});

describe('durationMs', () => {
  it.each([
    [45_000, 45_000, 0],
    [-1, null, 1],
    [1e18, null, 1],
    [365 * 86_400_000, 365 * 86_400_000, 0],
    [365 * 86_400_000 + 1, null, 1],
  ])('reads %j as %j', (value, expected, clamped) => {
    expect(read(durationMs, value)).toEqual([expected, clamped]);
  });
});

describe('costUsdMicros', () => {
  it.each([
    [0.025, 25_000, 0],
    [1e-9, 0, 0],
    [1e6, 1e12, 0],
    ['0.50', 500_000, 1],
    ['$0.50', null, 1],
    ['1e3', null, 1],
    [-1.5, null, 1],
    [1e30, null, 1],
    [null, null, 1],
    [undefined, null, 0],
  ])('reads %j as %j micro-dollars', (value, expected, clamped) => {
    expect(read(costUsdMicros, value)).toEqual([expected, clamped]);
  });
});

describe('idText', () => {
  it.each([
    ['sess-1', 'sess-1', 0],
    ['__proto__', '__proto__', 0],
    [42, '42', 1],
    ['', null, 1],
    [null, null, 1],
    [true, null, 1],
    [['a'], null, 1],
    [undefined, null, 0],
    ['a\ud800b', 'a\ufffdb', 1],
  ])('reads %j as %j', (value, expected, clamped) => {
    expect(read(idText, value)).toEqual([expected, clamped]);
  });

  it('keeps an id of 512 bytes and shortens a longer one to 480 bytes and a hash', () => {
    expect(read(idText, 'x'.repeat(512))).toEqual(['x'.repeat(512), 0]);
    const long = 'x'.repeat(5000);
    const hash = createHash('sha256').update(long).digest('hex').slice(0, 16);
    expect(read(idText, long)).toEqual([`${'x'.repeat(480)}#${hash}`, 1]);
  });

  it('counts bytes, and never cuts a character in two', () => {
    const [id] = read(idText, `a${'漢'.repeat(200)}`);
    expect(id).toMatch(/^a漢{159}#[0-9a-f]{16}$/);
    expect(read(idText, '漢'.repeat(170))[0]).toBe('漢'.repeat(170));
  });
});

describe('the other readers', () => {
  it('keep an empty text, refuse other types, and cut long text', () => {
    expect(read(shortText, '')).toEqual(['', 0]);
    expect(read(shortText, null)).toEqual([null, 0]);
    expect(read(shortText, { major: 99 })).toEqual([null, 1]);
    expect(read(shortText, '\udfff')).toEqual(['\ufffd', 1]);
    expect(read((value, clamps) => shortText(value, clamps, 3), 'abcdef')).toEqual(['abc', 0]);
  });

  it('take only their own type; an absent field is no fault', () => {
    expect(read(bool, false)).toEqual([false, 0]);
    expect(read(bool, 'true')).toEqual([null, 1]);
    expect(read(object, { a: 1 })).toEqual([{ a: 1 }, 0]);
    expect(read(object, [])).toEqual([null, 1]);
    expect(read(object, null)).toEqual([null, 1]);
    expect(read(array, [1])).toEqual([[1], 0]);
    expect(read(array, {})).toEqual([null, 1]);
    expect(read(array, undefined)).toEqual([null, 0]);
  });
});
