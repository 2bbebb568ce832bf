import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogWriter, type Look } from '../helpers/log-writer.ts';

const name = fc.constantFrom('a.jsonl', 'b.jsonl');
const look: fc.Arbitrary<Look> = fc.record({
  batches: fc.option(fc.integer({ min: 0, max: 5 })),
  backwards: fc.boolean(),
});

/** What may happen to the logs, in the order in which a counterexample is made simpler. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('look' as const), look }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      name,
      count: fc.integer({ min: 1, max: 12 }),
      ending: fc.constantFrom('\n' as const, '\r\n' as const),
      junk: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('writePart' as const),
      name,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  fc.record({ do: fc.constantFrom('copyTruncate', 'gzipTruncate', 'renameGzip'), name, look }),
  fc.record({ do: fc.constantFrom('rename', 'swap', 'rewrite', 'copy', 'truncate', 'recreate'), name }),
);

type Step =
  | { do: 'look'; look: Look }
  | { do: 'write'; name: string; count: number; ending: '\n' | '\r\n'; junk: boolean }
  | { do: 'writePart'; name: string; share: number }
  | { do: 'copyTruncate' | 'gzipTruncate' | 'renameGzip'; name: string; look: Look }
  | { do: 'rename' | 'swap' | 'rewrite' | 'copy' | 'truncate' | 'recreate'; name: string };

function take(writer: LogWriter, step: Step): void {
  if (step.do === 'look') writer.look(step.look);
  else if (step.do === 'write') writer.write(step.name, step.count, step.ending, step.junk);
  else if (step.do === 'writePart') writer.writePart(step.name, step.share);
  else if ('look' in step) writer[step.do](step.name, step.look);
  else writer[step.do](step.name);
}

/** Files that begin alike, for less and for more than a fingerprint and a guard. */
const preamble = fc.constantFrom('', '{"header":true}\n', `{"pad":"${'P'.repeat(1100)}"}\n`, '\ufeff');

test('whatever happens to the logs, every complete line is counted exactly once', () => {
  fc.assert(
    fc.property(preamble, fc.array(step, { maxLength: 25, size: 'max' }), (beginning, steps) => {
      const writer = new LogWriter(beginning);
      try {
        for (const next of steps) take(writer, next);
        writer.look({ batches: null, backwards: false });
        expect(writer.differences()).toEqual([]);
        const before = writer.logs.registry.records.size;
        writer.look({ batches: null, backwards: true });
        expect(writer.logs.registry.records.size).toBe(before);
      } finally {
        writer.logs.remove();
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);
