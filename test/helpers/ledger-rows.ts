/** Rows of the work ledger straight into the table, without logs behind them. */

import type { Connection } from '../../src/db/open.ts';

export interface LedgerGiven {
  readonly agent?: string | null;
  readonly taskId?: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly data?: object;
}

export function putLedgerRow(db: Connection, type: string, id: string, given: LedgerGiven): void {
  const { agent = null, taskId = null, at, data = {} } = given;
  db.prepare(
    `INSERT INTO ledger (record_type, record_id, source, lineage, offset, version, at, agent, task_id, flags, data)
       VALUES (?, ?, 'ledger', 1, 0, 1, ?, ?, ?, '', ?)`,
  ).run(type, id, at, agent, taskId, JSON.stringify(data));
}
