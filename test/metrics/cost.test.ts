/** Prices are checked against hand-computed sums. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PricedCall } from '../../src/domain/prices.ts';
import { noUsage, type TokenUsage } from '../../src/domain/usage.ts';
import { createPricer } from '../../src/metrics/cost.ts';

const pricer = createPricer();
const AT = Date.UTC(2026, 1, 10, 9);

function call(model: string, usage: Partial<TokenUsage>, rest: Partial<PricedCall> = {}): PricedCall {
  const plain = {
    ...{ provider: null, at: AT, speed: null, serviceTier: null },
    ...{ webSearches: null, outputEstimated: null },
  };
  return { ...plain, ...rest, model, usage: { ...noUsage(), ...usage } };
}

function cost(model: string, usage: Partial<TokenUsage>, rest: Partial<PricedCall> = {}): unknown {
  const price = pricer.price(call(model, usage, rest));
  return 'unpriced' in price ? price.unpriced : price.costUsdMicros;
}

describe('cost of a call, from unit prices in USD per million tokens', () => {
  it.each([
    {
      model: 'claude-opus-4-5-20251101',
      prices: 'input 5, read 0.5, write 5m 6.25, write 1h 10, output 25',
      usage: { input: 3, cacheRead: 41_200, cacheCreation5m: 1_000, cacheCreation1h: 2_100, output: 900 },
      micros: 3 * 5 + 41_200 * 0.5 + 1_000 * 6.25 + 2_100 * 10 + 900 * 25,
    },
    {
      model: 'claude-sonnet-4-5-20250929',
      prices: 'input 3, read 0.3, write 3.75, output 15 up to 200,000 input tokens',
      usage: { input: 10, cacheRead: 100_000, cacheCreation5m: 4_000, output: 500 },
      micros: 10 * 3 + 100_000 * 0.3 + 4_000 * 3.75 + 500 * 15,
    },
    {
      model: 'claude-sonnet-4-5-20250929',
      prices: 'input 6, read 0.6, write 7.5, output 22.5 for the whole call above 200,000 input tokens',
      usage: { input: 10, cacheRead: 199_991, cacheCreation5m: 4_000, output: 500 },
      micros: Math.round(10 * 6 + 199_991 * 0.6 + 4_000 * 7.5 + 500 * 22.5),
    },
    {
      model: 'claude-haiku-4-5-20251001',
      prices: 'input 1, read 0.1, write 1.25, output 5',
      usage: { input: 272, cacheRead: 10_000, cacheCreation5m: 400, output: 299 },
      micros: 272 * 1 + 10_000 * 0.1 + 400 * 1.25 + 299 * 5,
    },
    {
      model: 'gpt-5',
      prices: 'input 1.25, cached 0.125, output 10; reasoning is a part of output',
      usage: { input: 2_000, cacheRead: 8_000, output: 1_000, reasoning: 600 },
      micros: 2_000 * 1.25 + 8_000 * 0.125 + 1_000 * 10,
    },
  ])('$model ($prices)', ({ model, usage, micros }) => {
    expect(cost(model, usage)).toBe(micros);
  });

  it('prices an unsplit cache write as a 5-minute one (6.25), a 1-hour one at twice the input (10)', () => {
    expect(cost('claude-opus-4-5', { cacheCreationUnsplit: 1_000 })).toBe(6_250);
    expect(cost('claude-opus-4-5', { cacheCreation1h: 1_000 })).toBe(10_000);
  });

  it('prices 1-hour writes at twice the input where the library lists only the 5-minute price (Bedrock: input 5.5)', () => {
    expect(cost('us.anthropic.claude-opus-4-5-20251101-v1:0', { cacheCreation1h: 1_000 })).toBe(11_000);
  });

  it('adds web searches (Claude: 10 USD a thousand)', () => {
    expect(cost('claude-opus-4-5', { output: 0 }, { webSearches: 3 })).toBe(30_000);
  });

  it('takes the price of the call’s own day: opus 4.6 above 200,000 tokens cost double before 2026-03-13', () => {
    const usage = { input: 300_000, output: 100 };
    expect(cost('claude-opus-4-6', usage, { at: Date.UTC(2026, 2, 12, 23, 59) })).toBe(
      300_000 * 10 + 100 * 37.5,
    );
    expect(cost('claude-opus-4-6', usage, { at: Date.UTC(2026, 2, 13) })).toBe(300_000 * 5 + 100 * 25);
  });

  it('rounds once, at the end: 3 tokens at 0.1 are 0 micro-dollars, 6 are 1', () => {
    expect(cost('claude-haiku-4-5', { cacheRead: 3 })).toBe(0);
    expect(cost('claude-haiku-4-5', { cacheRead: 6 })).toBe(1);
  });
});

describe('beside the cost', () => {
  const price = (model: string, usage: Partial<TokenUsage>, rest: Partial<PricedCall> = {}) =>
    pricer.price(call(model, usage, rest));

  it('says what estimated output would cost beyond it (opus 4.5: 25 a million)', () => {
    expect(price('claude-opus-4-5', { input: 10, output: 4 }, { outputEstimated: 100 })).toMatchObject({
      costUsdMicros: 10 * 5 + 4 * 25,
      outputExtraUsdMicros: 96 * 25,
    });
    expect(price('claude-opus-4-5', { input: 10, output: 4 })).toMatchObject({ outputExtraUsdMicros: 0 });
  });

  it('says what the cache saved against plain input, writes taken off (input 5, read 0.5, write 6.25 and 10)', () => {
    const saved = { input: 10, cacheRead: 1_000, cacheCreation5m: 100, cacheCreation1h: 100 };
    expect(price('claude-opus-4-5', saved)).toMatchObject({
      cacheSavedUsdMicros: 1_000 * 4.5 - 100 * 1.25 - 100 * 5,
    });
    expect(price('claude-opus-4-5', { cacheCreation1h: 100 })).toMatchObject({ cacheSavedUsdMicros: -500 });
  });

  it('says both where only the library can calculate (deepseek-chat changes its price by the hour)', () => {
    const at = Date.UTC(2025, 5, 1, 12);
    const whole = { provider: 'deepseek', at };
    const plain = cost('deepseek-chat', { input: 2_000, output: 100 }, whole) as number;
    const more = cost('deepseek-chat', { input: 2_000, output: 300 }, whole) as number;
    const cached = price(
      'deepseek-chat',
      { input: 1_000, cacheRead: 1_000, output: 100 },
      { ...whole, outputEstimated: 300 },
    );
    expect(cached).toMatchObject({ outputExtraUsdMicros: more - plain });
    const { costUsdMicros, cacheSavedUsdMicros } = cached as {
      costUsdMicros: number;
      cacheSavedUsdMicros: number;
    };
    expect(costUsdMicros + cacheSavedUsdMicros).toBe(plain);
    expect(cacheSavedUsdMicros).toBeGreaterThan(0);
  });
});

describe('what has no price stays unpriced, never 0', () => {
  it('an unknown model', () => {
    expect(cost('totally-new-model-9', { input: 10 })).toBe('unknown_model');
    expect(cost('claude-opus-9-9', { input: 10 })).toBe('unknown_model');
    expect(cost('__proto__', { input: 10 })).toBe('unknown_model');
    expect(cost('', { input: 10 })).toBe('unknown_model');
  });

  it('a call without any count, but not a call that counted 0', () => {
    expect(cost('gpt-5', {})).toBe('no_usage');
    expect(cost('gpt-5', { input: 0, output: 0 })).toBe(0);
  });

  it('web searches where nobody lists their price', () => {
    const onBedrock = 'us.anthropic.claude-opus-4-5-20251101-v1:0';
    expect(cost(onBedrock, { output: 100 }, { webSearches: 1 })).toBe('no_price');
    expect(cost(onBedrock, { output: 100 }, { webSearches: 0 })).toBe(2_750);
  });

  it('tokens that the log does not split', () => {
    expect(cost('gpt-5', { unclassified: 500 })).toBe('tokens_not_split');
    expect(cost('gpt-5', { input: 10, unclassified: 0 })).toBe(13);
  });

  it('a listed model without prices', () => {
    expect(cost('gemma-3', { input: 10 }, { provider: 'google' })).toBe('no_price');
  });

  it('a service tier with a price of its own, but not the standard one', () => {
    expect(cost('gpt-5', { output: 100 }, { serviceTier: 'batch' })).toBe('no_price_for_tier');
    expect(cost('gpt-5', { output: 100 }, { serviceTier: 'standard' })).toBe(1_000);
  });

  it('fast speed, unless the library lists the fast mode (opus 4.6: input 30, write 37.5, output 150)', () => {
    expect(cost('claude-haiku-4-5', { output: 100 }, { speed: 'fast' })).toBe('no_price_for_speed');
    expect(cost('claude-opus-4-6', { input: 10, cacheCreation1h: 10, output: 100 }, { speed: 'fast' })).toBe(
      10 * 30 + 10 * 60 + 100 * 150,
    );
    expect(cost('claude-opus-4-6-fast', { output: 100 })).toBe(15_000);
    expect(cost('claude-opus-4-6', { output: 100 }, { speed: 'standard' })).toBe(2_500);
    expect(cost('claude-opus-4-6', { output: 100 }, { speed: 'turbo' })).toBe('no_price_for_speed');
  });
});

describe('canonical model', () => {
  it.each([
    ['claude-opus-4-5', null, 'claude-opus-4-5', 'anthropic'],
    ['Claude-Opus-4-5-20251101', null, 'claude-opus-4-5', 'anthropic'],
    ['claude-opus-4-5-20251101', 'anthropic', 'claude-opus-4-5', 'anthropic'],
    ['us.anthropic.claude-opus-4-5-20251101-v1:0', null, 'claude-opus-4-5', 'aws'],
    ['global.anthropic.claude-opus-4-6-v1', null, 'claude-opus-4-6', 'aws'],
    [
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      null,
      'claude-sonnet-4-5',
      'aws',
    ],
    ['claude-sonnet-4-5@20250929', null, 'claude-sonnet-4-5', 'google'],
    ['claude-opus-4@20250514', 'vertex', 'claude-opus-4-0', 'google'],
    ['anthropic/claude-opus-4.5', null, 'claude-opus-4-5', 'openrouter'],
    ['openrouter/anthropic/claude-sonnet-4.5:beta', null, 'claude-sonnet-4-5', 'openrouter'],
    ['anthropic/claude-opus-4-5', null, 'claude-opus-4-5', 'anthropic'],
    ['claude-opus-4-6[1m]', null, 'claude-opus-4-6', 'anthropic'],
    ['gpt-5-2025-08-07', null, 'gpt-5', 'openai'],
    ['openai/gpt-5', null, 'gpt-5', 'openrouter'],
    ['gemini-2.5-pro', null, 'gemini-2.5-pro', 'google'],
  ])('%s (provider %s) is %s from %s', (model, provider, canonical, served) => {
    expect(pricer.canonical(model, provider)).toEqual({ canonical, provider: served });
  });

  it('an unknown model is its own name in lower case, from nobody', () => {
    expect(pricer.canonical('My-Model:7B')).toEqual({ canonical: 'my-model:7b', provider: null });
    expect(pricer.canonical('x/'.repeat(200)).provider).toBeNull();
  });

  it('a provider that does not know the model does not hide its price', () => {
    expect(cost('gpt-5', { output: 100 }, { provider: 'anthropic' })).toBe(1_000);
    expect(cost('gpt-5', { output: 100 }, { provider: 'no such provider' })).toBe(1_000);
  });
});

it('context windows come from the name, else from the library', () => {
  expect(pricer.contextWindow('claude-sonnet-4-5-20250929')).toBe(200_000);
  expect(pricer.contextWindow('claude-sonnet-4-5[1m]')).toBe(1_000_000);
  expect(pricer.contextWindow('gpt-5')).toBe(400_000);
  expect(pricer.contextWindow('no-such-model')).toBeNull();
});

it('names the installed version as the source of prices', () => {
  const manifest = JSON.parse(readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8'));
  expect(pricer.source()).toMatchObject({ name: manifest.name, version: manifest.version });
});
