import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest53, hash53, hash53Bytes } from '../../src/domain/hash.ts';

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');

describe('hash53', () => {
  it('keeps its numbers: they are stored', () => {
    expect(hash53('')).toBe(3338908027751811);
    expect(hash53('toolu_01')).toBe(hash53Bytes(Buffer.from('xtoolu_01x'), 1, 9));
  });
});

describe('digest53', () => {
  it('is one for a text and its bytes, below 2^53', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (original) => {
        const text = original.toWellFormed();
        expect(digest53(text)).toBe(digest53(bytesOf(text), 'bytes'));
        expect(Number.isSafeInteger(digest53(text))).toBe(true);
        expect(digest53(text)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it('does not remember the text before', () => {
    const before = digest53('short');
    digest53('a much longer text than the short one');
    expect(digest53('short')).toBe(before);
  });

  it('tells apart zeros from nothing, and changes in every fourth byte', () => {
    const texts = ['', '\0', '\0\0', '\0\0\0\0', 'abc', 'abc\0', 'abcd'];
    for (const one of 'xyzXYZ019') {
      for (const other of 'xyzXYZ019') {
        texts.push(`___${one}___${other}___`);
      }
    }
    expect(new Set(texts.map((text) => digest53(text))).size).toBe(texts.length);
  });

  it('takes texts of any length', () => {
    const digests = [21_000, 22_000, 65_532, 65_536, 65_537, 400_000].map((length) => {
      const text = 'é'.repeat(length);
      expect(digest53(text)).toBe(digest53(bytesOf(text), 'bytes'));
      return digest53(text);
    });
    expect(new Set(digests).size).toBe(digests.length);
  });
});
