/**
 * What is asked of a database. Neither messages nor parts have an index on when they changed, and a session's `time_updated` moves when a
 * person speaks, not with each row: so changed rows are looked for in the sessions that can have any, by the indexes on their session.
 */

import type { ForeignDatabase } from '../../../domain/adapter.ts';
import type { Schema } from './schema.ts';

export const TABLE_OF = { message: 'message', part: 'part', entry: 'session_message' } as const;
export type DataKind = keyof typeof TABLE_OF;

/** What is known of a row without its data. */
export interface RowKey {
  readonly kind: DataKind;
  readonly row: number;
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Tables of rows with data, in the order in which a session's are read. */
export const KINDS_OF: Readonly<Record<Schema['generation'], readonly DataKind[]>> = {
  v1: ['message', 'part'],
  v2: ['entry'],
};

const COLUMNS = { message: '', part: ', message_id', entry: ', type' } as const;

const select = (kind: DataKind): string =>
  `SELECT rowid AS "row", id, session_id, time_created, time_updated, data${COLUMNS[kind]} FROM ${TABLE_OF[kind]}`;

export const SQL = {
  /** Rows of a session that changed at or after a time, or are new; their data stays unread. */
  changedRows: (kind: DataKind) =>
    `SELECT rowid AS "row", id, time_created, time_updated FROM ${TABLE_OF[kind]} WHERE session_id = ? AND (time_updated >= ? OR rowid > ?)`,
  /** Sessions that rows were added to. Left alone, SQLite would look through a whole index to have each once. */
  sessionsOfNewRows: (kind: DataKind) =>
    `SELECT DISTINCT session_id AS value FROM ${TABLE_OF[kind]} NOT INDEXED WHERE rowid > ?`,
  /** The last row up to a number. */
  lastRow: (table: string) =>
    `SELECT rowid AS "row", id FROM ${table} WHERE rowid <= ? ORDER BY rowid DESC LIMIT 1`,
  row: (kind: DataKind) => `${select(kind)} WHERE rowid = ?`,
  /** Rows by a JSON array of their numbers, in no order. */
  someRows: (kind: DataKind) => `${select(kind)} WHERE rowid IN (SELECT value FROM json_each(?))`,
  messageById: 'SELECT data FROM message WHERE id = ?',
  /** Small parts of a message: the outputs of tools stay unread. */
  smallParts: 'SELECT data FROM part WHERE message_id = ? AND octet_length(data) < 4096 ORDER BY id',
  /** One that is no JSON: null. */
  partTypes: `SELECT iif(json_valid(data), json_extract(data, '$.type'), NULL) AS type FROM part WHERE message_id = ?`,
  newerAnswer: `SELECT 1 FROM message WHERE session_id = ? AND time_created > ? AND iif(json_valid(data), json_extract(data, '$.role'), '') = 'assistant' LIMIT 1`,
  parts: 'SELECT data FROM part WHERE message_id = ? ORDER BY id',
} as const;

/** Keys of the rows of a session that are new or changed. */
export function changedRows(
  db: ForeignDatabase,
  kind: DataKind,
  sessionId: string,
  since: number,
  afterRow: number,
): RowKey[] {
  const keys: RowKey[] = [];
  for (const { row, id, time_created, time_updated } of db.rows(
    SQL.changedRows(kind),
    sessionId,
    since,
    afterRow,
  ))
    if (typeof row === 'number' && typeof id === 'string')
      keys.push({ kind, row, id, createdAt: asNumber(time_created), updatedAt: asNumber(time_updated) });
  return keys;
}

export function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** The first row; null when there is none. */
export function firstRow(
  db: ForeignDatabase,
  sql: string,
  ...values: readonly (string | number)[]
): Record<string, unknown> | null {
  for (const row of db.rows(sql, ...values)) return row;
  return null;
}
