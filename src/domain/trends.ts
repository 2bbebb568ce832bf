/** What the read side answers of trends: any metric over the windows, how it changes, and what changed beside it (REQUIREMENTS.md R1.9; DATA.md 6). */

import type { MetricCell, Trend, TrendPoint } from './metric.ts';
import type { ReportFilter } from './report.ts';

export type TrendUnit = 'share' | 'usd_micros' | 'ms' | 'tokens' | 'count';

/** Something that came into use within a window: a version of a harness, another text of a file of instructions, or a model. */
export interface TrendMarker {
  /** First use, epoch ms; of a model the beginning of that day. */
  readonly at: number;
  readonly kind: 'harness_version' | 'instructions' | 'model';
  /** The harness of a version or of instructions; null for models. */
  readonly harness: string | null;
  /** Version, file of instructions with a digest of its text (`AGENTS.md 1f8x2c`), or canonical model. */
  readonly name: string;
  /** Share of the window's sessions of that harness that tell of such, or of its model calls, that used it; 0 to 1. */
  readonly share: number;
}

/** One metric over one window that ends now, or with `until`. Its begin is the window's, not the filter's. */
export interface TrendReport {
  /** Id of the metric: metrics/trend-table.ts. */
  readonly metric: string;
  readonly unit: TrendUnit;
  /** Null: neither direction is better, and a change is `rising` or `falling`. */
  readonly higherIsBetter: boolean | null;
  readonly filter: ReportFilter;
  readonly windowDays: number;
  /** Over the whole window; its state says why there is no value. */
  readonly value: MetricCell;
  readonly trend: Omit<Trend, 'points'>;
  /** Days or weeks that have a value, oldest first. */
  readonly series: readonly TrendPoint[];
  /** The most important changes within the window, oldest first; the same for every metric of it. */
  readonly markers: readonly TrendMarker[];
}

/** Question of the view trends. */
export interface TrendReports {
  /** A row for each metric and window, windows of a metric together. `metrics` null or absent = all of them. */
  trends(filter: ReportFilter, now: number, metrics?: readonly string[] | null): readonly TrendReport[];
}
