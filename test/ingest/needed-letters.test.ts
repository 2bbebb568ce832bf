import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_PATTERNS } from '../../src/ingest/error-patterns.ts';
import { needsOf, TextRuns } from '../../src/ingest/needed-letters.ts';

const isPossible = (pattern: RegExp, text: string): boolean => {
  const runs = new TextRuns();
  runs.look(text);
  return runs.isPossible(needsOf(pattern));
};

describe('an expression needs the letters that each of its matches has', () => {
  test.each([
    [/failed to push/, 'failed to pull', false],
    [/failed to push/, 'it failed to push', true],
    [/oom.?kill|sigkill/, 'oom, then a kill', true],
    [/oom.?kill|sigkill/, 'out of room', false],
    [/\btests? failed\b/, 'test failed', true],
    [/\btests? failed\b/, 'tests passed', false],
    [/colou?r/, 'color', true],
    [/err{2}or/, 'errrror', true],
    [/(?:invalid|wrong) key/, 'wrong key', true],
    [/(?:invalid|wrong) key/, 'wrong lock', false],
    [/\[rejected\]/, '[accepted]', false],
    [/\d{3}|[a-f]+/, '', true],
  ])('%s in %s: %s', (pattern, text, possible) => {
    expect(isPossible(pattern, text)).toBe(possible);
  });

  test('no expression of the table matches a text that it seems impossible in', () => {
    const patterns = ERROR_PATTERNS.flatMap((row) => row.patterns);
    const words = [...new Set(patterns.flatMap(({ source }) => source.match(/[a-z' ]{2,}/g) ?? []))];
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(...words),
          fc.constantFrom('-', '_', ' ', '.', '137', '[', ']', '(', ': ', 'x'),
        ),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (said) => {
        for (const pattern of patterns) if (pattern.test(said)) expect(isPossible(pattern, said)).toBe(true);
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 300) },
    );
  });
});
