/**
 * Reads a chat that is one JSON object, rewritten whole at each change (gemini.md 2): gives the messages that are new or changed. A
 * message keeps the place it was first seen at, whatever happens to those before it.
 */

import type { DocumentPart, DocumentReading, FileContext } from '../../../domain/adapter.ts';
import type { AgentEvent, LineResult, SessionRef } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type LineTime, readTime } from '../timestamps.ts';
import { type Chat, type ChatRow, chatOf, offsetOf } from './chat-rows.ts';
import { type DocumentState, restoreDocumentState, saveDocumentState } from './document-state.ts';
import { HARNESS, headerKey } from './log-parser.ts';
import { messageType, sessionKey, typeName, versionKey } from './message.ts';
import { messageFacts } from './message-facts.ts';
import { directoriesOf, projectHashOf, sessionInfo, sessionRef } from './metadata.ts';
import { filePlace } from './paths.ts';
import { projectRootOf } from './project-root.ts';
import { jsonText } from './texts.ts';

/** Records of one part: each part is recorded by itself. */
const PART_RECORDS = 500;

export function readChat(content: Buffer, file: FileContext, saved: string | null): DocumentReading {
  const place = filePlace(file.path);
  const chat = chatOf(content, place.stem);
  if ('problem' in chat) return chat;
  const cwd = projectRootOf(place.projectFolder, projectHashOf(chat.fields), directoriesOf(chat.fields));
  const state = restoreDocumentState(saved, chat.sessionId, chat.model);
  return parts(chat, { file, session: sessionRef(place, chat.sessionId), cwd, state });
}

interface Reader {
  readonly file: FileContext;
  readonly session: SessionRef;
  readonly cwd: string | null;
  readonly state: DocumentState;
}

function* parts(chat: Chat, reader: Reader): Generator<DocumentPart> {
  let records: LocatedRecord[] = [];
  let lastAt: number | null = null;
  for (const row of chat.rows) {
    const { mtimeMs, nowMs } = reader.file;
    const time = readTime(row.timestamp, { lastAt, mtimeMs, nowMs });
    if (time.source === 'log') lastAt = time.at;
    const record = changedRecord(chat, row, time, reader);
    if (record !== null) records.push(record);
    if (records.length < PART_RECORDS) continue;
    yield { records, saved: saveDocumentState(reader.state) };
    records = [];
  }
  if (records.length > 0) yield { records, saved: saveDocumentState(reader.state) };
}

/** null: as it was when it was last read. */
function changedRecord(chat: Chat, row: ChatRow, time: LineTime, reader: Reader): LocatedRecord | null {
  const { seen } = reader.state;
  const key = sessionKey(chat.sessionId, row.name);
  const json = jsonText(row.value) ?? '';
  const digest = digest53(row.kind === 'header' ? `${json}\n${reader.cwd}` : json);
  const known = seen.get(key);
  if (known?.digest === digest) return null;
  const offset = known?.offset ?? offsetOf(row, chat);
  seen.set(key, { offset, digest });
  const result = recordOf(chat, row, time, reader);
  return { offset, length: Buffer.byteLength(json), lineNo: row.slot + 1, result };
}

function recordOf(chat: Chat, row: ChatRow, time: LineTime, reader: Reader): LineResult {
  const clamps: Clamps = {
    count: time.clamped && (row.kind === 'message' || row.timestamp !== undefined) ? 1 : 0,
  };
  const record = (kind: string, uidKey: number | null, facts: readonly AgentEvent[]): LineResult => ({
    kind,
    at: time.at,
    timeSource: time.source,
    session: reader.session,
    harness: HARNESS,
    uidKey,
    sibling: null,
    taskId: null,
    clampedFields: clamps.count,
    copied: false,
    facts,
  });
  if (row.kind === 'header') {
    const info = sessionInfo(chat.fields, reader.cwd);
    return record('header', headerKey(chat.sessionId, chat.fields), info === null ? [] : [info]);
  }
  if (row.kind === 'update') return record('set', null, []);
  if (!isObject(row.value)) return { rejected: 'not_an_object' };
  return message(chat, row.value, row, time, reader, clamps, record);
}

function message(
  chat: Chat,
  fields: JsonObject,
  row: ChatRow,
  time: LineTime,
  { state }: Reader,
  clamps: Clamps,
  record: (kind: string, uidKey: number | null, facts: readonly AgentEvent[]) => LineResult,
): LineResult {
  const name = typeName(fields);
  if (name === null) return { rejected: 'missing_event_type' };
  const at = time.source === 'log' ? time.at : null;
  const read = { fields, id: row.name, ...messageType(name), at };
  const facts = messageFacts(read, state.memory, clamps);
  return record(read.kind, versionKey(chat.sessionId, read), facts);
}
