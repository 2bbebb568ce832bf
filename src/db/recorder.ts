/** Records batches of lines: every line once, all that follows from it, and the checkpoint, in one transaction (RELIABILITY.md 3). */

import type { AlertChange } from '../domain/alert.ts';
import type { Repricing } from '../domain/prices.ts';
import type { FileBatch } from '../domain/source.ts';
import type { Connection } from './open.ts';
import { createLineRecorder } from './record-line.ts';
import type { Tally } from './record-parts.ts';
import { createStores, type RecorderOptions } from './stores.ts';

export interface CommitResult extends Readonly<Tally> {
  /** Files whose batch was refused because their checkpoint had moved: look at them again. */
  readonly refused: ReadonlySet<number>;
}

export type Recorder = ReturnType<typeof createRecorder>;

/**
 * One recorder a connection. It remembers names and session rows between commits: after a commit that threw, it must be thrown
 * away with its connection, because what it remembers may be of the rolled-back transaction.
 */
export function createRecorder(db: Connection, options: RecorderOptions) {
  const stores = createStores(db, options);
  const lines = createLineRecorder(db, stores, options);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  let open: { tally: Tally; refused: Set<number> } | null = null;

  const recordBatch = (batch: FileBatch, live: boolean): boolean => {
    let lineage = stores.checkpoints.lineageOf(batch);
    if (lineage === null) return false;
    lines.enter(lineage, batch.isDocument === true ? 0 : batch.fromOffset);
    for (const line of batch.lines) lineage = lines.recordLine(batch, lineage, line, live);
    lines.leave();
    stores.checkpoints.advance(batch, options.now());
    return true;
  };

  const rollback = (): void => {
    open = null;
    if (db.inTransaction) db.exec('ROLLBACK');
  };

  return {
    alerts: stores.alerts,
    /** Records a batch in the transaction that is open, or opens one. `live`: the lines were seen as they were written. */
    take(batch: FileBatch, live: boolean): void {
      try {
        if (open === null) {
          begin.run();
          open = { tally: lines.begin(), refused: new Set() };
        }
        if (!recordBatch(batch, live)) open.refused.add(batch.fileId);
      } catch (error) {
        rollback();
        throw error;
      }
    },
    /** Ends the transaction that `take` opened; null when there is none. */
    settle(): CommitResult | null {
      if (open === null) return null;
      const { tally, refused } = open;
      try {
        stores.flush();
        end.run();
      } catch (error) {
        rollback();
        throw error;
      }
      open = null;
      return { ...tally, refused };
    },
    /** Prices the next piece of the archive, between transactions; null when every call has the prices of now. */
    reprice(): Repricing | null {
      if (open !== null) throw new Error('a transaction is open');
      return stores.reprice();
    },
    /** Around a first read of much. */
    beginBulk: stores.beginBulk,
    endBulk: stores.endBulk,
    /** Stores what the detectors said on a tick. */
    applyAlerts: db.transaction((changes: readonly AlertChange[]) => stores.alerts.apply(changes)).immediate,
  };
}
