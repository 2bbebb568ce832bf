/** Makes records of the rows of a database, one row one record. */

import type { FileContext, ForeignDatabase } from '../../../domain/adapter.ts';
import type { LineResult } from '../../../domain/event.ts';
import { remembered } from '../../../domain/remembered.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import { readEntry } from './entry.ts';
import { type MessageHead, messageHead, type ReadMessage, readMessage } from './message.ts';
import { readPart } from './part.ts';
import { offsetOf, type RowKind } from './place.ts';
import { asNumber, type DataKind, firstRow, type RowKey, SQL } from './queries.ts';
import type { Surroundings } from './record.ts';
import { readSession } from './session.ts';
import type { SessionRow, SessionTable } from './sessions.ts';

/** Messages remembered while their parts are read. */
const HEADS = 256;

export interface ReadRow {
  readonly located: LocatedRecord;
  /** A message that is looked at again, see `readMessage`. */
  readonly pendingUntil: number | null;
}

export class RowReader {
  readonly #db: ForeignDatabase;
  readonly #file: FileContext;
  readonly #sessions: SessionTable;
  readonly #heads = new Map<string, MessageHead | null>();
  readonly #loaded = new Map<string, Record<string, unknown>>();

  constructor(db: ForeignDatabase, file: FileContext, sessions: SessionTable) {
    this.#db = db;
    this.#file = file;
    this.#sessions = sessions;
  }

  session(row: SessionRow): LocatedRecord {
    const result = readSession(row.fields, this.#surroundings(row.id, row.updatedAt));
    return located({ ...row, kind: 'session' }, 0, result);
  }

  /** Reads some rows at once: asking for each alone takes twice the time. They are read by `row` next. */
  load(keys: readonly RowKey[]): void {
    this.#loaded.clear();
    for (const kind of new Set(keys.map((key) => key.kind))) {
      const numbers = keys.filter((key) => key.kind === kind).map(({ row }) => row);
      for (const row of this.#db.rows(SQL.someRows(kind), JSON.stringify(numbers)))
        this.#loaded.set(`${kind}${row.row}`, row);
    }
  }

  /** null: the row is gone meanwhile. */
  row(kind: DataKind, rowNumber: number): ReadRow | null {
    const row = this.#loaded.get(`${kind}${rowNumber}`) ?? firstRow(this.#db, SQL.row(kind), rowNumber);
    if (row === null || typeof row.id !== 'string') return null;
    const data = typeof row.data === 'string' ? row.data : '';
    const value = parseJson(data);
    const fields = isObject(value) ? value : null;
    const key: RowKey = {
      ...{ kind, row: rowNumber, id: row.id },
      createdAt: asNumber(row.time_created),
      updatedAt: asNumber(row.time_updated),
    };
    const length = Buffer.byteLength(data);
    if (fields === null)
      return { located: located(key, length, REJECTED[reasonOf(data, value)]), pendingUntil: null };
    const { record, pendingUntil } = this.#record(kind, row, key, fields);
    return { located: located(key, length, record), pendingUntil };
  }

  #record(kind: DataKind, row: Record<string, unknown>, key: RowKey, fields: JsonObject): ReadMessage {
    const { id } = key;
    const sessionId = typeof row.session_id === 'string' ? row.session_id : '';
    const around = this.#surroundings(sessionId, key.createdAt);
    switch (kind) {
      case 'message':
        return readMessage(fields, {
          ...{ ...around, id, updatedAt: key.updatedAt },
          steps: () => this.#steps(id),
          partTypes: () => [...this.#db.rows(SQL.partTypes, id)].map(({ type }) => type),
          isFollowed: () => firstRow(this.#db, SQL.newerAnswer, sessionId, key.createdAt) !== null,
        });
      case 'part': {
        const messageId = typeof row.message_id === 'string' ? row.message_id : null;
        const message = messageId === null ? null : this.#head(messageId);
        return { record: readPart(fields, { ...around, id, messageId, message }), pendingUntil: null };
      }
      case 'entry':
        return { record: readEntry(fields, { ...around, id, type: row.type }), pendingUntil: null };
      default:
        return kind satisfies never;
    }
  }

  #surroundings(sessionId: string, fallbackAt: number): Surroundings {
    const owner = sessionId === '' ? null : this.#sessions.owner(sessionId);
    return { owner, fallbackAt: fallbackAt > 0 ? fallbackAt : null, nowMs: this.#file.nowMs };
  }

  #steps(messageId: string): JsonObject[] {
    return [...this.#db.rows(SQL.smallParts, messageId)].flatMap(({ data }) => {
      const fields = typeof data === 'string' && data.includes('"step-finish"') ? parseJson(data) : null;
      return isObject(fields) && fields.type === 'step-finish' ? [fields] : [];
    });
  }

  #head(messageId: string): MessageHead | null {
    return remembered(this.#heads, messageId, HEADS, () => {
      const data = firstRow(this.#db, SQL.messageById, messageId)?.data;
      const fields = typeof data === 'string' ? parseJson(data) : null;
      return isObject(fields) ? messageHead(fields, this.#file.nowMs, { count: 0 }) : null;
    });
  }
}

function located(
  { kind, row, id }: { readonly kind: RowKind; readonly row: number; readonly id: string },
  length: number,
  result: LineResult,
): LocatedRecord {
  return { offset: offsetOf(kind, row, id), length, lineNo: row, result };
}

const REJECTED = {
  blank: { rejected: 'blank' },
  invalid_json: { rejected: 'invalid_json' },
  not_an_object: { rejected: 'not_an_object' },
} as const;

function reasonOf(data: string, value: unknown): keyof typeof REJECTED {
  if (data.trim() === '') return 'blank';
  return value === undefined ? 'invalid_json' : 'not_an_object';
}
