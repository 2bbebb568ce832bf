/**
 * Rows of a file that its harness wrote anew under the same name, with other bytes (codex.md 1: `codex migrate-rollouts`): such a row is
 * known by its session, its time and its kind. The n-th row of a kind at one time is the n-th one in the other file, too, so that the larger
 * number counts, whichever file is read first.
 */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { EventRows } from './event-rows.ts';
import type { Connection } from './open.ts';
import type { Place } from './place-map.ts';
import { COUNTED, ROLES, TIME_FROM_LOG } from './roles.ts';
import type { SessionRow } from './session-row.ts';

/** Rows of a file by kind and time, in their order. */
type Rows = Map<string, Place[]>;

/** What a file of a session is held against. */
interface Known {
  readonly session: SessionRow;
  readonly lineage: number;
  /** Of the session's other files, of each key those of the file that has most; null = there is no other file. */
  readonly others: Rows | null;
  /** How many there are in this file, so far. */
  readonly own: Map<string, number>;
}

export function createTwins(db: Connection, events: EventRows) {
  const placed = db
    .prepare(`SELECT lineage FROM session_files WHERE session_key = ? AND lineage <> ?`)
    .pluck();
  const stored = db.prepare(
    `SELECT kind_id AS kindId, role, at, offset FROM events WHERE lineage = ? AND session_key = ? AND flags & ${TIME_FROM_LOG} ORDER BY offset`,
  );
  const isLive = db.prepare(`SELECT 1 FROM files WHERE lineage = ? AND state = 'live' LIMIT 1`);
  const uncount = db.prepare(
    `UPDATE events SET flags = flags & ~${COUNTED} WHERE lineage = ? AND offset = ?`,
  );
  let known: Known | null = null;

  const rowsOf = (lineage: number, session: SessionRow): Rows => {
    const rows: Rows = new Map();
    const found = stored.iterate(lineage, session.key) as IterableIterator<Row & { offset: number }>;
    for (const row of found) getOrInsert(rows, keyOf(row), () => []).push({ lineage, offset: row.offset });
    return rows;
  };

  const load = (session: SessionRow, lineage: number): Known => {
    const lineages = new Set([...(placed.all(session.key, lineage) as number[]), ...session.places.keys()]);
    lineages.delete(lineage);
    if (lineages.size === 0) return { session, lineage, others: null, own: new Map() };
    events.flush();
    const others: Rows = new Map();
    for (const other of lineages)
      for (const [key, rows] of rowsOf(other, session))
        if (rows.length > (others.get(key)?.length ?? 0)) others.set(key, rows);
    const own = new Map([...rowsOf(lineage, session)].map(([key, rows]) => [key, rows.length]));
    return { session, lineage, others, own };
  };

  const of = (session: SessionRow, lineage: number): Known => {
    if (known?.session !== session || known.lineage !== lineage) known = load(session, lineage);
    return known;
  };

  return {
    /** Has the session rows in another file? */
    areAny: (session: SessionRow, lineage: number): boolean => of(session, lineage).others !== null,
    /** The same row in another file of the session; null = there is none. Each row is asked about once, in the order of its file. */
    find(session: SessionRow, lineage: number, row: Row): Place | null {
      const { others, own } = of(session, lineage);
      const key = keyOf(row);
      const before = own.get(key) ?? 0;
      own.set(key, before + 1);
      return others?.get(key)?.[before] ?? null;
    },
    /** Of a row and its twin the one that can still be read stands for both. True: the new one does. */
    replaces(twin: Place): boolean {
      if (isLive.get(twin.lineage) !== undefined) return false;
      return uncount.run(twin.lineage, twin.offset).changes === 1;
    },
    /** At the start of a commit: other files may have grown. */
    forget(): void {
      known = null;
    },
  };
}

interface Row {
  readonly kindId: number;
  readonly role: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Errors and compactions may be told by rows of another kind in the file that was written anew. */
function keyOf({ kindId, role, at }: Row): string {
  return role === ROLES.error || role === ROLES.compaction ? `role ${role} ${at}` : `${kindId} ${at}`;
}
