/** What accumulator lines and session documents of Bosun have in common: whose they are, how it went, and what it took (bosun.md 7). */

import type { ReportedTotalEvent, SessionEndEvent, SessionRef } from '../../../domain/event.ts';
import { UNKNOWN_HARNESS } from '../../../domain/harness.ts';
import { hash53 } from '../../../domain/hash.ts';
import type { LedgerEvent } from '../../../domain/ledger.ts';
import { redact } from '../../../domain/redact.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import {
  type Clamps,
  costUsdMicros,
  durationMs,
  idText,
  isObject,
  shortText,
  tokenCount,
} from '../fields.ts';
import { ledgerFact } from '../ledger-fact.ts';
import { type LineClock, readTime } from '../timestamps.ts';
import { harnessOf } from '../work-stream/harness.ts';

export type Row = Record<string, unknown>;

/** Whose a record is. */
export interface BosunSession {
  readonly ref: SessionRef;
  readonly taskId: string | null;
  readonly harness: string;
  /** Identity of one run of the session: `<taskId>:<startedAt>:<endedAt>` as Bosun wrote it, else made of the same parts. */
  readonly runKey: number;
}

const TITLE_LIMIT = 120;
const EXECUTORS = /^(?:codex|copilot|claude|gemini|opencode)/i;

/** null: the row names no session at all. `settings` is where a document says what ran it. */
export function bosunSession(row: Row, settings: Row, clamps: Clamps): BosunSession | null {
  const taskId = optionalId(row.taskId, clamps);
  const id = optionalId(row.id, clamps) ?? optionalId(row.sessionId, clamps) ?? taskId;
  const key = optionalId(row.sessionKey, clamps);
  const sessionId = id ?? key;
  if (sessionId === null) return null;
  const executor = shortText(row.executor ?? executorOf(settings) ?? undefined, clamps, 64);
  return {
    ref: { id: sessionId, parentId: null },
    taskId: taskId ?? id,
    harness: (executor === null ? null : harnessOf(executor)) ?? UNKNOWN_HARNESS,
    runKey: hash53(key ?? `${sessionId}:${String(row.startedAt)}:${String(row.endedAt)}`),
  };
}

/** Settings name agents of the user's own as well: only what is known to run sessions is taken. */
function executorOf(settings: Row): unknown {
  return [settings.executor, settings.sdk, settings.agent].find(
    (word) => typeof word === 'string' && EXECUTORS.test(word),
  );
}

/** The session is an attempt, too: what a stream tells of an attempt of that name is told of the same. */
export function sessionInfo({ ref }: BosunSession, row: Row, settings: Row, clamps: Clamps): SessionInfo {
  const words = shortText(row.taskTitle ?? row.title, clamps, 512);
  const title = words ? wellFormed(redact(words).slice(0, TITLE_LIMIT)) : null;
  const model = shortText(row.model ?? settings.model, clamps, 128) || null;
  const branch = shortText(settings.branch, clamps, 256) || null;
  const cwd = shortText(settings.workspaceDir ?? settings.worktreePath ?? settings.cwd, clamps, 1024) || null;
  const contextWindow = tokenCount(row.contextWindow ?? undefined, clamps);
  return {
    type: 'session_info',
    attemptId: ref.id,
    ...(title === null ? {} : { title, titleRank: 2, taskTitle: title }),
    ...(model === null ? {} : { model }),
    ...(branch === null ? {} : { branch }),
    ...(cwd === null ? {} : { cwd }),
    ...(contextWindow ? { contextWindow } : {}),
  };
}

const END_STATUS: ReadonlyMap<unknown, SessionEndEvent['status']> = new Map([
  ['completed', 'completed'],
  ['success', 'completed'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['timeout', 'timeout'],
  ['interrupted', 'interrupted'],
  ['cancelled', 'interrupted'],
]);

/** `idle` and `archived` end a session without saying how it went; undefined = it has not ended. */
export function endStatus(row: Row): SessionEndEvent['status'] | undefined {
  const status = typeof row.status === 'string' ? row.status.trim().toLowerCase() : '';
  return END_STATUS.get(status) ?? (status === 'idle' || status === 'archived' ? null : undefined);
}

/** Tokens of one run: `tokenCount`, else the sum of its parts. 0 is what an unknown figure is written as. */
export function runTokens(row: Row, clamps: Clamps): number | null {
  const insights = isObject(row.insights) && isObject(row.insights.tokenUsage) ? row.insights.tokenUsage : {};
  const read = (...values: unknown[]): number | null =>
    tokenCount(
      values.find((value) => value !== undefined && value !== null),
      clamps,
    );
  const total = read(row.tokenCount, row.totalTokens, insights.totalTokens, insights.total);
  const parts =
    (read(row.inputTokens, insights.inputTokens) ?? 0) + (read(row.outputTokens, insights.outputTokens) ?? 0);
  return total || parts || null;
}

/** The session tracker passes no cost, so 0 says nothing. */
export function runCost(row: Row, clamps: Clamps): number | null {
  return costUsdMicros(row.costUsd ?? undefined, clamps) || null;
}

export function total(totalTokens: number | null, cost: number | null): ReportedTotalEvent {
  return {
    ...{ type: 'reported_total', origin: 'metrics', totalTokens, costUsdMicros: cost, durationMs: null },
    ...{ linesAdded: null, linesDeleted: null, filesModified: null, commits: null, success: null },
  };
}

/** One run of a session as an attempt at its task; the tracker and the accumulator tell of the same run by the same id. */
export function runFact(session: BosunSession, row: Row, status: SessionEndEvent['status']): LedgerEvent {
  const clamps: Clamps = { count: 0 };
  const count = (value: unknown): number | null => tokenCount(value ?? undefined, clamps);
  const head = {
    recordType: 'task_attempt' as const,
    recordId: `${session.ref.id}/${session.runKey.toString(36)}`,
    taskId: session.taskId,
    sessionId: session.ref.id,
  };
  return ledgerFact(head, {
    status,
    duration_ms: durationMs(row.durationMs ?? undefined, clamps),
    total_tokens: runTokens(row, clamps),
    cost_usd_micros: runCost(row, clamps),
    tool_calls: count(row.toolCalls),
    total_errors: count(row.errors),
    harness: session.harness === UNKNOWN_HARNESS ? null : session.harness,
    model: shortText(row.model ?? undefined, clamps, 128),
  });
}

/** Epoch ms as Bosun writes them (a number) or ISO 8601; null when it is neither. */
export function momentOf(value: unknown, clock: LineClock, clamps: Clamps): number | null {
  if (value === undefined || value === null) return null;
  const { at, source } = readTime(value, clock);
  if (source !== 'log') clamps.count++;
  return source === 'inherited' ? null : at;
}

function optionalId(value: unknown, clamps: Clamps): string | null {
  return value === null || value === '' ? null : idText(value, clamps);
}
