/** Reads what the ledger says of beads: who was given them and when, in which sessions those agents ran, what gates said. */

import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

/** One row of the ledger, its data opened. `at` epoch ms. */
export interface LedgerRow {
  readonly recordId: string;
  readonly at: number;
  readonly agent: string | null;
  readonly taskId: string | null;
  readonly sessionId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

type By = 'task_id' | 'agent' | 'session_id';

const ROW = `record_id AS recordId, coalesce(at, 0) AS at, agent, task_id AS taskId, session_id AS sessionId, data`;
/** In the order in which things happened: the log's own order within one second. */
const ORDER = `ORDER BY at, lineage, offset, record_id`;

/** Values as a JSON list, then the type. The index is named: of itself SQLite would rather walk all rows of the type. */
export const LEDGER_QUERIES: Readonly<Record<By, string>> = {
  task_id: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_task WHERE task_id IN (SELECT value FROM json_each(?)) AND record_type = ? ${ORDER}`,
  agent: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_agent WHERE agent IN (SELECT value FROM json_each(?)) AND record_type = ? ${ORDER}`,
  session_id: `SELECT ${ROW} FROM ledger INDEXED BY ledger_by_session WHERE session_id IN (SELECT value FROM json_each(?)) AND record_type = ? ${ORDER}`,
};

/** Rows of one type about any of `values`. */
export function ledgerRows(
  db: Connection,
  recordType: string,
  by: By,
  values: Iterable<string>,
): LedgerRow[] {
  const wanted = [...new Set(values)];
  if (wanted.length === 0) return [];
  const rows = prepared(db, LEDGER_QUERIES[by]).all(JSON.stringify(wanted), recordType) as (Omit<
    LedgerRow,
    'data'
  > & { data: string })[];
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) }));
}

/** A time in a row's data as epoch ms; null when it is not there. */
export function timeIn({ data }: Pick<LedgerRow, 'data'>, name: string): number | null {
  const value = data[name];
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Distinct values that are not null. */
export function known(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== null))];
}

/** Rows about a task, by task; in their order. */
export function groupByTask<Row extends { readonly taskId: string | null }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows)
    if (row.taskId !== null) {
      const group = groups.get(row.taskId);
      if (group === undefined) groups.set(row.taskId, [row]);
      else group.push(row);
    }
  return groups;
}

/** All that decides which calls belong to which of the beads. */
export interface BeadFacts {
  /** Of the agents' beads, whoever was given them. */
  readonly assignments: readonly LedgerRow[];
  readonly deaths: readonly LedgerRow[];
  /** Sessions that the agents started. */
  readonly starts: readonly LedgerRow[];
  /** Beads that name the session that closed them, where it is one of the sessions. */
  readonly closings: readonly LedgerRow[];
}

/**
 * The beads asked for, all agents that they were given to, and whoever shares a session with those: the answer for a bead is the same
 * whichever others are asked for with it.
 */
export function beadFacts(db: Connection, taskIds: readonly string[]): BeadFacts {
  const own = ledgerRows(db, 'assignment', 'task_id', taskIds);
  const items = ledgerRows(db, 'work_item', 'task_id', taskIds);
  const agents = new Set(known(own.map(({ agent }) => agent)));
  const sessions = new Set(known(items.map(({ sessionId }) => sessionId)));
  let starts: LedgerRow[] = [];
  for (let before = -1; before !== agents.size + sessions.size; ) {
    before = agents.size + sessions.size;
    const ofAgents = ledgerRows(db, 'agent_session', 'agent', agents);
    for (const id of known(ofAgents.map(({ sessionId }) => sessionId))) sessions.add(id);
    for (const agent of sharingFolders(db, ofAgents)) agents.add(agent);
    const ofSessions = ledgerRows(db, 'agent_session', 'session_id', sessions);
    for (const agent of known(ofSessions.map((row) => row.agent))) agents.add(agent);
    starts = ofAgents;
  }
  const given = ledgerRows(db, 'assignment', 'agent', agents);
  const tasks = known([...given, ...own].map(({ taskId }) => taskId));
  return {
    assignments: ledgerRows(db, 'assignment', 'task_id', tasks),
    deaths: ledgerRows(db, 'agent_state', 'agent', agents).filter(isDeath),
    starts,
    closings: ledgerRows(db, 'work_item', 'session_id', sessions),
  };
}

/** Agents whose sessions are not named either and ran in the same folders: a session there may be any one's of them. */
function sharingFolders(db: Connection, starts: readonly LedgerRow[]): string[] {
  const folders = new Set(
    starts.filter(({ sessionId }) => sessionId === null).map(({ data }) => data.cwd_key),
  );
  return agentsStartedIn(db, folders);
}

/** Agents that started in these folders (`folderKey`) and whose writer did not know the session. */
export function agentsStartedIn(db: Connection, folders: Iterable<unknown>): string[] {
  return prepared(
    db,
    `SELECT DISTINCT agent FROM ledger INDEXED BY ledger_by_folder
     WHERE iif(json_valid(data), data ->> '$.cwd_key', NULL) IN (SELECT value FROM json_each(?)) AND record_type = 'agent_session' AND session_id IS NULL AND agent IS NOT NULL`,
  )
    .pluck()
    .all(JSON.stringify([...folders])) as string[];
}

/** Of an `agent_state`. */
export function isDeath({ data }: Pick<LedgerRow, 'data'>): boolean {
  return data.state === 'dead' || data.state === 'killed';
}
