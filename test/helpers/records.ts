/** Hand-made records: what an adapter would say of a line, without a line. */

import type {
  AgentEvent,
  ErrorEvent,
  ModelCallEvent,
  ParsedRecord,
  ToolCallEvent,
  ToolResultEvent,
} from '../../src/domain/event.ts';
import { hash53 } from '../../src/domain/hash.ts';
import { noUsage, type TokenUsage } from '../../src/domain/usage.ts';

/** A quarter past noon: half a quarter hour away from the edge of its rollup bucket. */
export const START = Date.UTC(2026, 2, 3, 12, 7, 30);

export interface RecordFields extends Partial<Omit<ParsedRecord, 'session' | 'uidKey'>> {
  /** Session id; `parent/agent` makes a sub-agent of `parent`. */
  readonly session?: string;
  readonly uid?: string | null;
}

/** A Claude Code record unless its fields say otherwise. */
export function record(fields: RecordFields = {}, ...facts: AgentEvent[]): ParsedRecord {
  const { session = 's1', uid = null, ...rest } = fields;
  const slash = session.lastIndexOf('/');
  return {
    kind: 'row',
    at: START,
    timeSource: 'log',
    session: { id: session, parentId: slash === -1 ? null : session.slice(0, slash) },
    harness: 'claude_code',
    uidKey: uid === null ? null : hash53(uid),
    sibling: null,
    taskId: null,
    clampedFields: 0,
    copied: false,
    facts,
    ...rest,
  };
}

export interface CallFields extends Partial<Omit<ModelCallEvent, 'type' | 'usage'>> {
  readonly message?: string | null;
  readonly request?: string | null;
  readonly usage?: Partial<TokenUsage>;
}

export function call(fields: CallFields = {}): ModelCallEvent {
  const { message = null, request = null, usage = {}, ...rest } = fields;
  return {
    type: 'model_call',
    messageKey: message === null ? null : hash53(message),
    requestKey: request === null ? null : hash53(request),
    model: 'claude-a',
    provider: null,
    usage: { ...noUsage(), input: 3, output: 5, ...usage },
    sidechain: false,
    visibleChars: 0,
    finished: true,
    serviceTier: null,
    speed: null,
    webSearches: null,
    reportedCostUsdMicros: null,
    durationMs: null,
    ...rest,
  };
}

export function toolCall(id: string | null, fields: Partial<ToolCallEvent> = {}): ToolCallEvent {
  return {
    type: 'tool_call',
    toolKey: id === null ? null : hash53(id),
    name: 'Bash',
    kind: 'shell',
    argsDigest: null,
    summary: null,
    asksHuman: false,
    ...fields,
  };
}

export function toolResult(id: string | null, fields: Partial<ToolResultEvent> = {}): ToolResultEvent {
  return {
    type: 'tool_result',
    toolKey: id === null ? null : hash53(id),
    name: 'Bash',
    isError: false,
    resultDigest: null,
    changeDigest: null,
    linesAdded: null,
    linesDeleted: null,
    denied: false,
    durationMs: null,
    error: null,
    ...fields,
  };
}

export function failedResult(id: string | null, fingerprint = 'not_found'): ToolResultEvent {
  return toolResult(id, { isError: true, error: { fingerprint, category: 'file', sample: 'no such file' } });
}

export function apiError(fingerprint = 'overloaded'): ErrorEvent {
  return {
    type: 'error',
    source: 'api',
    fingerprint,
    category: 'api',
    sample: 'overloaded',
    retryInMs: null,
  };
}

export function prompt(): AgentEvent {
  return { type: 'prompt', length: 12, digest: 1, promptType: null };
}

export function turnEnd(reason: 'done' | 'interrupted' = 'done'): AgentEvent {
  return { type: 'turn_end', reason, durationMs: null };
}

export function sessionEnd(fields: Partial<Extract<AgentEvent, { type: 'session_end' }>> = {}): AgentEvent {
  return {
    type: 'session_end',
    status: 'completed',
    durationMs: null,
    totalTokens: null,
    costUsdMicros: null,
    ...fields,
  };
}

export function metrics(fields: Partial<Extract<AgentEvent, { type: 'reported_total' }>> = {}): AgentEvent {
  return {
    type: 'reported_total',
    origin: 'metrics',
    costUsdMicros: null,
    totalTokens: null,
    durationMs: null,
    linesAdded: null,
    linesDeleted: null,
    filesModified: null,
    commits: null,
    success: null,
    ...fields,
  };
}

export function compaction(): AgentEvent {
  return { type: 'compaction', trigger: 'auto', preTokens: 100 };
}
