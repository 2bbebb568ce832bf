/** Reads `session-accumulator.jsonl`: one line for each run of a session that came to its end (bosun.md 7). */

import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { LineResult, ParsedRecord } from '../../../domain/event.ts';
import { UNKNOWN_HARNESS } from '../../../domain/harness.ts';
import { hash53 } from '../../../domain/hash.ts';
import { type Clamps, durationMs, isObject, shortText } from '../fields.ts';
import { isRejectedLine, parseJson, parseJsonLine } from '../json-line.ts';
import {
  bosunSession,
  endStatus,
  momentOf,
  type Row,
  runCost,
  runFact,
  runTokens,
  sessionInfo,
  total,
} from './session.ts';

export const COMPLETED = 'completed_session';

/** Sessions whose totals are remembered; a task is seldom tried again after this many others. */
const REMEMBERED = 256;
const KIND_LIMIT = 64;

/** What the runs of one session took so far, and which of them was the last. */
interface Sum {
  readonly tokens: number | null;
  readonly cost: number | null;
  readonly runKey: number;
}

interface SavedState {
  readonly lastAt: number | null;
  readonly sums: readonly (readonly [sessionKey: number, sum: Sum])[];
}

/** Runs of one session share its id: the totals that are given are those of all of them so far. */
export function createAccumulatorParser(file: FileContext, saved: string | null): LineParser {
  const state = readState(saved);
  const sums = new Map(state.sums);
  let lastAt = state.lastAt;

  const sumWith = (sessionId: string, run: Sum): Sum => {
    const key = hash53(sessionId);
    const before = sums.get(key);
    const isRepeated = before?.runKey === run.runKey;
    const sum = before === undefined || isRepeated ? (before ?? run) : added(before, run);
    sums.delete(key);
    sums.set(key, sum);
    if (sums.size > REMEMBERED) sums.delete(sums.keys().next().value as number);
    return sum;
  };

  const completed = (row: Row, clamps: Clamps): ParsedRecord | null => {
    const session = bosunSession(row, {}, clamps);
    if (session === null) return null;
    const clock = { lastAt, mtimeMs: file.mtimeMs, nowMs: file.nowMs };
    const endedAt = momentOf(row.endedAt ?? row.recordedAt, clock, clamps);
    lastAt = endedAt ?? lastAt;
    const run = { tokens: runTokens(row, clamps), cost: runCost(row, clamps), runKey: session.runKey };
    const { tokens, cost } = sumWith(session.ref.id, run);
    return {
      kind: COMPLETED,
      at: endedAt ?? lastAt ?? Math.floor(file.mtimeMs),
      timeSource: endedAt === null ? 'inherited' : 'log',
      session: session.ref,
      harness: session.harness,
      uidKey: session.runKey,
      sibling: null,
      taskId: session.taskId,
      clampedFields: clamps.count,
      copied: false,
      facts: [
        sessionInfo(session, row, {}, clamps),
        {
          type: 'session_end',
          status: endStatus(row) ?? null,
          durationMs: durationMs(row.durationMs ?? undefined, clamps),
          totalTokens: null,
          costUsdMicros: null,
        },
        total(tokens, cost),
        runFact(session, row, endStatus(row) ?? null),
      ],
    };
  };

  return {
    parse(bytes, start, end): LineResult {
      const row = parseJsonLine(bytes, start, end);
      if (isRejectedLine(row)) return row;
      const clamps: Clamps = { count: 0 };
      if (row.type !== undefined && row.type !== COMPLETED) return other(row, file.mtimeMs, clamps);
      const record = completed(row, clamps);
      return record === null
        ? { rejected: 'missing_event_type' }
        : { ...record, clampedFields: clamps.count };
    },
    save: () => JSON.stringify({ lastAt, sums: [...sums] } satisfies SavedState),
  };
}

/** A line of a type that nobody has specified. */
function other(row: Row, mtimeMs: number, clamps: Clamps): ParsedRecord {
  return {
    kind: `other:${shortText(row.type, clamps, KIND_LIMIT)}`,
    ...{
      at: Math.floor(mtimeMs),
      timeSource: 'inherited',
      session: null,
      harness: UNKNOWN_HARNESS,
      uidKey: null,
    },
    ...{ sibling: null, taskId: null, clampedFields: clamps.count, copied: false, facts: [] },
  };
}

function added(one: Sum, run: Sum): Sum {
  const plus = (a: number | null, b: number | null): number | null => (a === null ? b : a + (b ?? 0));
  return { tokens: plus(one.tokens, run.tokens), cost: plus(one.cost, run.cost), runKey: run.runKey };
}

function readState(saved: string | null): SavedState {
  const state = saved === null ? undefined : parseJson(saved);
  const isOurs = isObject(state) && Array.isArray(state.sums);
  return isOurs ? (state as unknown as SavedState) : { lastAt: null, sums: [] };
}
