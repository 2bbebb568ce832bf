/** What only the screen asks for, the state of the write side, and the two interfaces the screen is given. */

import type { LineText } from './adapter.ts';
import type { CostParts, CostsReport } from './costs.ts';
import type { SkipReason } from './event.ts';
import type { PerformanceReports } from './performance.ts';
import type { Repricing } from './prices.ts';
import type {
  AlertPrecision,
  AlertReport,
  ErrorReport,
  EventReport,
  FilterNames,
  ModelReport,
  ReportFilter,
  SessionReport,
  TotalsReport,
} from './report.ts';
import type { SourceId, SourceProblem } from './source.ts';
import type { FileReport, IdentityRow, LimitReport, SourceReport } from './source-report.ts';
import type { TrendReports } from './trends.ts';
import type { EscalationReport, WorkLogReport } from './work-report.ts';

/** A place in a log: what `Reports.text` reads on demand. */
export interface LogPlace {
  readonly path: string;
  readonly source: SourceId;
  readonly offset: number;
  readonly length: number;
}

/** One row of the live view: a session, and what it does now. */
export interface LiveRow extends SessionReport {
  /** 0 = main session. */
  readonly depth: number;
  /** When the present status (or attention) began, epoch ms. */
  readonly statusSince: number | null;
  /** Why attention is set, from the alert's evidence (`same failure ×6`); null when none. */
  readonly attentionReason: string | null;
  /** Tokens per minute over the last 8 equal slices of 15 minutes, oldest first; null = no call in that slice. */
  readonly rate: readonly (number | null)[];
  /** Tool that runs now; null when none is known. */
  readonly nowTool: string | null;
  /** Log line of what it does now, to be read on demand. */
  readonly nowPlace: LogPlace | null;
}

export interface HeaderReport {
  readonly working: number;
  readonly waiting: number;
  readonly looping: number;
  readonly stalled: number;
  readonly idle: number;
  readonly unknown: number;
  /** As many as `alerts` of the same filter lists with the status open. */
  readonly alertsOpen: number;
  readonly sessions: number;
  /** Cost of today in the stored zone; null when nothing priced today. */
  readonly todayCostUsdMicros: number | null;
  readonly todayUnpricedCalls: number;
  /** Cost per hour of today, micro-dollars, oldest first, up to now. */
  readonly todayByHour: readonly number[];
  /** Tokens of the last minute. */
  readonly tokensPerMinute: number;
}

export type TimelineKind =
  | 'prompt'
  | 'reply'
  | 'tool'
  | 'error'
  | 'compaction'
  | 'turn_end'
  | 'end'
  | 'other';

/** One line of a session's timeline; its text is read from the log on demand. */
export interface TimelineEntry {
  readonly at: number | null;
  readonly kind: TimelineKind;
  /** Tool name or record kind. */
  readonly label: string;
  readonly isError: boolean;
  /** Tools: call to result; null while it runs or when unknown. */
  readonly durationMs: number | null;
  readonly tokens: number | null;
  readonly costUsdMicros: number | null;
  readonly place: LogPlace;
  /** Where the tool's result stands; null when it has none yet. */
  readonly resultPlace: LogPlace | null;
}

export interface ContextPoint {
  readonly at: number;
  /** Tokens sent. */
  readonly tokens: number;
}

export interface SessionDetail {
  readonly session: LiveRow;
  readonly children: readonly LiveRow[];
  /** Newest last; at most the 2,000 newest. */
  readonly timeline: readonly TimelineEntry[];
  readonly timelineTruncated: boolean;
  /** Context sent by each call, oldest first, at most 500 points. */
  readonly context: readonly ContextPoint[];
  readonly contextWindow: number | null;
  readonly alerts: readonly AlertReport[];
  readonly errors: readonly ErrorReport[];
  readonly models: readonly ModelReport[];
  readonly tools: readonly ToolReport[];
  readonly priceSource: string;
  /** Limits of the session's harness, as its vendor last reported them. */
  readonly limits: readonly LimitReport[];
}

export interface ToolReport {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly medianDurationMs: number | null;
}

/** State of the write side as the screen shows it. */
export interface MonitorState {
  /** `reading`: history is being read; `following`: all that was there at start is read. `reader`: another process writes. */
  readonly mode: 'starting' | 'reading' | 'following' | 'reader' | 'failed';
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly filesWatched: number;
  /** Prices changed, and stored calls are being priced again; null = all have the prices of now. */
  readonly repricing: Repricing | null;
  /** Things the user should know or do, newest last; each is one sentence with what to do. */
  readonly banners: readonly string[];
  /** pid of the process that writes when it is not this one. */
  readonly writerPid: number | null;
}

export interface SkippedLine {
  readonly path: string;
  readonly lineNo: number;
  /** Byte; null in a document, which is rewritten as a whole. */
  readonly offset: number | null;
  readonly reason: SkipReason;
}

/** The read side. Everything is a query on a read-only connection, bounded by what it returns. */
export interface Reports extends PerformanceReports, TrendReports {
  /** Costs are of other prices than the configuration says, in whole or in part: they have not all been priced again. */
  arePricesStale(): boolean;
  /** Changes when another connection has committed: poll it to know when to ask again. */
  dataVersion(): number;
  /** What is so now (the last day, today, the last minute) of what the filter lets through. */
  header(now: number, filter: ReportFilter): HeaderReport;
  /**
   * Sessions of the filter, main sessions with their sub-agents behind them; at most `limit` main sessions. A sub-agent whose main
   * session is not among them stands by itself, at depth 0.
   */
  live(now: number, filter: ReportFilter, limit: number): LiveRow[];
  detail(sessionId: string, harness: string, now: number): SessionDetail | null;
  alerts(filter: ReportFilter, now: number): AlertReport[];
  names(): FilterNames;
  /** One row a rule of ours that has judged alerts, by type. */
  alertPrecision(filter: ReportFilter): AlertPrecision[];
  /** Text of a log line; null when the log is gone or changed. */
  text(place: LogPlace): LineText | null;
  totals(filter: ReportFilter): TotalsReport;
  sessions(filter: ReportFilter, now: number): SessionReport[];
  /** How many main sessions the filter lets through. */
  sessionCount(filter: ReportFilter): number;
  /** Money by day, model and who; burn, projections, budgets and limits as of now. */
  costs(filter: ReportFilter, now: number, parts?: CostParts): CostsReport;
  errors(filter: ReportFilter): ErrorReport[];
  /** `problems`: what could not be read just now; a state is only as true as they are complete. */
  sources(problems?: readonly SourceProblem[]): SourceReport[];
  /** Main sessions by what identity rules look at, most first. */
  identities(): IdentityRow[];
  /** Every line of every file accounted for; reads all records once. */
  files(): FileReport[];
  /** The first rejected lines of each file: place and reason, never content. */
  skippedLines(limit: number): SkippedLine[];
  /** Work and escalations, as far as ledgers, beads and events tell; what they do not say themselves their sessions say. */
  workLog(filter: ReportFilter): WorkLogReport[];
  escalations(filter: ReportFilter): EscalationReport[];
  events(filter: ReportFilter): IterableIterator<EventReport>;
  close(): void;
}

/** What a user can say of an alert. */
export type AlertAction = 'acknowledge' | 'snooze' | 'dismiss' | 'was_real';

/** What the screen may ask of the write side. */
export interface MonitorControl {
  state(): MonitorState;
  /** Called on every change of `state()` and after every commit; returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
  alertAction(alertId: string, action: AlertAction): void;
}
