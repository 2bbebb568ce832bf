/** What the read side answers of performance: cards of agents, the comparison of models, KPIs (REQUIREMENTS.md R0.5, R0.6, R1; DATA.md 6). */

import type { MetricCell, Trend, TrendPoint, VerdictWord } from './metric.ts';
import type { ReportFilter, SessionReport, TokenSums } from './report.ts';
import type { TaskRecord } from './task.ts';
import type { EscalationReport, WorkLogReport } from './work-report.ts';

/** What cards are made of: an agent, or a group of them. */
export const GROUP_KEYS = ['agent', 'department', 'project'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** One line of the list of cards: enough to sort and count by. Its figures are those of the card. */
export interface PerformerRow {
  /** Name of the agent, department or project; null = work of none. */
  readonly name: string | null;
  readonly tasksCompleted: number;
  readonly tasksFailed: number;
  readonly tasksUnknown: number;
  readonly costUsdMicros: number | null;
  readonly tokens: number | null;
  readonly sessions: number;
  readonly lastActiveAt: number | null;
}

/** A part of a score, its weight among the parts that are known, and how many things it was made from. */
export interface ScorePart {
  readonly part: string;
  /** 0 to 1; null = not known. */
  readonly value: number | null;
  readonly weight: number;
  readonly n: number;
}

/** A score (0 to 1) and what it is made of. */
export interface Score {
  readonly cell: MetricCell;
  readonly parts: readonly ScorePart[];
}

/** Metrics of one window, side by side with other windows (R1.8). Keys: ids of metrics (snake_case), see metrics/metric-table.ts. */
export interface AgentWindow {
  readonly days: number;
  readonly metrics: Readonly<Record<string, MetricCell>>;
}

/** A trend of one metric over one window, oldest point first. */
export interface MetricTrend {
  readonly metric: string;
  readonly trend: Trend;
  /** Rolling averages over the window (R1.8): each over its own day or week and some before it. */
  readonly rolling: readonly TrendPoint[];
}

/** A performance card (R0.5, R1.1). Times ms, money micro-dollars. */
export interface AgentReport {
  readonly by: GroupKey;
  readonly name: string | null;
  readonly department: string | null;
  readonly projects: readonly string[];
  readonly harnesses: readonly string[];
  readonly models: readonly string[];
  readonly tasksCompleted: number;
  readonly tasksFailed: number;
  /** Ended, and nobody said how. */
  readonly tasksUnknown: number;
  readonly tasksOpen: number;
  /** Contradict themselves: kept, and left out of every rate and average here. */
  readonly tasksLeftOut: number;
  readonly successRate: MetricCell;
  readonly firstShotRate: MetricCell;
  /** Share passed at the review gate. */
  readonly qualityRate: MetricCell;
  readonly avgQualityScore: Score;
  readonly avgCostPerTask: MetricCell;
  readonly medianCostPerTask: MetricCell;
  readonly costPerSuccess: MetricCell;
  readonly avgCompletionTimeMs: MetricCell;
  readonly medianCompletionTimeMs: MetricCell;
  readonly p90CompletionTimeMs: MetricCell;
  readonly avgTokensPerTask: MetricCell;
  readonly avgToolCallsPerTask: MetricCell;
  readonly collaborationScore: Score;
  /** Of its sessions, and of tasks that no session is known of; null = nobody says. The cost likewise. */
  readonly tokens: TokenSums | null;
  readonly toolCalls: number | null;
  readonly costUsdMicros: number | null;
  readonly sessions: number;
  readonly sessionDurationMs: number | null;
  readonly beadsClosed: number;
  readonly moleculeSteps: number;
  readonly convoys: number;
  readonly escalations: number;
  readonly windows: readonly AgentWindow[];
  readonly trends: readonly MetricTrend[];
}

/** What was spent in the window; the cost in micro-dollars, null when nothing in it has a price. */
export interface Spent {
  readonly tokens: number;
  readonly costUsdMicros: number | null;
}

/** A session, what it took in the window without its sub-agents, and with them. */
export interface SpentSession {
  readonly session: SessionReport;
  readonly own: Spent;
  readonly withSubagents: Spent;
}

/** All that is kept of an agent, department or project. Lists newest first, at most a few hundred rows each. */
export interface AgentDetail {
  readonly card: AgentReport;
  readonly tasks: readonly TaskRecord[];
  readonly workLog: readonly WorkLogReport[];
  readonly escalations: readonly EscalationReport[];
  readonly sessions: readonly SpentSession[];
  /** What the card has beyond `own` of these: older sessions, and tasks that only records tell of. */
  readonly unlisted: Spent;
}

/** What one row of the comparison is better or worse than, and why. */
export interface ModelVerdict {
  /** `model · harness · effort` of the row that it is held against. */
  readonly against: string;
  /** `success_rate`, `first_shot_rate`, `median_completion_time_ms`, `cost_per_success`. */
  readonly metric: string;
  readonly verdict: VerdictWord;
  /** In words: `n too small: 3 and 12`, `intervals of the difference hold 0: -4 to +11 points`. */
  readonly reason: string;
  /** Interval of the difference (rates: points 0 to 1; else ratio or difference as the reason says). */
  readonly low: number | null;
  readonly high: number | null;
}

/** Stands for the type of tasks whose type nobody knows, because a row of type null is that over all tasks. */
export const UNKNOWN_TASK_TYPE = '?';

/** Tasks of one model with one harness: over all task types whatever the effort was, within one task type by effort. */
export interface ModelComparison {
  readonly modelCanonical: string;
  readonly provider: string | null;
  /** Names as logged. */
  readonly models: readonly string[];
  readonly harness: string;
  /** null: not known, or, over all task types, any. */
  readonly effort: string | null;
  /** null: all tasks; else one type, or UNKNOWN_TASK_TYPE. */
  readonly taskType: string | null;
  readonly tasks: number;
  /** Of them: outcome unknown; contradicting themselves. Both are in no rate. */
  readonly tasksUnknown: number;
  readonly tasksLeftOut: number;
  /** What the tasks took, whenever they took it: by the same rule over all types and within one. null when it is known of none. */
  readonly tasksTokens: number | null;
  /** Of those whose cost is wholly known. */
  readonly tasksCostUsdMicros: number | null;
  readonly tasksModelCalls: number;
  readonly tasksUnpricedCalls: number;
  /** All usage of the model with this harness, tasks or not, by the time of its calls; null within a type. */
  readonly modelCalls: number | null;
  readonly tokens: TokenSums | null;
  readonly costUsdMicros: number | null;
  readonly unpricedCalls: number | null;
  readonly successRate: MetricCell;
  readonly firstShotRate: MetricCell;
  readonly medianCompletionTimeMs: MetricCell;
  readonly costPerSuccess: MetricCell;
  readonly toolErrorRate: MetricCell;
  readonly compactionsPerTask: MetricCell;
  readonly verdicts: readonly ModelVerdict[];
}

/** Estimate against actual of one task type (R4.3): quotients actual / estimate. */
export interface EstimateReport {
  readonly taskType: string | null;
  readonly measure: 'input_tokens' | 'output_tokens' | 'cost';
  readonly median: MetricCell;
  readonly p10: number | null;
  readonly p90: number | null;
}

export interface ComparisonReport {
  /** Task type null (all) first, then by number of tasks, UNKNOWN_TASK_TYPE last. */
  readonly rows: readonly ModelComparison[];
  /** Pairs whose order over all tasks is another than within task types (Simpson), in words. */
  readonly warnings: readonly string[];
  readonly estimates: readonly EstimateReport[];
}

/** Of nothing. */
export const NO_COMPARISON: ComparisonReport = { rows: [], warnings: [], estimates: [] };

/** Indicators of agentperf itself (R3.12); null = nothing to measure yet. */
export interface KpiReport {
  /** Event to alert, ms. */
  readonly errorDetectionLatencyMs: MetricCell;
  /** Sessions whose log has a beginning and an end, and no bytes lost. */
  readonly completeLogsRate: MetricCell;
}

/** Questions of the views agents and models. */
export interface PerformanceReports {
  /** Everybody with tasks or sessions in the range, by name. */
  performers(filter: ReportFilter, by: GroupKey): readonly PerformerRow[];
  /** Cards of those named, in their order; `names` null = of everybody. */
  cards(
    filter: ReportFilter,
    now: number,
    by: GroupKey,
    names: readonly (string | null)[] | null,
  ): readonly AgentReport[];
  performer(filter: ReportFilter, now: number, by: GroupKey, name: string | null): AgentDetail | null;
  comparison(filter: ReportFilter): ComparisonReport;
  /** By completion, newest first; open ones before them. */
  tasks(filter: ReportFilter): Iterable<TaskRecord>;
  kpis(filter: ReportFilter, now: number): KpiReport;
}
