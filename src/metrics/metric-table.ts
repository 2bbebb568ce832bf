/** Every metric of a card or a comparison: what it is of a task, how tasks become one figure, and what has to be logged for it. */

import type { Fact } from '../domain/parity.ts';

/** A number a task has, not known in some; see TaskList. */
export type TaskValue = 'quality' | 'cost' | 'durationMs' | 'tokens' | 'toolCalls' | 'compactions';
/** Something that a task was or was not; not known of some. */
export type TaskAnswer = 'success' | 'firstShot' | 'gatePassed';

/** How tasks become one figure: a share of them, a mean, a quantile, or spending by success. */
type MetricOf =
  | { readonly kind: 'rate'; readonly of: TaskAnswer }
  | { readonly kind: 'mean' | 'median' | 'p90'; readonly of: TaskValue }
  /** A mean of values that lie in 0 to 1. */
  | { readonly kind: 'score'; readonly of: 'quality' }
  | { readonly kind: 'per_success'; readonly of: 'cost' };

export interface Metric {
  readonly label: string;
  readonly unit: 'share' | 'usd_micros' | 'ms' | 'tokens' | 'count';
  readonly higherIsBetter: boolean;
  readonly figure: MetricOf;
  /** It can be said when one of these is logged; none = always. */
  readonly facts: readonly Fact[];
  /** Whether cards follow it over time; of several figures of the same values one is enough. */
  readonly hasTrend: boolean;
}

/** An outcome is said by an orchestrator, by the end of a session, or by a merged pull request. */
const OUTCOME_FACTS = ['tasks', 'session_ends', 'pull_requests'] as const satisfies readonly Fact[];
const COST_FACTS = ['tokens', 'reported_cost', 'tasks'] as const satisfies readonly Fact[];

/** By id, as in `windows[].metrics`, `trends[].metric` and verdicts. */
export const METRICS = {
  success_rate: {
    ...{ label: 'success rate', unit: 'share', higherIsBetter: true, hasTrend: true },
    ...{ figure: { kind: 'rate', of: 'success' }, facts: OUTCOME_FACTS },
  },
  first_shot_rate: {
    ...{ label: 'first-shot rate', unit: 'share', higherIsBetter: true, hasTrend: true },
    ...{ figure: { kind: 'rate', of: 'firstShot' }, facts: ['tasks'] },
  },
  quality_rate: {
    ...{ label: 'quality rate', unit: 'share', higherIsBetter: true, hasTrend: true },
    ...{ figure: { kind: 'rate', of: 'gatePassed' }, facts: ['quality', 'tasks'] },
  },
  avg_quality_score: {
    ...{ label: 'quality score', unit: 'share', higherIsBetter: true, hasTrend: true },
    ...{ figure: { kind: 'score', of: 'quality' }, facts: ['quality', 'tasks'] },
  },
  avg_cost_per_task: {
    ...{ label: 'average cost a task', unit: 'usd_micros', higherIsBetter: false, hasTrend: false },
    ...{ figure: { kind: 'mean', of: 'cost' }, facts: COST_FACTS },
  },
  median_cost_per_task: {
    ...{ label: 'cost a task', unit: 'usd_micros', higherIsBetter: false, hasTrend: true },
    ...{ figure: { kind: 'median', of: 'cost' }, facts: COST_FACTS },
  },
  cost_per_success: {
    ...{ label: 'cost a success', unit: 'usd_micros', higherIsBetter: false, hasTrend: true },
    ...{ figure: { kind: 'per_success', of: 'cost' }, facts: OUTCOME_FACTS },
  },
  avg_completion_time_ms: {
    ...{ label: 'average time to close', unit: 'ms', higherIsBetter: false, hasTrend: false },
    ...{ figure: { kind: 'mean', of: 'durationMs' }, facts: [] },
  },
  median_completion_time_ms: {
    ...{ label: 'time to close', unit: 'ms', higherIsBetter: false, hasTrend: true },
    ...{ figure: { kind: 'median', of: 'durationMs' }, facts: [] },
  },
  p90_completion_time_ms: {
    ...{ label: 'time to close, p90', unit: 'ms', higherIsBetter: false, hasTrend: false },
    ...{ figure: { kind: 'p90', of: 'durationMs' }, facts: [] },
  },
  avg_tokens_per_task: {
    ...{ label: 'tokens a task', unit: 'tokens', higherIsBetter: false, hasTrend: true },
    ...{ figure: { kind: 'mean', of: 'tokens' }, facts: ['tokens', 'tasks'] },
  },
  avg_tool_calls_per_task: {
    ...{ label: 'tool calls a task', unit: 'count', higherIsBetter: false, hasTrend: true },
    ...{ figure: { kind: 'mean', of: 'toolCalls' }, facts: ['tool_calls'] },
  },
  compactions_per_task: {
    ...{ label: 'compactions a task', unit: 'count', higherIsBetter: false, hasTrend: false },
    ...{ figure: { kind: 'mean', of: 'compactions' }, facts: ['compactions'] },
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricId = keyof typeof METRICS;
export const METRIC_IDS = Object.keys(METRICS) as MetricId[];
