import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmenterOnDemand } from '../../scripts/segmenter-on-demand.mjs';

const real = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

it('cuts any text as the real one does', () => {
  const piece = fc.oneof(
    fc.constantFrom('\r', '\n', '\r\n', '\u001B[31m', 'e', '\u0301'),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const segments = segmenterOnDemand(() => real).segment(text);
      expect([...segments]).toEqual([...real.segment(text)]);
      for (let at = -1; at <= text.length; at++)
        expect(segments.containing(at)).toEqual(real.segment(text).containing(at));
    }),
    { numRuns: 1_000 },
  );
});

it('makes no segmenter for ASCII', () => {
  const none = segmenterOnDemand(() => {
    throw new Error('made');
  });
  expect([...none.segment('a\nb')].map(({ segment }) => segment)).toEqual(['a', '\n', 'b']);
});
