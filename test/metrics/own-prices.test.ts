/** Prices of the user's own, checked against hand-computed sums. */

import { describe, expect, it } from 'vitest';
import {
  LISTED_PRICES,
  type OwnPrice,
  type PricedCall,
  type PriceSettings,
} from '../../src/domain/prices.ts';
import { noUsage, type TokenUsage } from '../../src/domain/usage.ts';
import { createPricer } from '../../src/metrics/cost.ts';

const AT = Date.UTC(2026, 1, 10, 9);

const own = (model: string, rates: Partial<OwnPrice>): OwnPrice => ({
  ...{ model, since: null, input: 1, output: 10 },
  ...{ cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, webSearch: null },
  ...rates,
});

function costWith(settings: Partial<PriceSettings>) {
  const pricer = createPricer({ ...LISTED_PRICES, ...settings });
  return (model: string, usage: Partial<TokenUsage>, rest: Partial<PricedCall> = {}): unknown => {
    const call = {
      ...{ provider: null, at: AT, speed: null, serviceTier: null, webSearches: null, outputEstimated: null },
      ...rest,
      ...{ model, usage: { ...noUsage(), ...usage } },
    };
    const price = pricer.price(call);
    return 'unpriced' in price ? price.unpriced : price.costUsdMicros;
  };
}

describe('own prices', () => {
  it.each([
    [
      'every class its own',
      { cacheRead: 0.1, cacheWrite5m: 2, cacheWrite1h: 3 },
      10 + 100 * 0.1 + 20 * 2 + 30 * 3 + 50,
    ],
    ['no cache prices: as input', {}, 10 + 100 + 20 + 30 + 50],
    [
      'a 5-minute price only: 1-hour writes at twice the input',
      { cacheWrite5m: 1.25 },
      10 + 100 + 25 + 60 + 50,
    ],
  ])('%s', (_name, rates, micros) => {
    const cost = costWith({ own: [own('my-model', rates)] });
    const usage = { input: 10, cacheRead: 100, cacheCreation5m: 20, cacheCreation1h: 30, output: 5 };
    expect(cost('my-model', usage)).toBe(micros);
    expect(cost('My-Model ', usage)).toBe(micros);
    expect(cost('my-model-2', usage)).toBe('unknown_model');
  });

  it('stand before the library under the logged, the bare and the canonical name', () => {
    for (const name of ['claude-opus-4-5', 'claude-opus-4-5-20251101']) {
      const cost = costWith({ own: [own(name, {})] });
      expect(cost('claude-opus-4-5-20251101', { output: 100 })).toBe(1_000);
      expect(cost('claude-haiku-4-5', { output: 100 })).toBe(500);
    }
  });

  it('hold from their day on; the newest one counts, before the first the library', () => {
    const cost = costWith({
      own: [
        own('gpt-5', { output: 1, since: Date.UTC(2026, 1, 1) }),
        own('gpt-5', { output: 2, since: Date.UTC(2026, 2, 1) }),
      ],
    });
    expect(cost('gpt-5', { output: 100 }, { at: Date.UTC(2026, 0, 31, 23, 59) })).toBe(1_000);
    expect(cost('gpt-5', { output: 100 }, { at: Date.UTC(2026, 1, 1) })).toBe(100);
    expect(cost('gpt-5', { output: 100 }, { at: Date.UTC(2026, 2, 1) })).toBe(200);
  });

  it('do not say what another speed or tier costs, unless they name it', () => {
    const plain = costWith({ own: [own('gpt-5', {}), own('claude-opus-4-6', {})] });
    expect(plain('gpt-5', { output: 100 }, { serviceTier: 'priority' })).toBe('no_price_for_tier');
    expect(plain('claude-opus-4-6', { output: 100 }, { speed: 'fast' })).toBe(15_000);
    const named = costWith({
      own: [own('gpt-5-priority', { output: 20 }), own('claude-opus-4-6-fast', { output: 3 })],
    });
    expect(named('gpt-5', { output: 100 }, { serviceTier: 'priority' })).toBe(2_000);
    expect(named('gpt-5', { output: 100 })).toBe(1_000);
    expect(named('claude-opus-4-6', { output: 100 }, { speed: 'fast' })).toBe(300);
    expect(named('claude-opus-4-6-fast', { output: 100 })).toBe(300);
  });

  it('name speed and tier one behind the other, however the speed was logged', () => {
    const cost = costWith({
      own: [own('claude-opus-4-6-batch', { output: 2 }), own('claude-opus-4-6-fast-batch', { output: 3 })],
    });
    const usage = { output: 100 };
    expect(cost('claude-opus-4-6', usage, { serviceTier: 'batch' })).toBe(200);
    expect(cost('claude-opus-4-6', usage, { speed: 'fast', serviceTier: 'batch' })).toBe(300);
    expect(cost('claude-opus-4-6-fast', usage, { serviceTier: 'batch' })).toBe(300);
    expect(cost('claude-opus-4-6-fast', usage, { speed: 'fast', serviceTier: 'batch' })).toBe(300);
  });

  it('price web searches only when they say how', () => {
    expect(costWith({ own: [own('m', {})] })('m', { output: 1 }, { webSearches: 2 })).toBe('no_price');
    expect(costWith({ own: [own('m', { webSearch: 10 })] })('m', { output: 1 }, { webSearches: 2 })).toBe(
      20_010,
    );
  });

  it('leave a call without counts, and tokens that are not split, unpriced', () => {
    const cost = costWith({ own: [own('m', {})] });
    expect(cost('m', {})).toBe('no_usage');
    expect(cost('m', { unclassified: 9 })).toBe('tokens_not_split');
  });
});

describe('aliases', () => {
  it('take price and canonical name of another model', () => {
    const settings = { ...LISTED_PRICES, aliases: [['work-large', 'claude-opus-4-5']] as const };
    expect(costWith(settings)('Work-Large', { output: 100 }, { provider: 'litellm' })).toBe(2_500);
    const pricer = createPricer(settings);
    expect(pricer.canonical('work-large', 'litellm')).toEqual({
      canonical: 'claude-opus-4-5',
      provider: 'anthropic',
    });
    expect(pricer.contextWindow('work-large')).toBe(200_000);
    expect(pricer.pricedBy('work-large')).toBe('library');
  });

  it('keep the fast mode that the logged name says behind them, unless they name it themselves', () => {
    const plain = costWith({ aliases: [['claude-work', 'claude-opus-4-6']] });
    expect(plain('claude-work', { output: 100 })).toBe(2_500);
    expect(plain('claude-work-fast', { output: 100 })).toBe(15_000);
    const named = costWith({ aliases: [['claude-work-fast', 'claude-opus-4-6']] });
    expect(named('claude-work-fast', { output: 100 })).toBe(2_500);
  });

  it('lead to own prices, too', () => {
    const cost = costWith({ own: [own('base', { output: 7 })], aliases: [['front', 'base']] });
    expect(cost('front', { output: 100 })).toBe(700);
  });
});

describe('free models', () => {
  const cost = costWith({ free: ['qwen3-coder:*', 'ollama/*', 'Claude-Haiku-4-5'] });

  it.each([
    ['qwen3-coder:30b', null, 0],
    ['llama3', 'ollama', 0],
    ['ollama/llama3', null, 0],
    ['claude-haiku-4-5-20251001', null, 0],
    ['qwen3-coder', null, 'unknown_model'],
    ['llama3', 'together-local', 'unknown_model'],
    ['claude-opus-4-5', null, 2_500],
  ])('%s of %s: %s', (model, provider, expected) => {
    expect(cost(model, { output: 100 }, { provider })).toBe(expected);
  });

  it('cost nothing whatever was counted', () => {
    expect(cost('ollama/x', {})).toBe(0);
    expect(cost('ollama/x', { unclassified: 5 }, { speed: 'fast', serviceTier: 'batch' })).toBe(0);
  });
});

it('says who prices a model', () => {
  const pricer = createPricer({ own: [own('gpt-5', {})], aliases: [], free: ['local/*'] });
  expect(pricer.pricedBy('gpt-5')).toBe('config');
  expect(pricer.pricedBy('local/x')).toBe('free');
  expect(pricer.pricedBy('claude-opus-4-5')).toBe('library');
  expect(pricer.pricedBy('nobody-knows')).toBeNull();
});

it('changes its fingerprint with everything that a price depends on', () => {
  const prints = [
    LISTED_PRICES,
    { ...LISTED_PRICES, own: [own('m', {})] },
    { ...LISTED_PRICES, own: [own('m', { output: 11 })] },
    { ...LISTED_PRICES, aliases: [['a', 'b']] as const },
    { ...LISTED_PRICES, free: ['a'] },
  ].map((settings) => createPricer(settings).fingerprint);
  expect(new Set(prints).size).toBe(prints.length);
  expect(createPricer().fingerprint).toBe(prints[0]);
});
