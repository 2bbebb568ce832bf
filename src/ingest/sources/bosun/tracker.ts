/** Reads a session document of Bosun's tracker, which is rewritten as a whole (bosun.md 1): the session, how it stands, its newest messages. */

import type { DocumentPart, FileContext } from '../../../domain/adapter.ts';
import type { AgentEvent, ParsedRecord } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { type Clamps, isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import { type LineClock, readTime } from '../timestamps.ts';
import { messageFacts, messageKind } from './messages.ts';
import { firstNew, messageKey, tailOf } from './ring.ts';
import {
  type BosunSession,
  bosunSession,
  endStatus,
  momentOf,
  type Row,
  runCost,
  runTokens,
  sessionInfo,
  total,
} from './session.ts';

/** What the next reading goes on from: the last messages that were seen, and digests of what stood before them. */
interface SavedState {
  readonly tail: readonly number[];
  readonly start: number;
  readonly now: number;
  /** Time of the totals that were told last; null = none are in force. */
  readonly totalAt: number | null;
}

export function isTrackerDocument(value: unknown): value is Row {
  return (
    isObject(value) &&
    typeof (value.id ?? value.taskId) === 'string' &&
    typeof (value.lastActiveAt ?? value.createdAt) === 'string' &&
    (Array.isArray(value.messages) || typeof value.sessionKey === 'string')
  );
}

/** null: the document names no session. */
export function readTracker(
  row: Row,
  length: number,
  file: FileContext,
  saved: string | null,
): DocumentPart | null {
  const settings = isObject(row.metadata) ? row.metadata : {};
  const clamps: Clamps = { count: 0 };
  const session = bosunSession(row, settings, clamps);
  if (session === null) return null;
  const before = readState(saved);
  const clock: LineClock = { lastAt: null, mtimeMs: file.mtimeMs, nowMs: file.nowMs };
  const startedAt = momentOf(row.createdAt ?? row.startedAt, clock, clamps);
  const activeAt = momentOf(row.endedAt ?? row.lastActiveAt, clock, clamps) ?? startedAt;
  const info = [sessionInfo(session, row, settings, clamps)];
  const start = recordOf(session, 'session', { at: startedAt, facts: info, clamps }, file);
  const state = { at: activeAt, facts: stateFacts(row, startedAt, activeAt), clamps: { count: 0 } };
  const now = recordOf(session, 'session_state', state, file);
  const { sum, totalAt } = totalOf(row, activeAt ?? Math.floor(file.mtimeMs), before);
  const digests = { start: digestOf(start), now: digestOf(now), totalAt };
  const records: LocatedRecord[] = [];
  if (digests.start !== before.start) records.push(placed(placeOf(session, 'start'), start, length));
  if (digests.now !== before.now) records.push(placed(placeOf(session, 'state'), now, length));
  if (sum !== null) {
    const result = recordOf(session, 'session_total', { ...sum, clamps: { count: 0 } }, file);
    records.push(placed(placeOf(session, 'total'), result, length));
  }

  const messages = messagesOf(row);
  const keys = messages.map(messageKey);
  records.push(
    ...newMessages(messages, keys, firstNew(keys, before.tail), { session, startedAt, clock, file }),
  );
  return { records, saved: JSON.stringify({ tail: tailOf(keys), ...digests } satisfies SavedState) };
}

export function messagesOf(row: Row): Row[] {
  return Array.isArray(row.messages) ? row.messages.filter(isObject) : [];
}

interface Surroundings {
  readonly session: BosunSession;
  readonly startedAt: number | null;
  readonly clock: LineClock;
  readonly file: FileContext;
}

/** All are looked at, because a command and its end are two messages; only the new ones are given. */
function* newMessages(
  messages: readonly Row[],
  keys: readonly number[],
  from: number,
  { session, startedAt, clock, file }: Surroundings,
): Generator<LocatedRecord> {
  const openCommands = new Map<string, number>();
  let lastAt = startedAt;
  for (const [index, message] of messages.entries()) {
    const clamps: Clamps = { count: 0 };
    const key = keys[index] as number;
    const time = readTime(message.timestamp, { ...clock, lastAt });
    if (time.source === 'log') lastAt = time.at;
    if (time.clamped) clamps.count++;
    const kind = messageKind(message, clamps);
    const facts = messageFacts(kind, message, { sessionId: session.ref.id, key, openCommands }, clamps);
    if (index < from) continue;
    const isOwnTime = time.source === 'log';
    const result = recordOf(session, kind, { at: lastAt, facts, clamps, isOwnTime }, file);
    yield placed(key, result, contentLength(message));
  }
}

function placed(offset: number, result: ParsedRecord, length: number): LocatedRecord {
  return { offset, length, lineNo: 0, result };
}

/** Each run of a session that shares the file has places of its own. */
function placeOf({ runKey }: BosunSession, what: string): number {
  return hash53(`${runKey}:${what}`);
}

function readState(saved: string | null): SavedState {
  const value = saved === null ? undefined : parseJson(saved);
  const isOurs = isObject(value) && Array.isArray(value.tail);
  return isOurs ? (value as unknown as SavedState) : { tail: [], start: -1, now: -1, totalAt: null };
}

/**
 * The totals of a run that goes on. Of a run that the accumulator holds, the accumulator tells them: those that were told here are
 * taken back as of their own time, which is before the end of the run that the accumulator tells of.
 */
function totalOf(
  row: Row,
  activeAt: number,
  before: SavedState,
): { sum: Pick<Content, 'at' | 'facts'> | null; totalAt: number | null } {
  if (typeof row.accumulatedAt === 'string' && row.accumulatedAt !== '') {
    const takenBack = before.totalAt === null ? null : { at: before.totalAt, facts: [total(null, null)] };
    return { sum: takenBack, totalAt: null };
  }
  const [tokens, cost] = [runTokens(row, { count: 0 }), runCost(row, { count: 0 })];
  const isTold = tokens !== null || cost !== null;
  if (!isTold || before.totalAt === activeAt) return { sum: null, totalAt: before.totalAt };
  return { sum: { at: activeAt, facts: [total(tokens, cost)] }, totalAt: activeAt };
}

function stateFacts(row: Row, startedAt: number | null, endedAt: number | null): AgentEvent[] {
  const facts: AgentEvent[] = [];
  const status = endStatus(row);
  const durationMs =
    startedAt === null || endedAt === null || endedAt < startedAt ? null : endedAt - startedAt;
  if (row.status === 'idle') facts.push({ type: 'turn_end', reason: 'done', durationMs: null });
  else if (status !== undefined)
    facts.push({ type: 'session_end', status, durationMs, totalTokens: null, costUsdMicros: null });
  return facts;
}

interface Content {
  readonly at: number | null;
  readonly facts: readonly AgentEvent[];
  readonly clamps: Clamps;
  readonly isOwnTime?: boolean;
}

function recordOf(session: BosunSession, kind: string, content: Content, file: FileContext): ParsedRecord {
  const { at, facts, clamps, isOwnTime = at !== null } = content;
  return {
    ...{ kind, at: at ?? Math.floor(file.mtimeMs), timeSource: isOwnTime ? 'log' : 'inherited' },
    ...{
      session: session.ref,
      harness: session.harness,
      uidKey: null,
      sibling: null,
      taskId: session.taskId,
    },
    ...{ clampedFields: clamps.count, copied: false, facts },
  };
}

function digestOf({ at, facts }: ParsedRecord): number {
  return hash53(JSON.stringify([at, facts]));
}

function contentLength(message: Row): number {
  return typeof message.content === 'string' ? Buffer.byteLength(message.content) : 0;
}
