/** The work ledger: one row a fact, the newest version of each (DATA.md 2). */

import type { LedgerEvent } from '../domain/ledger.ts';
import type { SourceId } from '../domain/source.ts';
import type { Connection } from './open.ts';
import type { About, TaskQueue } from './tasks/queue.ts';

interface LedgerPlace {
  readonly lineage: number;
  readonly offset: number;
  readonly at: number | null;
}

export type Ledger = ReturnType<typeof createLedger>;

/** `keepTitles` false: the title of a bead is not stored (DATA.md 7). */
export function createLedger(db: Connection, keepTitles: boolean, queue: TaskQueue) {
  const put = db.prepare(
    `INSERT INTO ledger (record_type, record_id, source, lineage, offset, version, at, agent, task_id, session_id, flags, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET source = excluded.source, lineage = excluded.lineage, offset = excluded.offset, version = excluded.version,
       at = excluded.at, agent = excluded.agent, task_id = excluded.task_id, session_id = excluded.session_id, flags = excluded.flags, data = excluded.data
     WHERE excluded.version > version
       OR excluded.version = version AND iif(excluded.lineage = lineage, excluded.offset >= offset, excluded.data > data)`,
  );
  const before = db.prepare(
    `SELECT agent, task_id AS taskId, session_id AS sessionId FROM ledger WHERE record_type = ? AND record_id = ?`,
  );
  return {
    /**
     * `index`: position of the fact in its record, for facts without an id. Any order of versions ends in the same row; of two with one
     * time the later written stands, which only the place in one file can tell.
     */
    put(fact: LedgerEvent, place: LedgerPlace, index: number, source: SourceId): void {
      const { lineage, offset, at } = place;
      const id = fact.recordId ?? `@${lineage.toString(16)}:${offset.toString(16)}:${index}`;
      const version = fact.version ?? at ?? 0;
      const { recordType, agent, taskId, sessionId, flags } = fact;
      const data = keepTitles ? fact.data : withoutTitle(fact.data);
      const former = before.get(recordType, id) as About | undefined;
      const { changes } = put.run(
        ...[recordType, id, source, lineage, offset, version, at, agent, taskId, sessionId, flags, data],
      );
      if (changes === 0) return;
      queue.fact(recordType, id, fact);
      // Whom it was about until now must be told, too.
      if (former !== undefined) queue.fact(recordType, id, former);
    },
  };
}

function withoutTitle(data: string): string {
  const { title: _, ...rest } = JSON.parse(data) as Record<string, unknown>;
  return JSON.stringify(rest);
}
