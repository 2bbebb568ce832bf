/** What the read side answers: one shape for the screen and for `export --json` (which spells the keys in snake_case). */

import type { AlertSeverity, AlertStatus } from './alert.ts';
import type { SkipReason } from './event.ts';
import type { SourceId } from './source.ts';
import type { StatusEvidence } from './status-evidence.ts';

/** Sums of tokens; `total` = input + cacheRead + cacheCreation + output + unclassified. */
export interface TokenSums {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
  readonly cacheCreation5m: number;
  readonly cacheCreation1h: number;
  readonly output: number;
  /** Output where the log is known to under-report: reported or estimated, whichever is larger; null when nothing was estimated. */
  readonly outputEstimated: number | null;
  readonly reasoning: number;
  readonly unclassified: number;
  readonly total: number;
}

export type SessionStatus = 'working' | 'waiting' | 'idle' | 'ended' | 'unknown';
export type Attention = 'looping' | 'stalled' | 'waiting';
export type EndedReason = 'completed' | 'failed' | 'timeout' | 'interrupted' | 'abandoned';
export type CostBasis = 'reported' | 'computed' | 'estimated';

export interface SessionReport {
  readonly sessionId: string;
  readonly parentSessionId: string | null;
  readonly harness: string;
  /** The newest. */
  readonly harnessVersion: string | null;
  /** Every version that the session ran in, in the order of their first use. */
  readonly harnessVersions: readonly string[];
  readonly source: SourceId;
  readonly agent: string;
  readonly department: string | null;
  readonly project: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly title: string | null;
  readonly model: string | null;
  readonly models: readonly string[];
  readonly effort: string | null;
  readonly status: SessionStatus;
  readonly attention: Attention | null;
  readonly statusEvidence: StatusEvidence;
  readonly endedReason: EndedReason | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly lastEventAt: number | null;
  readonly durationMs: number | null;
  readonly events: number;
  /** These five: null when the source never logs what is counted. */
  readonly modelCalls: number | null;
  readonly toolCalls: number | null;
  readonly toolErrors: number | null;
  readonly errors: number | null;
  readonly compactions: number | null;
  /** Share of the model's context window that the last call sent, 0 to 1; null when window or usage is unknown. */
  readonly contextUtilization: number | null;
  readonly filesModified: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly commits: number | null;
  readonly tokens: TokenSums;
  /** null when no call of it has a price. */
  readonly costUsdMicros: number | null;
  readonly costBasis: CostBasis | null;
  readonly reportedCostUsdMicros: number | null;
  readonly unpricedCalls: number;
  /** This session and all its descendants. */
  readonly rollup: {
    readonly sessions: number;
    readonly tokens: TokenSums;
    readonly costUsdMicros: number | null;
  };
  readonly alertsOpen: number;
  readonly taskIds: readonly string[];
  readonly attemptId: string | null;
  readonly prUrl: string | null;
  readonly resumedFrom: string | null;
  /** Command that resumes this session, `cd DIR && claude --resume ID`; null when the harness has none. */
  readonly resumeCommand: string | null;
}

export interface AlertReport {
  readonly alertId: string;
  readonly type: string;
  readonly severity: AlertSeverity | null;
  readonly status: AlertStatus;
  readonly sessionId: string | null;
  /** Of its session: with `sessionId` it names exactly one. */
  readonly harness: string | null;
  readonly project: string | null;
  readonly taskId: string | null;
  readonly agent: string | null;
  readonly subject: string | null;
  readonly evidence: Readonly<Record<string, string | number>>;
  readonly recommendation: string | null;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  readonly detectedAt: number | null;
  /** detectedAt - openedAt for alerts raised live; null for replayed history. */
  readonly latencyMs: number | null;
  /** What a user said of it; null = nothing yet. */
  readonly verdict: 'real' | 'not_real' | null;
  readonly writer: string;
}

/** How often a rule was right, by what users said of its alerts (ALERTS.md). Its precision is real / (real + notReal). */
export interface AlertPrecision {
  readonly type: string;
  /** Alerts judged as real; with `notReal` at least 1. */
  readonly real: number;
  readonly notReal: number;
  /** Ends of the Wilson 95 % interval of the precision, 0 to 1; null while too few are judged for any share to be shown. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface ErrorReport {
  readonly fingerprint: string;
  readonly category: string;
  readonly count: number;
  readonly sessions: number;
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
  readonly sample: string;
}

export interface ModelReport {
  readonly modelCanonical: string;
  readonly provider: string | null;
  /** Names as logged. */
  readonly models: readonly string[];
  readonly harness: string;
  readonly effort: string | null;
  readonly taskType: string | null;
  readonly sessions: number;
  readonly modelCalls: number;
  readonly tokens: TokenSums;
  readonly costUsdMicros: number | null;
  readonly unpricedCalls: number;
}

export interface TotalsReport {
  readonly sessions: number;
  readonly subagentSessions: number;
  readonly events: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  readonly errors: number;
  readonly compactions: number;
  readonly tokens: TokenSums;
  readonly costUsdMicros: number | null;
  readonly reportedCostUsdMicros: number | null;
  readonly unpricedCalls: number;
  readonly skipped: number;
  readonly skippedByReason: ReadonlyMap<SkipReason, number>;
  readonly clampedFields: number;
}

export interface EventReport {
  readonly at: number | null;
  readonly type: string;
  /** null: the record is about no session. */
  readonly sessionId: string | null;
  readonly taskId: string | null;
  readonly source: SourceId;
  readonly path: string;
  readonly offset: number;
}

/** Filters common to every view; empty lists filter nothing. Times are epoch ms, inclusive. */
export interface ReportFilter {
  readonly since: number | null;
  readonly until: number | null;
  readonly agents: readonly string[];
  readonly departments: readonly string[];
  readonly projects: readonly string[];
  readonly models: readonly string[];
  readonly harnesses: readonly string[];
  /** Of tasks, and of the sessions that worked on them. */
  readonly taskTypes: readonly string[];
  readonly sources: readonly SourceId[];
}

/** What each list of a filter is of, in the words of the command line. */
export const FILTER_WORDS = {
  agents: 'agent',
  departments: 'department',
  projects: 'project',
  models: 'model',
  harnesses: 'harness',
  taskTypes: 'task type',
  sources: 'source',
} as const satisfies Readonly<Record<Exclude<keyof ReportFilter, 'since' | 'until'>, string>>;

/** Names that the lists of a filter can hold, each once, in order: those of everything that is recorded. Sources are known beforehand. */
export type FilterNames = Pick<ReportFilter, Exclude<keyof typeof FILTER_WORDS, 'sources'>>;

export const NO_NAMES: FilterNames = {
  agents: [],
  departments: [],
  projects: [],
  models: [],
  harnesses: [],
  taskTypes: [],
};

export const NO_FILTER: ReportFilter = {
  since: null,
  until: null,
  ...NO_NAMES,
  sources: [],
};
