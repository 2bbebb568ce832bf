import { describe, expect, it } from 'vitest';
import { failure, load } from '../helpers/settings.ts';

describe('[prices], [price_aliases], free_models', () => {
  it('are read', () => {
    const { prices } = load({
      toml: `
free_models = ["ollama/*"]
[prices."My Model"]
input = 0.5
output = 2
cache_read = 0
cache_write_5m = 0.6
cache_write_1h = 1
web_search = 10
since = 2026-03-01
[[prices.other]]
input = 1
output = 1
[[prices.other]]
input = 2
output = 2
since = "2026-04-01"
[price_aliases]
"Work/Large" = "claude-opus-4-5"
`,
    });
    const none = { since: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, webSearch: null };
    expect(prices).toEqual({
      free: ['ollama/*'],
      aliases: [['work/large', 'claude-opus-4-5']],
      own: [
        {
          ...{ model: 'my model', since: Date.UTC(2026, 2, 1), input: 0.5, output: 2 },
          ...{ cacheRead: 0, cacheWrite5m: 0.6, cacheWrite1h: 1, webSearch: 10 },
        },
        { ...none, model: 'other', input: 1, output: 1 },
        { ...none, model: 'other', input: 2, output: 2, since: Date.UTC(2026, 3, 1) },
      ],
    });
  });

  it('are empty without a word', () => {
    expect(load({}).prices).toEqual({ own: [], aliases: [], free: [] });
  });

  it.each([
    [
      'a text',
      '[prices.m]\ninput = 1\noutput = "2"',
      ':3:1',
      'prices.m.output: must be dollars per million tokens',
    ],
    ['negative', '[prices.m]\ninput = -1\noutput = 2', ':2:1', 'prices.m.input: must be dollars'],
    ['not a number', '[prices.m]\ninput = nan\noutput = 2', ':2:1', 'not NaN'],
    ['infinite', '[prices.m]\noutput = inf\ninput = 2', ':2:1', 'not Infinity'],
    [
      'an unknown key',
      '[prices.m]\ninput = 1\noutput = 2\ncache_raed = 1',
      ':4:1',
      'prices.m.cache_raed: unknown key; did you mean cache_read?',
    ],
    ['output missing', '\n[prices.m]\ninput = 1', ':2:1', 'prices.m: output is missing'],
    ['no date', '[prices.m]\ninput = 1\noutput = 2\nsince = "soon"', ':4:1', 'must be a date'],
    ['an age is no date', '[prices.m]\ninput = 1\noutput = 2\nsince = "7d"', ':4:1', 'must be a date'],
    [
      'the second of a list',
      '[[prices.m]]\ninput = 1\noutput = 2\n[[prices.m]]\ninput = 1\noutput = -2',
      ':6:1',
      'prices.m.1.output',
    ],
    ['no section', 'prices = 3', ':1:1', 'must hold one section a model'],
    ['a bare number', '[prices]\nm = 3', ':2:1', 'must be a section of prices'],
    ['an alias to nothing', '[price_aliases]\nx = ""', ':2:1', 'must be the name of a model'],
    ['free models that are no list', 'free_models = "x"', ':1:1', 'must be a list of texts'],
    ['a misspelt section', '[price.m]\ninput = 1', ':1:1', 'did you mean prices?'],
  ])('%s ends with 2, line and key', (_name, toml, place, why) => {
    const error = failure({ toml });
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(`config.toml${place}`);
    expect(error.message).toContain(why);
  });
});
