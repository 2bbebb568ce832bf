import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodedBytes, decodedLength } from '../../src/domain/byte-text.ts';

const bytesOf = (text: string) => Buffer.from(text).toString('latin1');
const text = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('é', '漢', '👩‍👧', '\u{10ffff}', '\0'),
    ),
  )
  .map((parts) => parts.join('').toWellFormed());

it('a byte text decodes to its text, and its length is known without decoding', () => {
  fc.assert(
    fc.property(text, (original) => {
      expect(decodedBytes(bytesOf(original))).toBe(original);
      expect(decodedLength(bytesOf(original))).toBe(original.length);
    }),
    { numRuns: 300 },
  );
});

it('texts of any length', () => {
  for (const length of [0, 1, 2, 3, 4, 65_535, 65_536, 65_537, 300_001]) {
    const original = 'é👧x'.repeat(length).slice(0, length).toWellFormed();
    expect(decodedBytes(bytesOf(original))).toBe(original);
    expect(decodedLength(bytesOf(original))).toBe(original.length);
  }
});
