/** Metric cells, scores and trends as short text: the value, how sure it is, and how many it was made from (DATA.md 5). Pure. */

import type { MetricCell, MetricState, Trend, TrendVerdict } from '../domain/metric.ts';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatMoney,
  formatPercent,
  formatTokens,
} from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { resample, type Segment, sparkline } from './layout.ts';
import type { Role } from './theme.ts';

type FormatValue = (value: number) => string;

/** How a metric is shown: its name, and its value in as few characters as tell it apart. */
export interface MetricLook {
  readonly label: string;
  readonly format: FormatValue;
  /** Of small differences; as `format` when left out. */
  readonly fine?: FormatValue;
}

const percent: FormatValue = formatPercent;
const points: FormatValue = (share) => `${(share * 100).toFixed(share < 0.00095 ? 2 : 1)} %`;
const money: FormatValue = formatMoney;
/** Seconds say nothing of what takes longer than a few minutes. */
const duration: FormatValue = (ms) => (ms < 600_000 ? formatDuration(ms) : formatAge(ms));
/** With two digits behind the point. */
const score: FormatValue = (value) => value.toFixed(2);
const perTask: FormatValue = (value) => (value < 9.95 ? value.toFixed(1) : formatCount(value));

/** By the id of the metric. */
const LOOKS: ReadonlyMap<string, MetricLook> = new Map([
  ['tasks_completed', { label: 'tasks done', format: perTask }],
  ['success_rate', { label: 'success', format: percent, fine: points }],
  ['first_shot_rate', { label: 'first shot', format: percent, fine: points }],
  ['quality_rate', { label: 'quality', format: percent, fine: points }],
  ['avg_quality_score', { label: 'quality score', format: score }],
  ['median_completion_time_ms', { label: 'time to close', format: duration }],
  ['avg_completion_time_ms', { label: 'average time', format: duration }],
  ['median_cost_per_task', { label: 'cost/task', format: money }],
  ['avg_cost_per_task', { label: 'average cost', format: money }],
  ['cost_per_success', { label: 'cost/success', format: money }],
  ['avg_tokens_per_task', { label: 'tokens/task', format: formatTokens }],
  ['avg_tool_calls_per_task', { label: 'tools/task', format: perTask }],
  ['tool_error_rate', { label: 'tool errors', format: percent, fine: points }],
  ['compactions_per_task', { label: 'compactions', format: perTask }],
  ['sessions_per_day', { label: 'sessions/day', format: perTask }],
  ['tasks_per_day', { label: 'tasks/day', format: perTask }],
  ['model_calls_per_day', { label: 'calls/day', format: perTask }],
  ['tool_calls_per_day', { label: 'tool calls/day', format: perTask }],
  ['tokens_per_day', { label: 'tokens/day', format: formatTokens }],
  ['cost_per_day', { label: 'cost/day', format: money }],
  ['error_rate', { label: 'errors/call', format: percent, fine: points }],
  ['cache_read_share', { label: 'from cache', format: percent, fine: points }],
  ['compactions_per_session', { label: 'compactions/session', format: score }],
  ['median_tool_ms', { label: 'time of a tool', format: duration }],
  ['median_call_ms', { label: 'time of a call', format: duration }],
  ['collaboration_score', { label: 'collaboration', format: score }],
]);

/** A metric nobody has described yet is shown by its id. */
export function metricLook(id: string): MetricLook {
  return LOOKS.get(id) ?? { label: id.replaceAll('_', ' '), format: perTask };
}

/** Why there is no value. */
const STATE_WORDS: Readonly<Record<Exclude<MetricState, 'ok'>, string>> = {
  insufficient_data: 'insufficient data',
  not_logged: 'n/a',
  unpriced: '?',
};

/** The value alone: `87 %`, else `-` for too little data, `n/a`, `?`. */
export function cellValue(cell: MetricCell, format: FormatValue): string {
  if (cell.state !== 'ok' || cell.value === null) {
    return cell.state === 'insufficient_data'
      ? '-'
      : STATE_WORDS[cell.state === 'ok' ? 'unpriced' : cell.state];
  }
  return format(cell.value);
}

/** `74-94 %`, `$0.70-0.99`, `33-58m`: the unit once where both ends have it; an end that nothing bounds is `?`. Empty without an interval. */
export function intervalText({ low, high }: MetricCell, format: FormatValue): string {
  if (low === null && high === null) {
    return '';
  }
  const [from, to] = [low, high].map((end) => (end === null ? '?' : format(end))) as [string, string];
  const unitOf = (text: string): string => /[^\d.,?]+$/u.exec(text)?.[0] ?? '';
  const isOneUnit = unitOf(from).trim() === unitOf(to).trim();
  const bare = isOneUnit ? from.slice(0, from.length - unitOf(from).length) : from;
  return `${bare}-${to.startsWith('$') && bare.startsWith('$') ? to.slice(1) : to}`;
}

/** `87 % (74-94 %) n 31`; without a value the reason for it, and n where that is the reason. */
export function cellSegments(cell: MetricCell, format: FormatValue): Segment[] {
  if (cell.state !== 'ok' || cell.value === null) {
    const word = STATE_WORDS[cell.state === 'ok' ? 'unpriced' : cell.state];
    const few = cell.state === 'insufficient_data' ? ` n ${cell.n}` : '';
    return [{ text: `${word}${few}`, role: 'dim' }];
  }
  const interval = intervalText(cell, format);
  return [
    { text: format(cell.value), bold: true },
    { text: `${interval === '' ? '' : ` (${interval})`} n ${formatCount(cell.n)}`, role: 'dim' },
  ];
}

const TREND_ROLES: Readonly<Record<TrendVerdict, Role | undefined>> = {
  improving: 'ok',
  declining: 'bad',
  stable: undefined,
  rising: 'accent',
  falling: 'accent',
  insufficient_data: 'dim',
};

/** `improving`, `stable`, `declining`, `insufficient data`, in the colour that it has everywhere. */
export function trendWord({ verdict }: Pick<Trend, 'verdict'>): Segment {
  return { text: verdict.replace('_', ' '), role: TREND_ROLES[verdict] };
}

/** As `trendWord`; of what no log writes down, that. */
export function trendWordOf({ trend, value }: { trend: Pick<Trend, 'verdict'>; value: MetricCell }): Segment {
  return value.state === 'not_logged' ? { text: 'not logged', role: 'dim' } : trendWord(trend);
}

/** One sign for a trend where there is no room for the word. */
export function trendSign({ verdict }: Pick<Trend, 'verdict'>, glyphs: Glyphs): Segment {
  const signs = {
    improving: glyphs.completed,
    declining: glyphs.failed,
    stable: '=',
    rising: glyphs.ascending,
    falling: glyphs.descending,
    insufficient_data: glyphs.other,
  } as const satisfies Record<TrendVerdict, string>;
  return { text: signs[verdict], role: TREND_ROLES[verdict], bold: true };
}

/** The points of a trend as a line of at most `width` levels, between its own least and largest value; low and level where nothing moves. */
export function trendLine({ points }: Pick<Trend, 'points'>, width: number, glyphs: Glyphs): string {
  const values = resample(
    points.map((point) => point.value),
    width,
  );
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  return sparkline(
    values.map((value) => (span === 0 ? 0 : 0.1 + (value - least) / span)),
    glyphs,
  );
}
