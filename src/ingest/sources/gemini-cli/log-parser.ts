/**
 * Reads the event log of one chat: a header, messages that are written again whenever they change, patches, checkpoints, rewinds
 * (gemini.md 3). What was paid stays counted: a rewind or a checkpoint takes nothing back.
 */

import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { AgentEvent, LineResult, SessionRef } from '../../../domain/event.ts';
import { type Clamps, idText, isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { type LineTime, readTime } from '../timestamps.ts';
import { type LogState, restoreLogState, saveLogState } from './log-state.ts';
import { type Message, messageType, sessionKey, typeName, versionKey } from './message.ts';
import { messageFacts, modelOf } from './message-facts.ts';
import { directoriesOf, projectHashOf, sessionIdOf, sessionInfo, sessionRef } from './metadata.ts';
import { type FilePlace, filePlace } from './paths.ts';
import { projectRootOf } from './project-root.ts';

export const HARNESS = 'gemini_cli';
const MISSING_TYPE = { rejected: 'missing_event_type' } as const;

/** What one line says, before it is put in its record. */
interface Reading {
  readonly kind: string;
  readonly time: LineTime;
  readonly uidKey: number | null;
  readonly facts: AgentEvent[];
}

export class ChatLogParser implements LineParser {
  readonly #file: FileContext;
  readonly #place: FilePlace;
  readonly #state: LogState;
  #session: SessionRef;
  /** The project's folder was looked up since the log was opened. */
  #lookedUp = false;

  constructor(file: FileContext, saved: string | null) {
    this.#file = file;
    this.#place = filePlace(file.path);
    this.#state = restoreLogState(saved, this.#place.stem);
    this.#session = sessionRef(this.#place, this.#state.sessionId);
  }

  parse(bytes: Buffer, start: number, end: number): LineResult {
    const fields = parseJsonLine(bytes, start, end);
    if (isRejectedLine(fields)) return fields;
    const clamps: Clamps = { count: 0 };
    const reading = this.#read(fields, clamps);
    if (reading === null) return MISSING_TYPE;
    const { kind, time, uidKey, facts } = reading;
    this.#addPlace(fields, facts);
    return {
      kind,
      at: time.at,
      timeSource: time.source,
      session: this.#session,
      harness: HARNESS,
      uidKey,
      sibling: null,
      taskId: null,
      clampedFields: clamps.count,
      copied: false,
      facts,
    };
  }

  save(): string {
    return saveLogState(this.#state);
  }

  /** In the order in which the harness itself tells lines apart. */
  #read(fields: JsonObject, clamps: Clamps): Reading | null {
    if (fields.$rewindTo !== undefined) return this.#rewind(fields, clamps);
    if (isObject(fields.$set)) return this.#patch(fields.$set, clamps);
    if (typeName(fields) !== null) return this.#message(fields, clamps);
    if (typeof fields.sessionId === 'string') return this.#header(fields, clamps);
    return null;
  }

  #header(fields: JsonObject, clamps: Clamps): Reading {
    this.#noteSession(fields, clamps);
    this.#state.projectHash = projectHashOf(fields) ?? this.#state.projectHash;
    this.#lookedUp = false;
    const time = this.#time(fields.startTime, clamps);
    const info = sessionInfo(fields, null);
    const uidKey = headerKey(this.#state.sessionId, fields);
    return { kind: 'header', time, uidKey, facts: info === null ? [] : [info] };
  }

  #message(fields: JsonObject, clamps: Clamps): Reading {
    const time = this.#time(fields.timestamp, clamps, true);
    const message = toMessage(fields, time, clamps);
    this.#state.live.add(message);
    const facts = messageFacts(message, this.#state, clamps);
    return { kind: message.kind, time, uidKey: versionKey(this.#state.sessionId, message), facts };
  }

  #patch(patch: JsonObject, clamps: Clamps): Reading {
    this.#noteSession(patch, clamps);
    const time = this.#time(patch.lastUpdated, clamps);
    const info = sessionInfo(patch, null);
    const facts: AgentEvent[] = info === null ? [] : [info];
    if (!Array.isArray(patch.messages)) return { kind: 'set', time, uidKey: null, facts };
    facts.push(...this.#checkpoint(patch.messages.filter(isObject), clamps));
    return { kind: 'checkpoint', time, uidKey: null, facts };
  }

  /** All surviving messages once more: only what no line told before is new. */
  #checkpoint(rows: readonly JsonObject[], clamps: Clamps): AgentEvent[] {
    const { live } = this.#state;
    const facts: AgentEvent[] = [];
    const messages = rows.map((row) => toMessage(row, this.#readTime(row.timestamp), clamps));
    for (const message of messages)
      if (message.id !== null && !live.has(message.id))
        facts.push(...messageFacts(message, { ...this.#state }, clamps).filter(isPaidWork));
    if (live.replace(messages)) facts.push({ type: 'compaction', trigger: null, preTokens: null });
    return facts;
  }

  #rewind(fields: JsonObject, clamps: Clamps): Reading {
    const id = idText(fields.$rewindTo, clamps);
    if (id !== null) this.#state.live.rewindTo(id);
    return { kind: 'rewind', time: this.#time(undefined, clamps), uidKey: null, facts: [] };
  }

  #noteSession(fields: JsonObject, clamps: Clamps): void {
    const sessionId = sessionIdOf(fields, clamps);
    this.#state.model = modelOf(fields, clamps) ?? this.#state.model;
    if (sessionId === null || sessionId === this.#state.sessionId) return;
    this.#state.sessionId = sessionId;
    this.#session = sessionRef(this.#place, sessionId);
  }

  /** `expected`: a line of this kind without a usable time is at fault; others have none by nature. */
  #time(value: unknown, clamps: Clamps, expected = false): LineTime {
    const time = this.#readTime(value);
    if (time.source === 'log') this.#state.lastAt = time.at;
    if (time.clamped && (expected || value !== undefined)) clamps.count++;
    return time;
  }

  #readTime(value: unknown): LineTime {
    const { mtimeMs, nowMs } = this.#file;
    return readTime(value, { lastAt: this.#state.lastAt, mtimeMs, nowMs });
  }

  /** Tells the project's folder once it is found: at the header, or when the log is read on. */
  #addPlace(fields: JsonObject, facts: AgentEvent[]): void {
    const { placed, projectHash } = this.#state;
    if (placed || this.#lookedUp) return;
    this.#lookedUp = true;
    const cwd = projectRootOf(this.#place.projectFolder, projectHash, directoriesOf(fields));
    if (cwd === null) return;
    this.#state.placed = true;
    facts.push({ type: 'session_info', cwd });
  }
}

/** A header that another file repeats is a copy: a resumed document begins its log with it. */
export function headerKey(sessionId: string, fields: JsonObject): number {
  return sessionKey(sessionId, `header ${typeof fields.startTime === 'string' ? fields.startTime : ''}`);
}

function toMessage(fields: JsonObject, time: LineTime, clamps: Clamps): Message {
  const id = fields.id === undefined || fields.id === null ? null : idText(fields.id, clamps);
  return { fields, id, ...messageType(typeName(fields) ?? ''), at: time.source === 'log' ? time.at : null };
}

function isPaidWork({ type }: AgentEvent): boolean {
  return type === 'model_call' || type === 'tool_call' || type === 'tool_result';
}
