/** The fast path is checked against the library's own calculation. */

import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noUsage } from '../../src/domain/usage.ts';
import { createPricer } from '../../src/metrics/cost.ts';

const pricer = createPricer();

/** Models of each price shape: flat, tiered, dated, dated and tiered, by the hour, with a fee a request. */
const SHAPES: readonly (readonly [model: string, provider: string])[] = [
  ['claude-opus-4-5', 'anthropic'],
  ['claude-sonnet-4-5', 'anthropic'],
  ['claude-opus-4-6', 'anthropic'],
  ['gemini-2.5-pro', 'google'],
  ['gpt-5', 'openai'],
  ['o3', 'openai'],
  ['deepseek-chat', 'deepseek'],
  ['deepseek-v4-pro', 'deepseek'],
  ['sonar-pro', 'perplexity'],
  ['grok-code-fast-1', 'x-ai'],
];

it('property: the fast path gives what the library calculates, for every shape of price', () => {
  const tokens = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 400_000 }));
  const usages = fc.record({
    input: tokens,
    cacheRead: tokens,
    write: tokens,
    write1h: tokens,
    output: tokens,
  });
  const days = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2026, 10, 1) });
  fc.assert(
    fc.property(
      fc.constantFrom(...SHAPES),
      usages,
      days,
      fc.nat({ max: 5 }),
      ([model, providerId], u, at, any) => {
        const searches = providerId === 'anthropic' || providerId === 'perplexity' ? any : 0;
        const listsHourly = providerId === 'anthropic';
        const write1h = listsHourly ? u.write1h : 0;
        const ours = pricer.price({
          model,
          provider: providerId,
          at,
          usage: {
            ...noUsage(),
            ...{ input: u.input, cacheRead: u.cacheRead, output: u.output },
            ...{ cacheCreation5m: u.write, cacheCreation1h: write1h },
          },
          ...{ speed: null, serviceTier: null, webSearches: searches, outputEstimated: null },
        });
        const theirs = calcPrice(
          {
            input_tokens: u.input + u.cacheRead + u.write + write1h,
            cache_read_tokens: u.cacheRead,
            cache_write_tokens: u.write + write1h,
            cache_write_1h_tokens: write1h,
            output_tokens: u.output,
            web_searches: searches,
          },
          model,
          { providerId, timestamp: new Date(at) },
        );
        const exact = (theirs?.total_price ?? Number.NaN) * 1e6;
        expect(Math.abs((ours as { costUsdMicros: number }).costUsdMicros - exact)).toBeLessThanOrEqual(
          0.5 + 1e-6,
        );
      },
    ),
    { numRuns: 400 },
  );
});
