/** The work ledger: one row a fact, the newest version of each (DATA.md 2). */

import type { LedgerEvent } from '../domain/ledger.ts';
import type { SourceId } from '../domain/source.ts';
import type { Connection } from './open.ts';

interface LedgerPlace {
  readonly lineage: number;
  readonly offset: number;
  readonly at: number | null;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(db: Connection) {
  const put = db.prepare(
    `INSERT INTO ledger (record_type, record_id, source, lineage, offset, version, at, agent, task_id, session_id, flags, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET source = excluded.source, lineage = excluded.lineage, offset = excluded.offset, version = excluded.version,
       at = excluded.at, agent = excluded.agent, task_id = excluded.task_id, session_id = excluded.session_id, flags = excluded.flags, data = excluded.data
     WHERE (excluded.version, excluded.data) > (version, data)`,
  );
  return {
    /** `index`: position of the fact in its record, for facts without an id. Any order of versions ends in the same row. */
    put(fact: LedgerEvent, place: LedgerPlace, index: number, source: SourceId): void {
      const { lineage, offset, at } = place;
      const id = fact.recordId ?? `@${lineage.toString(16)}:${offset.toString(16)}:${index}`;
      const version = fact.version ?? at ?? 0;
      const { recordType, agent, taskId, sessionId, flags, data } = fact;
      put.run(recordType, id, source, lineage, offset, version, at, agent, taskId, sessionId, flags, data);
    },
  };
}
