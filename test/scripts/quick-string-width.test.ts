import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import quickStringWidth from '../../scripts/quick-string-width.mjs';

/** Every character that the short way measures by itself, one at a time. */
const simple = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF\u2248-\u224B\u2500-\u25FC\u2713\u2717\u276F\u2800-\u28FF]/.test(
    character,
  ),
);

it('measures every simple character as the real one does', () => {
  expect(simple.filter((character) => quickStringWidth(character) !== stringWidth(character))).toEqual([]);
});

it('measures any text as the real one does, with colours and without', () => {
  const colour = fc.constantFrom('\u001B[1m', '\u001B[38;5;12m', '\u001B[0m');
  const piece = fc.oneof(fc.constantFrom(...simple), fc.string({ unit: 'grapheme', maxLength: 4 }), colour);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      expect(quickStringWidth(text)).toBe(stringWidth(text));
    }),
    { numRuns: 500 },
  );
});
