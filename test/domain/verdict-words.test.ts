import { describe, expect, it } from 'vitest';
import type { VerdictReason } from '../../src/domain/metric.ts';
import { verdictReasonText } from '../../src/domain/verdict-words.ts';

const reason = (some: Partial<VerdictReason>): VerdictReason => ({
  code: 'difference_shown',
  n: 40,
  againstN: 52,
  needed: 5,
  p: 0.00312,
  adjustedP: 0.0094,
  comparisons: 3,
  ...some,
});

describe('the words for a verdict', () => {
  it.each([
    [{}, 'interval excludes 0, p 0.0031; 40 against 52 tasks'],
    [{ p: 1e-9 }, 'interval excludes 0, p < 0.001; 40 against 52 tasks'],
    [{ code: 'interval_contains_zero', p: 0.4 }, 'interval includes 0, p 0.4; 40 against 52 tasks'],
    [
      { code: 'not_after_holm', p: 0.03, adjustedP: 0.09 },
      'p 0.03 alone, but 0.09 among 3 comparisons; 40 against 52 tasks',
    ],
    [{ code: 'too_few_tasks', n: 4 }, 'needs 5 tasks each; 4 against 52 tasks'],
    [{ code: 'different_logging' }, 'harnesses log different things'],
  ] as const)('%j', (some, words) => {
    expect(verdictReasonText(reason(some))).toBe(words);
  });
});
