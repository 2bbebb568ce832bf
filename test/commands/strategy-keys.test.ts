import { describe, expect, it, test } from 'vitest';
import { DEFAULT_STRATEGY_SETTINGS } from '../../src/domain/strategy-settings.ts';
import { failure, load } from '../helpers/settings.ts';

test('without a word in the configuration the defaults hold', () => {
  expect(load({}).strategies).toEqual(DEFAULT_STRATEGY_SETTINGS);
});

test('every part can be chosen and tuned', () => {
  const toml = [
    '[strategies]',
    'windows = [60, 14]',
    'trend = { threshold = 0.25, alpha = 0.01 }',
    '[strategies.quality]',
    'method = "weakest"',
    'weights = { gate = 0, review = 3 }',
    '[strategies.collaboration]',
    'method = "ratings"',
    'answer_half_ms = 60000',
    'min_points = 20',
    'weights.helpfulness = 1',
  ].join('\n');
  const { quality, collaboration } = DEFAULT_STRATEGY_SETTINGS;
  expect(load({ toml }).strategies).toEqual({
    quality: { method: 'weakest', weights: { ...quality.weights, gate: 0, review: 3 } },
    collaboration: {
      method: 'ratings',
      weights: { ...collaboration.weights, helpfulness: 1 },
      answerHalfMs: 60_000,
      minPoints: 20,
    },
    windows: [14, 60],
    trend: { threshold: 0.25, alpha: 0.01 },
  });
});

describe('a wrong setting is named with its line and key', () => {
  it.each([
    [
      '[strategies.quality]\nmethod = "best"\n',
      ':2:1',
      'strategies.quality.method: must be one of layered, weakest, not "best"',
    ],
    [
      '[strategies.quality.weights]\ngate = 1\nci = -1\n',
      ':3:1',
      'strategies.quality.weights.ci: must be a number from 0 to 1000, not -1',
    ],
    [
      '[strategies.quality.weights]\ngates = 1\n',
      ':2:1',
      'unknown key; did you mean strategies.quality.weights.gate?',
    ],
    ['[strategies.quality.weights]\nhuman = 1\n', ':2:1', 'strategies.quality.weights.human: unknown key'],
    [
      '[strategies]\nwindows = []\n',
      ':2:1',
      'strategies.windows: must be a list of 1 to 6 different whole numbers',
    ],
    ['[strategies]\nwindows = [7, 7]\n', ':2:1', 'strategies.windows: must be'],
    ['[strategies]\nwindows = [7, 0.5]\n', ':2:1', 'strategies.windows: must be'],
    ['[strategies]\nwindows = 7\n', ':2:1', 'strategies.windows: must be'],
    ['[strategies.trend]\nalpha = 0\n', ':2:1', 'strategies.trend.alpha: must be a number'],
    ['[strategies.trend]\nalpha = 0.1\n', ':2:1', 'must be a number from 0.000001 to 0.05, not 0.1'],
    ['[strategies.collaboration]\nmin_points = 4\n', ':2:1', 'must be a whole number from 5 to 10000, not 4'],
    [
      'theme = "dark"\n[strategies.quality]\nweights = { gate = 0, ci = 0, review = 0, evaluation = 0, peer = 0 }\n',
      ':3:1',
      'strategies.quality.weights: all weights are 0; give at least one part a weight',
    ],
    [
      '[strategies.collaboration.weights]\nhandoffs = 0\nrework = 0\nescalations = 0\nanswers = 0\nmessage_quality = 0\nhelpfulness = 0\n',
      ':1:1',
      'strategies.collaboration.weights: all weights are 0',
    ],
  ])('%j', (toml, place, message) => {
    const error = failure({ toml });
    expect(`${error.where}`).toMatch(new RegExp(`${place}$`));
    expect(`${error.why}; ${error.todo}`).toContain(message);
  });
});
