/** Reads the lines of one transcript in order: envelope, session, time, facts. */

import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { AgentEvent, LineResult, ParsedRecord } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { type Clamps, isObject } from '../fields.ts';
import { isRejectedLine } from '../json-line.ts';
import { type LineTime, readTime } from '../timestamps.ts';
import { FileState } from './file-state.ts';
import { filePlace } from './paths.ts';
import { QuickProgress } from './quick-progress.ts';
import { type LineReader, readLine } from './read-line.ts';
import type { Row, RowFields } from './row.ts';
import { rowId, rowValue } from './row-fields.ts';
import { rowKind, rowType } from './rows.ts';
import { noteEnvelope } from './session-notes.ts';
import { SessionResolver } from './sessions.ts';
import { addAwaitedTitle } from './titles.ts';

const HARNESS = 'claude_code';
const MISSING_TYPE = { rejected: 'missing_event_type' } as const;

export class TranscriptParser implements LineParser {
  readonly #file: FileContext;
  readonly #state: FileState;
  readonly #sessions: SessionResolver;
  readonly #read: LineReader;
  readonly #progress: QuickProgress | null;

  /** `read` is another one than `readLine` only to hold its two tiers against each other. */
  constructor(file: FileContext, saved: string | null, read: LineReader = readLine) {
    this.#read = read;
    const place = filePlace(file.path);
    this.#file = file;
    this.#state = new FileState(place, saved);
    this.#sessions = new SessionResolver(place, this.#state);
    this.#progress = read === readLine ? new QuickProgress(file.nowMs, this.#state) : null;
  }

  parse(bytes: Buffer, start: number, end: number): LineResult {
    return this.#progress?.read(bytes, start, end) ?? this.#parse(bytes, start, end);
  }

  #parse(bytes: Buffer, start: number, end: number): LineResult {
    const { fields, texts } = this.#read(bytes, start, end);
    if (isRejectedLine(fields)) {
      return fields;
    }
    const type = fields.type;
    if (typeof type !== 'string' || type === '') {
      return MISSING_TYPE;
    }
    const record = this.#record(texts.canonical(type), { fields, texts, clamps: { count: 0 } });
    this.#progress?.note(record, bytes, start, end);
    return record;
  }

  save(): string {
    return this.#state.save();
  }

  #record(type: string, line: RowFields): ParsedRecord {
    const { envelope, read } = rowType(type);
    const { fields, texts, clamps } = line;
    const facts: AgentEvent[] = [];
    const time = this.#time(line, envelope);
    const session = this.#sessions.resolve(line, envelope);
    const row: Row = {
      fields,
      texts,
      clamps,
      session,
      uid: typeof fields.uuid === 'number' ? refusedUid(clamps) : rowId(fields.uuid, line),
      sidechain: fields.isSidechain === true,
      inline: fields.isSidechain === true && session.parentId === null,
      state: this.#state,
    };
    if (envelope) {
      noteEnvelope(row, facts);
    }
    read(row, facts);
    addAwaitedTitle(row, facts);
    return {
      kind: rowKind(type),
      at: time.at,
      timeSource: time.source,
      session,
      harness: HARNESS,
      uidKey: row.uid === null ? null : hash53(row.uid),
      sibling: null,
      taskId: null,
      clampedFields: clamps.count,
      copied: isObject(fields.forkedFrom),
      facts,
    };
  }

  /** Metadata rows have no time by nature: theirs is inherited without being a fault. */
  #time(line: RowFields, envelope: boolean): LineTime {
    const timestamp = rowValue(line.fields.timestamp, line);
    const { mtimeMs, nowMs } = this.#file;
    const time = readTime(timestamp, { lastAt: this.#state.lastAt, mtimeMs, nowMs });
    if (time.source === 'log') {
      this.#state.lastAt = time.at;
    }
    if (time.clamped && (envelope || timestamp !== undefined)) {
      line.clamps.count++;
    }
    return time;
  }
}

/** A row's id is a string; a number would join rows that have nothing to do with each other. */
function refusedUid(clamps: Clamps): null {
  clamps.count++;
  return null;
}
