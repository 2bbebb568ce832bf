/** Every metric that is followed over time: of tasks (metric-table.ts), of days, of single calls, and how agents work together. */

import type { Fact } from '../domain/parity.ts';
import type { TrendUnit } from '../domain/trends.ts';
import type { DayFigure } from './day-usage.ts';
import { METRIC_IDS, METRICS, type Metric, type MetricId } from './metric-table.ts';

/** What a metric is worked out from. */
export type TrendSource =
  | { readonly kind: 'tasks'; readonly id: MetricId }
  | { readonly kind: 'days'; readonly figure: DayFigure }
  /** Each session's median over its calls. */
  | { readonly kind: 'session_times'; readonly of: TimedCalls }
  | { readonly kind: 'collaboration' };

/** Calls whose durations are stored. */
export type TimedCalls = 'tools' | 'models';

export interface TrendMetric {
  readonly label: string;
  readonly unit: TrendUnit;
  /** Null: more of it is neither better nor worse, as it follows how much there was to do. */
  readonly higherIsBetter: boolean | null;
  /** What a source has to log for its figures to be counted: all of these (tasks: one of these). */
  readonly facts: readonly Fact[];
  readonly source: TrendSource;
}

const aDay = (label: string, unit: TrendUnit, top: DayFigure['top'], ...facts: Fact[]): TrendMetric => ({
  ...{ label, unit, higherIsBetter: null, facts },
  source: { kind: 'days', figure: { top, per: null } },
});

const quotient = ({
  figure,
  ...metric
}: Omit<TrendMetric, 'source'> & { readonly figure: DayFigure }): TrendMetric => ({
  ...metric,
  source: { kind: 'days', figure },
});

const OF_DAYS = {
  sessions_per_day: aDay('sessions a day', 'count', 'sessions'),
  tasks_per_day: aDay('tasks a day', 'count', 'tasks'),
  model_calls_per_day: aDay('model calls a day', 'count', 'modelCalls', 'model_calls'),
  tool_calls_per_day: aDay('tool calls a day', 'count', 'toolCalls', 'tool_calls'),
  tokens_per_day: aDay('tokens a day', 'tokens', 'tokens', 'tokens'),
  cost_per_day: aDay('cost a day', 'usd_micros', 'costUsdMicros'),
} as const satisfies Readonly<Record<string, TrendMetric>>;

const QUOTIENTS = {
  error_rate: quotient({
    label: 'errors a call',
    unit: 'count',
    higherIsBetter: false,
    figure: { top: 'errors', per: ['modelCalls', 'toolCalls'] },
    facts: ['errors', 'model_calls', 'tool_calls'],
  }),
  tool_error_rate: quotient({
    label: 'tool-error rate',
    unit: 'share',
    higherIsBetter: false,
    figure: { top: 'toolErrors', per: ['toolCalls'] },
    facts: ['tool_errors', 'tool_calls'],
  }),
  cache_read_share: quotient({
    label: 'read from cache',
    unit: 'share',
    higherIsBetter: true,
    figure: { top: 'cacheReadTokens', per: ['inputTokens'] },
    facts: ['tokens', 'cache_tokens'],
  }),
  compactions_per_session: quotient({
    label: 'compactions a session',
    unit: 'count',
    higherIsBetter: false,
    figure: { top: 'compactions', per: ['sessions'] },
    facts: ['compactions'],
  }),
} as const satisfies Readonly<Record<string, TrendMetric>>;

const ofTasks = (id: MetricId): TrendMetric => {
  const { label, unit, higherIsBetter, facts }: Metric = METRICS[id];
  return { label, unit, higherIsBetter, facts, source: { kind: 'tasks', id } };
};

/** By id, in the order of the view: how well, how dear, how fast, how much. */
export const TREND_METRICS: ReadonlyMap<string, TrendMetric> = new Map<string, TrendMetric>([
  ...METRIC_IDS.filter((id) => METRICS[id].hasTrend).map((id) => [id, ofTasks(id)] as const),
  [
    'collaboration_score',
    {
      ...{ label: 'collaboration', unit: 'share', higherIsBetter: true, facts: [] },
      source: { kind: 'collaboration' },
    },
  ],
  ...Object.entries(QUOTIENTS),
  [
    'median_tool_ms',
    {
      ...{ label: 'time of a tool', unit: 'ms', higherIsBetter: false, facts: ['tool_durations'] },
      source: { kind: 'session_times', of: 'tools' },
    },
  ],
  [
    'median_call_ms',
    {
      ...{ label: 'time of a model call', unit: 'ms', higherIsBetter: false, facts: ['call_durations'] },
      source: { kind: 'session_times', of: 'models' },
    },
  ],
  ...Object.entries(OF_DAYS),
]);
