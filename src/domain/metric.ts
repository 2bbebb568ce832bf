/** A measured figure and what may be said of it: the metric cell, the trend and the verdict of a comparison (DATA.md 5). */

/** Both ends of an interval, `low <= high`, in the unit of what it is of. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `ok`: `value` is known. Otherwise why it is not: too few points, the harness does not log it, or no price is known. */
export type MetricState = 'ok' | 'insufficient_data' | 'not_logged' | 'unpriced';

/**
 * One figure with its 95 % interval. `value` is null unless `state` is ok, and so are `low` and `high`; an end that no data can bound
 * (cost per success when a resample may hold no success) is null in an ok cell too.
 */
export interface MetricCell {
  readonly value: number | null;
  /** Data points, 0 when nothing was logged: tasks for rates, averages and medians. */
  readonly n: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: MetricState;
}

/** One point of a series: a day, a week, or one task (`n` = 1). */
export interface TrendPoint {
  /** Middle of the bucket, or time of the task; epoch ms. */
  readonly at: number;
  readonly value: number;
  /** Tasks that the value was taken from. */
  readonly n: number;
}

/** `rising` and `falling` are said of metrics of which neither direction is better (tokens a day). */
export type TrendVerdict = 'improving' | 'stable' | 'declining' | 'rising' | 'falling' | 'insufficient_data';

/** Trend of one metric over one window (R1.9). The four figures are null when the verdict is `insufficient_data`. */
export interface Trend {
  readonly windowDays: number;
  readonly verdict: TrendVerdict;
  /** Theil-Sen slope, unit of the metric per day. */
  readonly slopePerDay: number | null;
  /** Ends of the slope's 95 % rank interval; null where so few points cannot bound it. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided p: Mann-Kendall's, or that of a test weighted by tasks where points have unequally many and it is larger. */
  readonly p: number | null;
  /** Data points behind the slope: tasks for averages and medians, days or weeks for rates. */
  readonly n: number;
  /** The series as drawn, oldest first. */
  readonly points: readonly TrendPoint[];
}

/** What a comparison may say of one group of tasks against another. Said of the first group. */
export type VerdictWord = 'better' | 'worse' | 'no_difference_shown' | 'insufficient_data';

/**
 * Why a verdict reads as it does. `difference_shown`: interval and p agree. `interval_contains_zero`, `p_not_small`: what did not
 * hold. `not_after_holm`: small alone, not among the comparisons made together. `too_few_tasks`: under `needed` in a group.
 * `no_success`: no task succeeded, so cost per success is unknown. `no_common_stratum`: the groups share no kind of task.
 * `reversal`: all tasks together and tasks of a kind point in opposite directions (Simpson). `not_logged`, `unpriced`: a
 * group's figure does not exist. `different_logging`: the harnesses log different things, so nothing is ranked.
 */
export type VerdictReasonCode =
  | 'difference_shown'
  | 'interval_contains_zero'
  | 'p_not_small'
  | 'not_after_holm'
  | 'too_few_tasks'
  | 'no_success'
  | 'no_common_stratum'
  | 'reversal'
  | 'not_logged'
  | 'unpriced'
  | 'different_logging';

/** Reason of a verdict as data; `verdictReasonText` makes the words. */
export interface VerdictReason {
  readonly code: VerdictReasonCode;
  /** Tasks of the group, and of the one it is held against. */
  readonly n: number;
  readonly againstN: number;
  /** Fewest tasks a group needs. */
  readonly needed: number;
  /** Two-sided p before and after Holm's correction; null where no test was made. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  /** Comparisons that the correction was made for; 1 = none. */
  readonly comparisons: number;
}

/** Comparison of one metric between two groups of tasks. */
export interface Verdict {
  readonly verdict: VerdictWord;
  readonly reason: VerdictReason;
  /** Group minus the one it is held against, in the metric's unit; null when either is unknown. */
  readonly difference: number | null;
  /** 95 % interval of the difference; an end is null where it is unbounded. */
  readonly low: number | null;
  readonly high: number | null;
}
