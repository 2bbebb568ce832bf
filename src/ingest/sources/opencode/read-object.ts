/** Reads a file of the JSON storage: one object, which is one record, at place 0 (opencode.md 1, 2). */

import type { DocumentReading, FileContext } from '../../../domain/adapter.ts';
import type { ParsedRecord } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { type Clamps, idText, isObject } from '../fields.ts';
import { afterByteOrderMark, type JsonObject, parseJson } from '../json-line.ts';
import { messageHead, type ReadMessage, readMessage } from './message.ts';
import { Neighbours } from './neighbours.ts';
import { type ObjectKind, objectKind } from './object-kind.ts';
import { readPart } from './part.ts';
import { type ObjectPlace, objectPlace } from './paths.ts';
import type { Owner, Surroundings } from './record.ts';
import { readSession } from './session.ts';
import { chainOf } from './session-id.ts';

const HALF_WRITTEN = 'not a complete JSON object: half written or damaged; what was read of it before stays';
/** Behind the digest of a message that is not complete: the same content may mean more later. */
const PENDING = 'pending';
const FOREIGN = 'not a session, message or part of OpenCode';

export function readObjectFile(content: Buffer, file: FileContext, saved: string | null): DocumentReading {
  const fields = objectOf(content);
  if (fields === null) return { problem: HALF_WRITTEN };
  const state = String(digest53(content.toString('latin1'), 'bytes'));
  if (state === saved) return [];
  const kind = objectKind(fields) ?? objectPlace(file.path).kind;
  if (kind === null) return { problem: FOREIGN };
  const { record: result, pendingUntil } = new ObjectReader(fields, file).read(kind);
  const pending = `${state} ${PENDING}`;
  if (pendingUntil !== null && saved === pending)
    return [{ records: [], saved: pending, lookAgainAt: pendingUntil }];
  const records = [{ offset: 0, length: content.length, lineNo: 1, result }];
  return [{ records, saved: pendingUntil === null ? state : pending, lookAgainAt: pendingUntil }];
}

/** The object in a file; null when there is none. */
export function objectOf(content: Buffer): JsonObject | null {
  const value = parseJson(content.toString('utf8', afterByteOrderMark(content, 0, content.length)));
  return isObject(value) ? value : null;
}

class ObjectReader {
  readonly #fields: JsonObject;
  readonly #file: FileContext;
  readonly #place: ObjectPlace;
  readonly #neighbours: Neighbours;

  constructor(fields: JsonObject, file: FileContext) {
    this.#fields = fields;
    this.#file = file;
    this.#place = objectPlace(file.path);
    this.#neighbours = new Neighbours(this.#place);
  }

  read(kind: ObjectKind): ReadMessage {
    switch (kind) {
      case 'session':
        return { record: this.#session(), pendingUntil: null };
      case 'message':
        return this.#message();
      case 'part':
        return { record: this.#part(), pendingUntil: null };
      default:
        return kind satisfies never;
    }
  }

  #session(): ParsedRecord {
    const fields = this.#fields;
    const id = this.#id();
    const time = isObject(fields.time) ? fields.time : {};
    const summary = isObject(fields.summary) ? fields.summary : {};
    const owner = id === null ? null : this.#owner(id, fields);
    return readSession(
      {
        ...{ id, title: fields.title, directory: fields.directory, version: fields.version },
        ...{ agent: fields.agent, forkedFrom: null, compactingAt: time.compacting },
        ...{ additions: summary.additions, deletions: summary.deletions, files: summary.files },
        updatedAt: time.updated ?? time.created,
      },
      this.#surroundings(owner),
    );
  }

  #message(): ReadMessage {
    const id = this.#id();
    const sessionId = text(this.#fields.sessionID) ?? this.#place.sessionId;
    const createdAt = messageHead(this.#fields, this.#file.nowMs, { count: 0 }).createdAt;
    return readMessage(this.#fields, {
      ...this.#surroundings(sessionId === null ? null : this.#owner(sessionId, null)),
      id,
      updatedAt: Math.floor(this.#file.mtimeMs),
      steps: () =>
        sessionId === null || id === null
          ? []
          : this.#neighbours.parts(sessionId, id).filter(({ type }) => type === 'step-finish'),
      partTypes: () => (sessionId === null || id === null ? [] : this.#neighbours.partTypes(sessionId, id)),
      isFollowed: () =>
        sessionId !== null && createdAt !== null && this.#neighbours.hasNewerAnswer(sessionId, createdAt),
    });
  }

  #part(): ParsedRecord {
    const fields = this.#fields;
    const messageId = text(fields.messageID) ?? this.#place.messageId;
    const sessionId =
      text(fields.sessionID) ??
      this.#place.sessionId ??
      (messageId === null ? null : this.#neighbours.sessionOfMessage(messageId));
    const message =
      sessionId === null || messageId === null ? null : this.#neighbours.message(sessionId, messageId);
    return readPart(fields, {
      ...this.#surroundings(sessionId === null ? null : this.#owner(sessionId, null)),
      ...{ id: this.#partId(messageId), messageId },
      message: message === null ? null : messageHead(message, this.#file.nowMs, { count: 0 }),
    });
  }

  /** Ids of parts that are not OpenCode's own form are unique in their message only. */
  #partId(messageId: string | null): string | null {
    const id = this.#id();
    return id === null || id.startsWith('prt_') ? id : `${messageId ?? ''}/${id}`;
  }

  #id(): string | null {
    const clamps: Clamps = { count: 0 };
    return this.#fields.id === undefined ? null : idText(this.#fields.id, clamps);
  }

  #surroundings(owner: Owner | null): Surroundings {
    return { owner, fallbackAt: null, nowMs: this.#file.nowMs };
  }

  /** `session`: the session's object, where it is the one that is read. */
  #owner(id: string, session: JsonObject | null): Owner {
    const own = session ?? this.#neighbours.session(id);
    const time = own !== null && isObject(own.time) ? own.time : {};
    const parentOf = (one: string): string | null =>
      text((one === id ? own : this.#neighbours.session(one))?.parentID);
    return {
      ref: chainOf(id, parentOf),
      createdAt: typeof time.created === 'number' ? time.created : null,
    };
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
