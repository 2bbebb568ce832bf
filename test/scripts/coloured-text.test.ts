import fc from 'fast-check';
import { expect, it } from 'vitest';
import sanitizeAnsi from '../../node_modules/ink/build/sanitize-ansi.js';
import { COLOURED } from '../../scripts/coloured-text.mjs';

it('says only of text that Ink leaves alone that it is coloured text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\u001B',
      '\u001B[',
      '\u001B[1;31m',
      '\u001B[2K',
      '\u009B1m',
      '\u001B]8;;x\u0007',
      '\n',
      '[',
      '1',
      'm',
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      fc.pre(COLOURED.test(text));
      expect(sanitizeAnsi(text)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
  expect(COLOURED.test('\u001B[1;31mred\u001B[39m and ⠋')).toBe(true);
});
