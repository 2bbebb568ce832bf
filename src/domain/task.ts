/** A piece of work and how it came out: one shape whoever told of it (REQUIREMENTS.md R4, DATA.md 2 and 6). Types only. */

/** R4.1's words; null in a task = unknown, counted apart from both success and failure. */
export const OUTCOMES = ['success', 'failure', 'partial', 'timeout'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** R0.2's words: what the review gate said of the work. */
export const QUALITY_SIGNALS = ['passed', 'rework_requested', 'failed'] as const;
export type QualitySignal = (typeof QUALITY_SIGNALS)[number];

/** What a quality score is made of (R1.3); each is 0 to 1, null = nobody said. */
export const QUALITY_PARTS = ['gate', 'ci', 'review', 'evaluation', 'peer', 'human'] as const;
export type QualityPart = (typeof QUALITY_PARTS)[number];

/**
 * Who the usage of a task was taken from; the other's figures stay beside it: the transcripts of its sessions, or what a work stream says
 * of them (both are in the sums of those sessions), or records that alone tell of the task (in no session's sums).
 */
export type UsageOrigin = 'harness' | 'stream' | 'orchestrator';

/** Orchestrator of a session that is a task of its own, because nobody else speaks of it. */
export const OWN_SESSION = 'session';

/** Times epoch ms, money micro-dollars, durations ms; null = not known. */
export interface TaskRecord {
  /** `beads`, `gastown`, `work-stream`, `bosun`, `ledger`, the name that a record gives, or OWN_SESSION. With `taskId` the identity. */
  readonly orchestrator: string;
  readonly taskId: string;
  readonly beadId: string | null;
  /** Redacted, at most 120 characters. */
  readonly title: string | null;
  /** A session that is its own task, or one whose type nobody gave: the type is worked out (DESIGN.md 5). */
  readonly inferred: boolean;

  readonly agent: string | null;
  readonly department: string | null;
  readonly project: string | null;
  readonly harness: string | null;
  /** Canonical name of the model that cost most. */
  readonly model: string | null;
  readonly provider: string | null;
  readonly effort: string | null;
  readonly taskType: string | null;
  readonly complexity: string | null;
  readonly language: string | null;
  /** tiny, small, medium, large, huge. */
  readonly repoSizeCategory: string | null;
  readonly rigId: string | null;
  readonly convoyId: string | null;

  readonly assignedAt: number | null;
  readonly startedAt: number | null;
  /** null while it is open. */
  readonly completedAt: number | null;
  /** From assignment (else start) to completion, or as the orchestrator measured it. */
  readonly taskDurationMs: number | null;

  readonly outcome: Outcome | null;
  /** `interrupted`, `abandoned`, `killed by … while …`, `manual_review`: why it came out so. */
  readonly outcomeReason: string | null;
  readonly attempts: number;
  readonly retryCount: number | null;
  /** Success at the first attempt, without rework. */
  readonly firstShot: boolean | null;
  readonly qualitySignal: QualitySignal | null;
  readonly qualityGatePassed: boolean | null;
  /** build, lint, test, typecheck, security; null = nobody said. */
  readonly qualityGatesRun: readonly string[] | null;
  readonly qualityGatesFailed: readonly string[] | null;
  readonly quality: Readonly<Record<QualityPart, number | null>>;

  /** Tokens in all classes, and where they are from. */
  readonly tokens: number | null;
  readonly usageOrigin: UsageOrigin | null;
  readonly costUsdMicros: number | null;
  readonly unpricedCalls: number;
  readonly estimatedInputTokens: number | null;
  readonly estimatedOutputTokens: number | null;
  /** Input with its cache classes, as orchestrators count it. */
  readonly actualInputTokens: number | null;
  readonly actualOutputTokens: number | null;
  readonly estimatedCostUsdMicros: number | null;
  /** The orchestrator's own figure, where it gave one; never added to `costUsdMicros`. */
  readonly actualCostUsdMicros: number | null;

  readonly modelCalls: number | null;
  readonly toolCalls: number | null;
  readonly toolErrors: number | null;
  readonly errors: number | null;
  readonly contextCompactions: number | null;
  readonly contextRotations: number | null;
  /** 0 to 1. */
  readonly contextUtilizationFinal: number | null;
  readonly filesModified: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly commits: number | null;
  readonly prNumber: number | null;
  readonly prUrl: string | null;
  readonly prCreated: boolean | null;
  readonly prMerged: boolean | null;

  /** Main sessions that it was worked on in, by the harness's ids. */
  readonly sessionIds: readonly string[];
  /** Contradictions (`passed_with_failed_gates`, `completed_before_started`, ...): kept, shown, and left out of rates. */
  readonly flags: readonly string[];
}
