/** Reads the lines of one rollout in order: envelope, thread, copied history, time, facts. */

import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { AgentEvent, LineResult, ParsedRecord, SessionRef } from '../../../domain/event.ts';
import { isRejectedLine } from '../json-line.ts';
import { type LineTime, readTime } from '../timestamps.ts';
import { type FileState, openState, saveState } from './file-state.ts';
import { readSessionMeta, takeTurnSettings } from './notes.ts';
import { threadOfPath } from './paths.ts';
import { QuickRows } from './quick-rows.ts';
import { type RowReader, readRow } from './read-row.ts';
import { Repeats } from './repeats.ts';
import { isReplayed } from './replay.ts';
import type { Row } from './row.ts';
import { type RowParts, rowParts } from './rows.ts';
import { hasHistory, readThread } from './thread.ts';
import { readReplayedUsage } from './usage.ts';

const HARNESS = 'codex';
const MISSING_TYPE = { rejected: 'missing_event_type' } as const;
const META = 'session_meta';
const NO_FACTS: readonly AgentEvent[] = [];

export class RolloutParser implements LineParser {
  readonly #file: FileContext;
  readonly #state: FileState;
  readonly #read: RowReader;
  /** Of rows before a `session_meta`: the thread that the file is named after. */
  readonly #named: SessionRef;
  readonly #repeats = new Repeats();
  readonly #rows: QuickRows | null;

  /** `read` is another one than `readRow` only to hold its two tiers against each other. */
  constructor(file: FileContext, saved: string | null, read: RowReader = readRow) {
    this.#file = file;
    this.#state = openState(saved);
    this.#read = read;
    this.#rows = read === readRow ? new QuickRows(file.nowMs) : null;
    this.#named = { id: threadOfPath(file.path), parentId: null };
  }

  parse(bytes: Buffer, start: number, end: number): LineResult {
    if (this.#state.replay.phase === 'own') {
      const known = this.#repeated(bytes, start, end) ?? this.#quick(bytes, start, end);
      if (known !== null) {
        return known;
      }
    }
    const line = this.#read(bytes, start, end);
    const { fields, texts } = line;
    if (isRejectedLine(fields)) {
      return fields;
    }
    const parts = rowParts(fields, (value) => texts.canonical(value));
    if (parts === null) {
      return MISSING_TYPE;
    }
    const { enveloped, payload, timestamp } = parts;
    const time = this.#time(typeof timestamp === 'string' ? texts.canonical(timestamp) : timestamp);
    const isFault = time.clamped && (enveloped || timestamp !== undefined);
    const clamps = { count: isFault ? 1 : 0 };
    const row: Row = { fields: payload, texts, clamps, line, at: time.at, state: this.#state, enveloped };
    const record = this.#record(parts, time, row);
    this.#repeats.note(record, bytes, start, end);
    return record;
  }

  save(): string {
    return saveState(this.#state);
  }

  /** The record of a row that is told by its bytes; null when it must be read. */
  #quick(bytes: Buffer, start: number, end: number): ParsedRecord | null {
    const facts = this.#rows?.read(bytes, start, end, this.#state) ?? null;
    if (this.#rows === null || facts === null) {
      return null;
    }
    const { at, clamps, kind } = this.#rows.row;
    this.#state.lastAt = at;
    const record = this.#result(kind, { at, source: 'log', clamped: false }, clamps.count, false, facts);
    this.#repeats.note(record, bytes, start, end);
    return record;
  }

  /** The record of a row whose payload was read a moment ago; null when it must be read. */
  #repeated(bytes: Buffer, start: number, end: number): ParsedRecord | null {
    const same = this.#repeats.find(bytes, start, end);
    if (same === null) {
      return null;
    }
    const { lastAt } = this.#state;
    const time = this.#time(same.timestamp);
    if (time.source === 'log' && !time.clamped && this.#repeats.holds(same.kind, time.at)) {
      return this.#result(same.kind, time, 0, false, NO_FACTS);
    }
    this.#state.lastAt = lastAt;
    return null;
  }

  #record(parts: RowParts, time: LineTime, row: Row): ParsedRecord {
    const facts: AgentEvent[] = [];
    const copied = parts.kind === META ? this.#meta(row, time, facts) : this.#isCopied(row, time);
    if (copied) {
      readCopied(parts.kind, row);
    } else {
      parts.read(row, facts);
    }
    return this.#result(parts.kind, time, row.clamps.count, copied, facts);
  }

  #result(
    kind: string,
    time: LineTime,
    clampedFields: number,
    copied: boolean,
    facts: readonly AgentEvent[],
  ): ParsedRecord {
    return {
      kind,
      at: time.at,
      timeSource: time.source,
      session: this.#state.thread?.session ?? this.#named,
      harness: HARNESS,
      uidKey: null,
      sibling: null,
      taskId: null,
      clampedFields,
      copied,
      facts,
    };
  }

  /** The first one says whose file this is; another one right behind it, whose history begins. True: it is a copy. */
  #meta(row: Row, time: LineTime, facts: AgentEvent[]): boolean {
    const state = this.#state;
    const { replay } = state;
    if (state.thread === null) {
      state.thread = readThread(row, ownTime(time), this.#file.nowMs, this.#file.path);
      if (state.thread !== null) {
        replay.phase = hasHistory(state.thread) ? 'history' : 'undecided';
        readSessionMeta(row, facts);
      }
      return false;
    }
    const isOther = row.fields.id !== state.thread.id;
    const isCopy = isOther && replay.phase !== 'own';
    if (isCopy) {
      replay.phase = 'history';
      replay.lastAt = ownTime(time) ?? replay.lastAt;
    }
    return isCopy;
  }

  #isCopied(row: Row, time: LineTime): boolean {
    const { replay, thread } = this.#state;
    if (thread === null) {
      return false;
    }
    if (replay.phase === 'undecided') {
      replay.phase = 'own';
    }
    return isReplayed(replay, thread, row.fields, ownTime(time));
  }

  #time(timestamp: unknown): LineTime {
    const { mtimeMs, nowMs } = this.#file;
    const time = readTime(timestamp, { lastAt: this.#state.lastAt, mtimeMs, nowMs });
    if (time.source === 'log') {
      this.#state.lastAt = time.at;
    }
    return time;
  }
}

function ownTime({ at, source }: LineTime): number | null {
  return source === 'log' ? at : null;
}

/** Copied rows count nothing; they say what the thread goes on with. */
function readCopied(kind: string, row: Row): void {
  if (kind === 'turn_context') {
    takeTurnSettings(row);
  } else if (kind === 'token_usage_record' || kind === 'event_msg.token_count') {
    readReplayedUsage(kind, row);
  }
}
