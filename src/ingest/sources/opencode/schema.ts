/** Which generation of OpenCode wrote a database: told by its tables and their columns, never by a version (opencode.md 2, 3). */

import type { ForeignDatabase } from '../../../domain/adapter.ts';

/** How the rows of a database are read. Exactly one of its tables of messages is, for they repeat each other. */
export interface Schema {
  /** `v1`: `message` and `part`; `v2`: `session_message`. */
  readonly generation: 'v1' | 'v2';
  readonly sessionTable: 'session' | 'session_v2';
  /** Columns that the table of sessions has. */
  readonly sessionColumns: ReadonlySet<string>;
}

const SESSION = ['id', 'time_created', 'time_updated'];
const ROW = ['id', 'session_id', 'time_created', 'time_updated', 'data'];
const PART = [...ROW, 'message_id'];
const ENTRY = [...ROW, 'type'];
/** Tables that only OpenCode has beside each other. */
const TRACES = ['session', 'project', 'migration', '__drizzle_migrations', 'session_v2', 'session_message'];

const NOT_OPENCODE = 'not an OpenCode database: it has none of its tables';
const UNKNOWN =
  'an OpenCode database of a generation that this agentperf does not know: nothing of it is read; update agentperf';

export function schemaOf(db: ForeignDatabase): Schema | { readonly problem: string } {
  const tables = new Set(strings(db, `SELECT name AS value FROM sqlite_master WHERE type = 'table'`));
  const has = (table: string, columns: readonly string[]): boolean => {
    const present = columnsOf(db, table);
    return tables.has(table) && columns.every((column) => present.has(column));
  };
  const sessionTable = sessionTableOf(db, has);
  const isKnownV2 = has('session_message', ENTRY);
  const isKnownV1 = has('message', ROW) && has('part', PART);
  if (sessionTable === null || !(isKnownV1 || isKnownV2)) {
    const traces = TRACES.filter((table) => tables.has(table));
    return { problem: traces.length >= 2 ? UNKNOWN : NOT_OPENCODE };
  }
  const isV2 = isKnownV2 && (!isKnownV1 || hasRows(db, 'session_message'));
  const table = isV2 ? sessionTable : has('session', SESSION) ? 'session' : sessionTable;
  return { generation: isV2 ? 'v2' : 'v1', sessionTable: table, sessionColumns: columnsOf(db, table) };
}

/** Of 2.x: `session_v2`, in some betas `session`, known by its column for forks. */
function sessionTableOf(
  db: ForeignDatabase,
  has: (table: string, columns: readonly string[]) => boolean,
): Schema['sessionTable'] | null {
  const known = (['session_v2', 'session'] as const).filter((table) => has(table, SESSION));
  return known.find((table) => columnsOf(db, table).has('fork_session_id')) ?? known[0] ?? null;
}

function columnsOf(db: ForeignDatabase, table: string): Set<string> {
  return new Set(strings(db, 'SELECT name AS value FROM pragma_table_info(?)', table));
}

function hasRows(db: ForeignDatabase, table: 'session_message'): boolean {
  return [...db.rows(`SELECT 1 FROM ${table} LIMIT 1`)].length > 0;
}

function strings(db: ForeignDatabase, sql: string, ...values: readonly string[]): string[] {
  return [...db.rows(sql, ...values)].map(({ value }) => String(value));
}
