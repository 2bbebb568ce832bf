import fc from 'fast-check';
// The name under which the bundle knows Ink's own (vitest.config.ts).
// @ts-expect-error: Ink has no types for what it does not export.
import InkOutput from 'ink-output-itself';
import { expect, it } from 'vitest';
import QuickOutput from '../../scripts/quick-ink-output.mjs';

interface Written {
  readonly kind: 'write';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly upper: boolean;
}
interface Clipped {
  readonly kind: 'clip';
  readonly x: number | null;
  readonly y: number | null;
  readonly width: number;
  readonly height: number;
}
type Operation = Written | Clipped | { readonly kind: 'unclip' };

const WIDTH = 12;
const HEIGHT = 4;

const colour = fc.constantFrom(
  '\u001B[1m',
  '\u001B[2m',
  '\u001B[22m',
  '\u001B[31m',
  '\u001B[38;5;12m',
  '\u001B[38;2;1;2;3;1m',
  '\u001B[39m',
  '\u001B[48;5;7m',
  '\u001B[49m',
  '\u001B[0m',
);
const simple = fc.constantFrom('a', 'Zz', ' ', '  ', '│', '─', '⠋', '·', '…');
const strange = fc.constantFrom('界', '👩‍💻', '\u0301', '\n', '\u001B[2K', '\u001B]8;;x\u0007', 'ﷺ');
const usualText = fc.array(fc.oneof({ weight: 3, arbitrary: simple }, colour), { maxLength: 10 });
const anyText = fc.array(fc.oneof({ weight: 4, arbitrary: simple }, colour, strange), { maxLength: 10 });
const text = fc.oneof({ weight: 2, arbitrary: usualText }, anyText).map((parts) => parts.join(''));

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      x: fc.integer({ min: -3, max: WIDTH + 2 }),
      y: fc.integer({ min: -2, max: HEIGHT + 1 }),
      text,
      upper: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constant('clip' as const),
    x: fc.option(fc.integer({ min: 0, max: WIDTH })),
    y: fc.option(fc.integer({ min: 0, max: HEIGHT })),
    width: fc.integer({ min: 0, max: WIDTH }),
    height: fc.integer({ min: 0, max: HEIGHT }),
  }),
  fc.constant({ kind: 'unclip' as const }),
);

function drawn(Output: typeof QuickOutput, operations: readonly Operation[]): unknown {
  const output = new Output({ width: WIDTH, height: HEIGHT });
  for (const one of operations) {
    if (one.kind === 'unclip') output.unclip();
    else if (one.kind === 'clip') output.clip(clipOf(one));
    else
      output.write(one.x, one.y, one.text, {
        transformers: one.upper ? [(line, index) => `\u001B[4m${index}${line}\u001B[24m`] : [],
      });
  }
  return output.get();
}

function clipOf({ x, y, width, height }: Clipped) {
  return {
    x1: x ?? undefined,
    x2: x === null ? undefined : x + width,
    y1: y ?? undefined,
    y2: y === null ? undefined : y + height,
  };
}

it('draws any frame as Ink does, to the byte', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
      expect(drawn(QuickOutput, operations)).toEqual(drawn(InkOutput, operations));
    }),
    { numRuns: 2_000 },
  );
});

it('draws rows of simple pieces side by side as Ink does, to the byte', () => {
  const row = fc.array(
    usualText.map((parts) => parts.join('')),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: HEIGHT }), (rows) => {
      const operations = rows.flatMap((texts, y) =>
        texts.map((one, x): Operation => ({ kind: 'write', x: x * 6, y, text: one, upper: false })),
      );
      expect(drawn(QuickOutput, operations)).toEqual(drawn(InkOutput, operations));
    }),
    { numRuns: 1_000 },
  );
});
