/** Reads the lines of one work log: envelope, time, session, then the facts of its kind of line. */

import { isUtf8 } from 'node:buffer';
import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { AgentEvent, LineResult, ParsedRecord } from '../../../domain/event.ts';
import { UNKNOWN_HARNESS } from '../../../domain/harness.ts';
import { hash53, hash53Bytes } from '../../../domain/hash.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { type Clamps, idText, isObject, shortText } from '../fields.ts';
import { afterByteOrderMark, isRejectedLine, parseJson, parseJsonLine } from '../json-line.ts';
import { readTime } from '../timestamps.ts';
import { attemptFact } from './attempt.ts';
import { eventFacts, eventKind } from './facts.ts';
import { type LogPlace, logPlace } from './files.ts';
import { harnessOf } from './harness.ts';
import { foreignAlert, metricsTotal, pullRequestInfo } from './outcome.ts';
import { eventType, type RowShape, rowShape } from './rows.ts';
import { type Envelope, type SavedHarnesses, SessionMemory } from './session-memory.ts';

type Row = Record<string, unknown>;

/** What the next `open` of the file goes on from. */
interface SavedState {
  readonly lastAt: number | null;
  readonly fileSession: string;
  readonly harnesses: SavedHarnesses;
}

/** Text past this many characters in one field is not looked at whole. */
const TEXT_LIMIT = 262_144;
const TEXT_FIELDS = ['output', 'thinking', 'result', 'error_message', 'prompt'] as const;

export class WorkStreamParser implements LineParser {
  readonly #file: FileContext;
  readonly #place: LogPlace;
  readonly #fileSession: string;
  readonly #sessions: SessionMemory;
  #lastAt: number | null;

  constructor(file: FileContext, saved: string | null) {
    const state = readState(saved);
    this.#file = file;
    this.#place = logPlace(file.path);
    this.#fileSession = state?.fileSession ?? this.#place.fileSession;
    this.#sessions = new SessionMemory(state?.harnesses ?? []);
    this.#lastAt = state?.lastAt ?? null;
  }

  parse(bytes: Buffer, start: number, end: number): LineResult {
    const row = parseJsonLine(bytes, start, end);
    if (isRejectedLine(row)) {
      return row;
    }
    const shape = rowShape(row);
    if (shape === null) {
      return { rejected: 'missing_event_type' };
    }
    const clamps: Clamps = { count: isUtf8(bytes.subarray(start, end)) ? 0 : 1 };
    const record = this.#record(row, shape, clamps);
    const sibling = shape === 'event' ? this.#sibling(bytes, start, end) : null;
    return { ...record, sibling, clampedFields: clamps.count };
  }

  save(): string {
    const state: SavedState = {
      lastAt: this.#lastAt,
      fileSession: this.#fileSession,
      harnesses: this.#sessions.save(),
    };
    return JSON.stringify(state);
  }

  #record(row: Row, shape: RowShape, clamps: Clamps): Omit<ParsedRecord, 'sibling' | 'clampedFields'> {
    const time = this.#time(row, clamps);
    const envelope = readEnvelope(row, clamps);
    const taskId = optionalId(row.task_id, clamps);
    const sessionId = this.#sessionId(
      row,
      shape,
      envelope.attemptId ?? (shape === 'metrics' ? taskId : null),
      clamps,
    );
    const harness = this.#sessions.harnessOf(sessionId, namedHarness(row, clamps));
    const { kind, facts } = contentOf(row, shape, sessionId, envelope.model, clamps);
    if (shape === 'metrics') {
      const named = typeof row.session_id === 'string' && row.session_id === sessionId ? sessionId : null;
      const { attemptId, model } = envelope;
      facts.push(
        attemptFact(row, { attemptId: attemptId ?? sessionId, taskId, sessionId: named, harness, model }),
      );
    }
    const news = isOwnAlert(shape, facts) ? null : this.#sessions.newsOf(sessionId, envelope);
    return {
      kind,
      at: time.at,
      timeSource: time.source,
      session: this.#sessions.refOf(sessionId),
      harness: harness ?? UNKNOWN_HARNESS,
      uidKey: keyOf(optionalId(row.event_id, clamps)),
      taskId,
      copied: false,
      facts: news === null ? facts : [news, ...facts],
    };
  }

  #time(row: Row, clamps: Clamps) {
    const { mtimeMs, nowMs } = this.#file;
    const time = readTime(row.timestamp, { lastAt: this.#lastAt, mtimeMs, nowMs });
    if (time.clamped) {
      clamps.count++;
    }
    if (time.source === 'log') {
      this.#lastAt = time.at;
    }
    return time;
  }

  /**
   * session_id, else attempt_id, else one a file (DATA.md 2). Metrics and alert lines need not have the first; a metrics line with
   * neither is the total of its task's only attempt, so that the totals of two tasks never stand for each other.
   */
  #sessionId(row: Row, shape: RowShape, attemptId: string | null, clamps: Clamps): string {
    const id = idText(row.session_id, clamps);
    if (row.session_id === undefined && shape === 'event') {
      clamps.count++;
    }
    return id ?? attemptId ?? this.#fileSession;
  }

  /** Stream, session file and error file repeat each other's lines (DATA.md 3). */
  #sibling(bytes: Buffer, start: number, end: number): ParsedRecord['sibling'] {
    let from = afterByteOrderMark(bytes, start, end);
    let to = end;
    while (isOuterSpace(bytes[from])) from++;
    while (isOuterSpace(bytes[to - 1])) to--;
    const { scope, role } = this.#place;
    return { contentKey: hash53Bytes(bytes, from, to), scope, role };
  }
}

/** Kind and facts of a row by its shape. */
function contentOf(
  row: Row,
  shape: RowShape,
  sessionId: string,
  model: string | null,
  clamps: Clamps,
): { kind: string; facts: AgentEvent[] } {
  switch (shape) {
    case 'event': {
      const type = eventType(row) as string;
      checkSequence(row.sequence_num, clamps);
      const event = { data: readData(row.data, clamps), sessionId, model, clamps };
      return { kind: eventKind(type, clamps), facts: eventFacts(type, event) };
    }
    case 'metrics': {
      const pullRequest = pullRequestInfo(row, clamps);
      const total = metricsTotal(row, clamps);
      return { kind: 'metrics', facts: pullRequest === null ? [total] : [pullRequest, total] };
    }
    case 'alert': {
      const alert = foreignAlert(row, clamps);
      return { kind: 'alert', facts: alert === null ? [] : [alert] };
    }
    default:
      return shape satisfies never;
  }
}

function isOwnAlert(shape: RowShape, facts: readonly AgentEvent[]): boolean {
  return shape === 'alert' && facts.length === 0;
}

function readEnvelope(row: Row, clamps: Clamps): Envelope {
  return {
    attemptId: optionalId(row.attempt_id, clamps),
    taskTitle: shortText(row.task_title, clamps, 512) || null,
    branch: shortText(row.branch, clamps, 256) || null,
    model: shortText(row.model, clamps, 128) || null,
  };
}

/** Our own alert lines say `harness`, everybody else `executor`. */
function namedHarness(row: Row, clamps: Clamps): string | null {
  const name = shortText(row.executor ?? row.harness, clamps, 64);
  return name === null ? null : harnessOf(name);
}

/** An id that a line may do without: null says that there is none. */
function optionalId(value: unknown, clamps: Clamps): string | null {
  return value === null ? null : idText(value, clamps);
}

function readData(data: unknown, clamps: Clamps): Row {
  if (!isObject(data)) {
    clamps.count++;
    return {};
  }
  for (const name of TEXT_FIELDS) {
    const text = data[name];
    if (typeof text === 'string' && (text.length > TEXT_LIMIT || wellFormed(text) !== text)) {
      clamps.count++;
    }
  }
  return data;
}

function checkSequence(value: unknown, clamps: Clamps): void {
  if (value !== undefined && value !== null && !Number.isSafeInteger(value)) {
    clamps.count++;
  }
}

function isOuterSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

/** Our own state back; null when there is none, or another version wrote it. */
function readState(saved: string | null): SavedState | null {
  const state = saved === null ? undefined : parseJson(saved);
  const isOurs = isObject(state) && typeof state.fileSession === 'string' && Array.isArray(state.harnesses);
  return isOurs ? (state as unknown as SavedState) : null;
}

function keyOf(id: string | null): number | null {
  return id === null ? null : hash53(id);
}
