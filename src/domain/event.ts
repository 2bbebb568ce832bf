/** What adapters say of one accepted log line: a record, and the facts in it. Types only; no text of prompts or outputs. */

import type { LedgerEvent } from './ledger.ts';
import type { ForeignAlertEvent, RateLimitEvent, SessionStatusEvent } from './notes.ts';
import type { SessionInfo } from './session-info.ts';
import type { TokenUsage } from './usage.ts';

/** Why a line was not accepted (RELIABILITY.md 2.3). A closed set: exported as `totals.skipped_by_reason`. */
export const SKIP_REASONS = [
  'blank',
  'invalid_json',
  'not_an_object',
  'missing_event_type',
  'line_too_long',
  'duplicate',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** A line that is not a record: a value, never an exception. Its place (offset) is added by the reader. */
export interface Rejection {
  readonly rejected: SkipReason;
}

/** Session that a record belongs to: the harness's own id, and the parent's id for a sub-agent. */
export interface SessionRef {
  /** `<parent session>/<agent id>` for a sub-agent (DATA.md 2). */
  readonly id: string;
  readonly parentId: string | null;
}

/** Where a record's time came from: its own field, the line before it or the file, or the clock of reading. */
export type TimeSource = 'log' | 'inherited' | 'ingest';

/** One accepted line. */
export interface ParsedRecord {
  /** Record type as logged; a type the adapter does not know is `other:<type>`. */
  readonly kind: string;
  /** Epoch ms UTC; null when neither the line nor any line before it had a time (the recorder then takes the file's mtime). */
  readonly at: number | null;
  readonly timeSource: TimeSource;
  /** null: the record is about no session (a bead, an agent's mail). */
  readonly session: SessionRef | null;
  /** Harness id (`claude_code`, `codex`, ...) that the session ran in. */
  readonly harness: string;
  /** hash53 of the id that the format gives each record and that joins copies across files (Claude `uuid`, stream `event_id`); null when it has none. */
  readonly uidKey: number | null;
  /**
   * Set where sibling files repeat each other's lines: the n-th equal content among the files of one role is one event with the
   * n-th in every other role of the same scope. `contentKey` = hash53 of the line's bytes.
   */
  readonly sibling: { readonly contentKey: number; readonly scope: string; readonly role: string } | null;
  readonly taskId: string | null;
  /** Fields of this record that were not usable as logged and were set to null or repaired. */
  readonly clampedFields: number;
  /** True when the log itself says that this row was copied from another session's history. */
  readonly copied: boolean;
  readonly facts: readonly AgentEvent[];
}

export type LineResult = ParsedRecord | Rejection;

export function isRejection(result: LineResult): result is Rejection {
  return 'rejected' in result;
}

/** A person (or orchestrator) asked for something; starts a turn. The text itself is not kept. */
export interface PromptEvent {
  readonly type: 'prompt';
  /** Characters. */
  readonly length: number;
  readonly digest: number;
  readonly promptType: 'initial' | 'followup' | 'retry' | null;
}

/**
 * One row that carries usage of a model call. Several rows make one call (DATA.md 3): joined by `messageKey` and `requestKey`,
 * token classes by field-wise maximum. `durationMs`: from when it was begun to when its answer was complete; null when not logged.
 */
export interface ModelCallEvent {
  readonly type: 'model_call';
  /** hash53 of the call's id; null = this row is a call of its own. */
  readonly messageKey: number | null;
  /** hash53 of the request id; null when not logged. */
  readonly requestKey: number | null;
  readonly model: string;
  readonly provider: string | null;
  readonly usage: TokenUsage;
  /** Row of a side chain (sub-agent, side question) as the log says; a copy loses against one that is not. */
  readonly sidechain: boolean;
  /** Visible output characters of this row, for estimating output where the log under-reports. */
  readonly visibleChars: number;
  /** The row tells why the model stopped: its output count is final. */
  readonly finished: boolean;
  readonly serviceTier: string | null;
  /** `fast` has its own price. */
  readonly speed: string | null;
  readonly webSearches: number | null;
  /** Cost of this call as the harness wrote it, micro-dollars; null when it wrote none. */
  readonly reportedCostUsdMicros: number | null;
  readonly durationMs: number | null;
}

export const TOOL_KINDS = [
  'shell',
  'edit',
  'read',
  'search',
  'web',
  'agent',
  'plan',
  'ask',
  'mcp',
  'other',
] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

export interface ToolCallEvent {
  readonly type: 'tool_call';
  /** hash53 of the call's id; null when the format has none (stream): then calls and results join in order, by name. */
  readonly toolKey: number | null;
  /** null when the log does not name it. */
  readonly name: string | null;
  readonly kind: ToolKind;
  /** hash53 of the arguments; null when not logged. */
  readonly argsDigest: number | null;
  /** Short, redacted description for the NOW column at most 80 characters (`npm test`, `main.tf`); null when none. */
  readonly summary: string | null;
  /** A person must answer this call before the turn goes on (AskUserQuestion, ExitPlanMode). */
  readonly asksHuman: boolean;
}

export interface ToolResultEvent {
  readonly type: 'tool_result';
  readonly toolKey: number | null;
  readonly name: string | null;
  readonly isError: boolean;
  /** hash53 of the result's content; null when not logged. */
  readonly resultDigest: number | null;
  /** hash53 of a changed file's new content or patch; null when no file changed. */
  readonly changeDigest: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  /** The person refused the call. */
  readonly denied: boolean;
  readonly durationMs: number | null;
  /** Set for errors: what the error table keeps. */
  readonly error: ErrorFacts | null;
}

/** What is kept of an error: never its whole text. */
export interface ErrorFacts {
  readonly fingerprint: string;
  readonly category: string;
  /** Redacted first line, at most 200 characters. */
  readonly sample: string;
}

/** An error that is no tool result: an API error, a stream `error` line. */
export interface ErrorEvent extends ErrorFacts {
  readonly type: 'error';
  readonly source: 'api' | 'agent';
  /** For API errors: the harness will retry by itself after this many ms (back-off in flight). */
  readonly retryInMs: number | null;
}

interface CompactionEvent {
  readonly type: 'compaction';
  readonly trigger: 'auto' | 'manual' | null;
  readonly preTokens: number | null;
}

/** The agent's turn is over: nothing runs until somebody speaks. */
interface TurnEndEvent {
  readonly type: 'turn_end';
  readonly reason: 'done' | 'interrupted';
  readonly durationMs: number | null;
}

/** A visible sign of life that is not work of its own (progress rows): liveness only. */
interface ProgressEvent {
  readonly type: 'progress';
  readonly toolKey: number | null;
}

/** The whole session or attempt is over. */
export interface SessionEndEvent {
  readonly type: 'session_end';
  readonly status: 'completed' | 'failed' | 'timeout' | 'interrupted' | null;
  readonly durationMs: number | null;
  /** `total_tokens` and `cost_usd` of a stream's session_end: usage of the attempt where nothing finer exists. */
  readonly totalTokens: number | null;
  readonly costUsdMicros: number | null;
}

/** The harness's own running total (Claude `cost-state`, a stream's metrics line): the last one counts, never a sum. */
export interface ReportedTotalEvent {
  readonly type: 'reported_total';
  readonly origin: 'cost_state' | 'metrics';
  readonly costUsdMicros: number | null;
  readonly totalTokens: number | null;
  readonly durationMs: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
  readonly filesModified: number | null;
  readonly commits: number | null;
  readonly success: boolean | null;
}

/** A closed union; end every switch over `type` with `satisfies never`. */
export type AgentEvent =
  | SessionInfo
  | PromptEvent
  | ModelCallEvent
  | ToolCallEvent
  | ToolResultEvent
  | ErrorEvent
  | CompactionEvent
  | TurnEndEvent
  | ProgressEvent
  | SessionEndEvent
  | ReportedTotalEvent
  | ForeignAlertEvent
  | SessionStatusEvent
  | RateLimitEvent
  | LedgerEvent;
