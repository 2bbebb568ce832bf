/** Configuration keys of the four strategies, and the settings that their values make (docs/strategies.md). */

import * as v from 'valibot';
import {
  COLLABORATION_METHODS,
  COLLABORATION_PARTS,
  type CollaborationWeights,
  DEFAULT_STRATEGY_SETTINGS,
  QUALITY_METHODS,
  type QualityLayers,
  type StrategySettings,
  WEIGHED_QUALITY_PARTS,
} from '../domain/strategy-settings.ts';
import type { ConfigKey } from './config-keys.ts';
import { between, type ConfigValue, type Kind, oneOf, whole } from './config-kinds.ts';

/** Windows shown side by side; a card has no room for more. */
const MOST_WINDOWS = 6;
const LONGEST_WINDOW = 3_650;
const FEWEST_POINTS = 5;
/** A slope's interval is one of 95 %, so a higher p would be asked for in vain. */
const HIGHEST_ALPHA = 0.05;
const DAY_MS = 86_400_000;

function key(name: string, kind: Kind, fallback: ConfigValue, says: string): ConfigKey {
  return { key: `strategies.${name}`, ...kind, fallback, says, environment: null, flag: null };
}

const WEIGHT = between(0, 1_000);

const WINDOWS: Kind = {
  schema: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LONGEST_WINDOW))),
    v.minLength(1),
    v.maxLength(MOST_WINDOWS),
    v.check((days) => new Set(days).size === days.length),
  ),
  expected: `a list of 1 to ${MOST_WINDOWS} different whole numbers of days from 1 to ${LONGEST_WINDOW}`,
};

const QUALITY_SAYS: Readonly<Record<keyof QualityLayers, string>> = {
  gate: 'Weight of the review gate or merge queue in the quality score; only proportions matter.',
  ci: '… of build, lint, tests, types and security checks.',
  review: '… of code reviews.',
  evaluation: '… of evaluations of the output.',
  peer: '… of feedback by other agents.',
};

const COLLABORATION_SAYS: Readonly<Record<keyof CollaborationWeights, string>> = {
  handoffs: 'Weight of work taken up when handed over in the collaboration score; only proportions matter.',
  rework: '… of finished work that did not come back.',
  escalations: '… of few escalations a task.',
  answers: '… of quick answers to messages and escalations.',
  message_quality: '… of ratings of its messages.',
  helpfulness: '… of ratings of its help.',
};

const { quality, collaboration, windows, trend } = DEFAULT_STRATEGY_SETTINGS;

export const STRATEGY_KEYS: readonly ConfigKey[] = [
  key(
    'quality.method',
    oneOf(QUALITY_METHODS),
    quality.method,
    'How a quality score is made: the weighted layers, or the weakest of them.',
  ),
  ...WEIGHED_QUALITY_PARTS.map((part) =>
    key(`quality.weights.${part}`, WEIGHT, quality.weights[part], QUALITY_SAYS[part]),
  ),
  key(
    'collaboration.method',
    oneOf(COLLABORATION_METHODS),
    collaboration.method,
    'How a collaboration score is made: from what an agent does, or from ratings alone.',
  ),
  ...COLLABORATION_PARTS.map((part) =>
    key(`collaboration.weights.${part}`, WEIGHT, collaboration.weights[part], COLLABORATION_SAYS[part]),
  ),
  key(
    'collaboration.answer_half_ms',
    whole(1_000, 7 * DAY_MS),
    collaboration.answerHalfMs,
    'An answer after this time counts half.',
  ),
  key(
    'collaboration.min_points',
    whole(FEWEST_POINTS, 10_000),
    collaboration.minPoints,
    'Data points that a part of the collaboration score needs before it counts.',
  ),
  key('windows', WINDOWS, windows, 'Rolling windows of the cards, in days.'),
  key(
    'trend.threshold',
    between(0, 100),
    trend.threshold,
    'Change over a window, as a share of the median, below which a trend is stable.',
  ),
  key(
    'trend.alpha',
    between(0.000_001, HIGHEST_ALPHA),
    trend.alpha,
    "A trend needs a p below this (Mann-Kendall's, or the weighted test's).",
  ),
];

/** Sections whose weights must not all be 0: nothing would ever have a score. */
export const WEIGHT_SECTIONS: readonly (readonly string[])[] = [
  ['strategies', 'quality', 'weights'],
  ['strategies', 'collaboration', 'weights'],
];

/** Settings by the resolved values of all keys. */
export function strategySettings(values: ReadonlyMap<string, ConfigValue>): StrategySettings {
  const at = <Value>(name: string): Value => values.get(`strategies.${name}`) as Value;
  const weights = <Part extends string>(section: string, parts: readonly Part[]) =>
    Object.fromEntries(parts.map((part) => [part, at<number>(`${section}.weights.${part}`)])) as Readonly<
      Record<Part, number>
    >;
  return {
    quality: { method: at('quality.method'), weights: weights('quality', WEIGHED_QUALITY_PARTS) },
    collaboration: {
      method: at('collaboration.method'),
      weights: weights('collaboration', COLLABORATION_PARTS),
      answerHalfMs: at('collaboration.answer_half_ms'),
      minPoints: at('collaboration.min_points'),
    },
    windows: at<readonly number[]>('windows').toSorted((a, b) => a - b),
    trend: { threshold: at('trend.threshold'), alpha: at('trend.alpha') },
  };
}
