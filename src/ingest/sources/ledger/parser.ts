/** Reads the lines of a ledger file: each is one fact with an identity and a version of its own, or what a hook says of a session. */

import type { FileContext, LineParser } from '../../../domain/adapter.ts';
import type { LineResult, ParsedRecord, TimeSource } from '../../../domain/event.ts';
import { UNKNOWN_HARNESS } from '../../../domain/harness.ts';
import { hash53, hash53Bytes } from '../../../domain/hash.ts';
import type { LedgerEvent } from '../../../domain/ledger.ts';
import { isNote, type LedgerLineType, LINE_FIELDS, TIME_FIELDS } from '../../../domain/ledger-schema.ts';
import { type Clamps, idText, isObject, shortText } from '../fields.ts';
import { isRejectedLine, parseJson, parseJsonLine } from '../json-line.ts';
import { readTime } from '../timestamps.ts';
import { harnessOf } from '../work-stream/harness.ts';
import { implausible, type LedgerData } from './implausible.ts';
import { type FieldValue, type Reading, readField } from './read-field.ts';
import { noteOf } from './read-note.ts';
import { lineType } from './rows.ts';

type Row = Record<string, unknown>;

const KIND_LIMIT = 64;

/** What the next `open` of the file goes on from: time of the last line that had one, and the newest version so far. */
interface SavedState {
  readonly lastAt: number | null;
  readonly newest: number;
}

interface LedgerTime {
  readonly at: number | null;
  readonly timeSource: TimeSource;
}

export function createLedgerParser(file: FileContext, saved: string | null): LineParser {
  let { lastAt, newest } = readState(saved);

  /** The first usable one of `names`. An unusable one among them is counted where the fields are read. */
  const timeOf = (row: Row, names: readonly string[]): LedgerTime | null => {
    for (const name of names) {
      const value = row[name];
      if (value === undefined || value === null) continue;
      const { at, source } = readTime(value, { lastAt, mtimeMs: file.mtimeMs, nowMs: file.nowMs });
      if (source !== 'inherited') return { at, timeSource: source };
    }
    return null;
  };

  /**
   * Time of the record, and of its writing as a version: of two records with one id the one written later stands. A line that does not
   * say when it was written was so after its work, and after all lines before it, whatever time it corrects.
   */
  const timesOf = (row: Row, type: LedgerLineType): LedgerTime & { version: number } => {
    const own = timeOf(row, TIME_FIELDS[type]);
    const written = timeOf(row, ['at', 'timestamp']);
    const isTimed = own?.timeSource === 'log';
    if (isTimed) lastAt = own.at;
    const inOrder = isTimed ? Math.max(own.at as number, newest) : newest + 1;
    const version = written?.timeSource === 'log' ? (written.at as number) : inOrder;
    newest = Math.max(newest, version);
    return {
      at: own?.at ?? lastAt ?? Math.floor(file.mtimeMs),
      timeSource: own?.timeSource ?? 'inherited',
      version,
    };
  };

  const record = (row: Row, type: LedgerLineType, contentKey: number): ParsedRecord => {
    const clamps: Clamps = { count: 0 };
    const reading = {
      clamps,
      flags: new Set<string>(),
      clock: { lastAt, mtimeMs: file.mtimeMs, nowMs: file.nowMs },
    };
    const { version, ...time } = timesOf(row, type);
    readField('time', row.at, reading);
    const subject = subjectOf(row, clamps);
    const id = optionalId(type === 'task_completion' ? (row.event_id ?? row.id) : row.id, clamps);
    const common = {
      kind: type,
      ...time,
      uidKey: id === null ? null : hash53(`${type}\n${id}\n${contentKey}`, 5),
      sibling: null,
      taskId: subject.taskId,
      copied: false,
    };
    if (isNote(type)) {
      const { sessionId } = subject;
      const { harness, note } = noteOf(type, row, reading);
      const isUsable = sessionId !== null && note !== null;
      const session = isUsable ? { id: sessionId, parentId: parentOf(sessionId) } : null;
      return { ...common, session, harness, clampedFields: clamps.count, facts: isUsable ? [note] : [] };
    }
    const data = dataOf(row, type, reading);
    const recordId = id ?? (type === 'agent_profile' ? subject.agent : null);
    const fact: LedgerEvent = {
      ...{ type: 'ledger', recordType: type, recordId, version, ...subject },
      data: JSON.stringify(data),
      flags: implausible(data, reading.flags),
    };
    return { ...common, session: null, harness: UNKNOWN_HARNESS, clampedFields: clamps.count, facts: [fact] };
  };

  /** A type that nobody has specified: accepted and counted by its name. */
  const other = (row: Row, type: string): ParsedRecord => {
    const clamps: Clamps = { count: 0 };
    const time = timeOf(row, ['at', 'timestamp', 'created_at']);
    return {
      kind: `other:${shortText(type, clamps, KIND_LIMIT)}`,
      at: time?.at ?? lastAt ?? Math.floor(file.mtimeMs),
      timeSource: time?.timeSource ?? 'inherited',
      session: null,
      harness: UNKNOWN_HARNESS,
      uidKey: null,
      sibling: null,
      taskId: null,
      clampedFields: clamps.count,
      copied: false,
      facts: [],
    };
  };

  return {
    parse(bytes, start, end): LineResult {
      const row = parseJsonLine(bytes, start, end);
      if (isRejectedLine(row)) return row;
      const type = lineType(row);
      if (type !== null) return record(row, type, hash53Bytes(bytes, start, end));
      return typeof row.type === 'string' && row.type !== ''
        ? other(row, row.type)
        : { rejected: 'missing_event_type' };
    },
    save: () => JSON.stringify({ lastAt, newest } satisfies SavedState),
  };
}

function subjectOf(row: Row, clamps: Clamps) {
  const beadId = optionalId(row.bead_id, clamps);
  const taskId = optionalId(row.task_id, clamps);
  return {
    agent: optionalId(row.agent_id, clamps),
    taskId: beadId ?? taskId,
    sessionId: optionalId(row.session_id, clamps),
  };
}

/** The fields of the type that are usable, in the order of its table; a cost in micro-dollars also where it came in cents. */
function dataOf(row: Row, type: keyof typeof LINE_FIELDS, reading: Reading): LedgerData {
  const data: Record<string, FieldValue> = {};
  for (const [name, kind] of Object.entries(LINE_FIELDS[type])) {
    const value = readField(kind, row[name], reading);
    if (value !== null && name !== 'event_id') data[name] = value;
  }
  if (typeof data.harness === 'string') data.harness = harnessOf(data.harness) ?? UNKNOWN_HARNESS;
  if (data.cost_usd_micros === undefined && typeof data.cost_cents === 'number')
    data.cost_usd_micros = Math.round(data.cost_cents * 10_000);
  return data;
}

/** `<parent session>/<agent id>` names a sub-agent (DATA.md 2). */
function parentOf(sessionId: string): string | null {
  const slash = sessionId.indexOf('/');
  return slash > 0 ? sessionId.slice(0, slash) : null;
}

function optionalId(value: unknown, clamps: Clamps): string | null {
  return value === null ? null : idText(value, clamps);
}

function readState(saved: string | null): SavedState {
  const state = saved === null ? undefined : parseJson(saved);
  if (!isObject(state)) return { lastAt: null, newest: 0 };
  const { lastAt, newest } = state;
  return {
    lastAt: typeof lastAt === 'number' ? lastAt : null,
    newest: typeof newest === 'number' ? newest : 0,
  };
}
