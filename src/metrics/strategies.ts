/** The four strategies of performance (REQUIREMENTS.md R1.3, R1.6, R1.8, R1.9): one object, chosen and tuned by the configuration. */

import {
  type COLLABORATION_METHODS,
  DEFAULT_STRATEGY_SETTINGS,
  type QUALITY_METHODS,
  type StrategySettings,
} from '../domain/strategy-settings.ts';
import {
  behaviouralCollaboration,
  type CollaborationScoringStrategy,
  ratedCollaboration,
} from './collaboration-scoring.ts';
import { layeredQuality, type QualityScoringStrategy, weakestQuality } from './quality-scoring.ts';
import { type TrendDetectionStrategy, theilSenTrend } from './statistics/trend.ts';
import { type MetricsWindowStrategy, rollingWindows, type WindowSpec } from './statistics/window.ts';

/** Whoever makes cards takes these and knows no implementation; any of them may be another function. */
export interface Strategies {
  readonly quality: QualityScoringStrategy;
  readonly collaboration: CollaborationScoringStrategy;
  readonly windows: MetricsWindowStrategy;
  readonly trend: TrendDetectionStrategy;
}

type Made<Method extends string, Settings, Strategy> = Readonly<
  Record<Method, (settings: Settings) => Strategy>
>;

const QUALITY: Made<(typeof QUALITY_METHODS)[number], StrategySettings['quality'], QualityScoringStrategy> = {
  layered: layeredQuality,
  weakest: weakestQuality,
};

const COLLABORATION: Made<
  (typeof COLLABORATION_METHODS)[number],
  StrategySettings['collaboration'],
  CollaborationScoringStrategy
> = {
  behavioural: behaviouralCollaboration,
  ratings: ratedCollaboration,
};

export function createStrategies(settings: StrategySettings): Strategies {
  const { quality, collaboration, windows, trend } = settings;
  return {
    quality: QUALITY[quality.method](quality),
    collaboration: COLLABORATION[collaboration.method](collaboration),
    windows: rollingWindows(windows.map(windowSpec)),
    trend: theilSenTrend(trend),
  };
}

/** Longest windows that are cut in days (DATA.md 5); longer ones are cut in weeks. */
const DAYS_IN_DAYS = 30;
const DAYS_OF_A_WEEK = 7;

/** A rolling average spans three days within a week, a week within a month, four weeks beyond. */
function windowSpec(days: number): WindowSpec {
  if (days > DAYS_IN_DAYS) return { days, bucketDays: 7, rollingBuckets: 4 };
  return { days, bucketDays: 1, rollingBuckets: days > DAYS_OF_A_WEEK ? 7 : 3 };
}

export const DEFAULT_STRATEGIES: Strategies = createStrategies(DEFAULT_STRATEGY_SETTINGS);
