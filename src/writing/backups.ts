/** The daily backup, made while nothing else is to do; a failure waits an hour and harms nobody. */

import { backupDaily } from '../db/backup.ts';
import type { Connection } from '../db/open.ts';

/** A copy of a larger database would hold up reading for longer than the lease allows. */
const LARGEST_BYTES = 256 * 1024 * 1024;
const RETRY_MS = 3_600_000;

/** Call it as often as you like. */
export function createBackups(db: Connection, file: string, now: () => number): () => void {
  let retryAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() < retryAt) return;
    const pages = db.pragma('page_count', { simple: true }) as number;
    const bytes = pages * (db.pragma('page_size', { simple: true }) as number);
    try {
      if (bytes <= LARGEST_BYTES) backupDaily(db, file, now());
    } catch {
      retryAt = now() + RETRY_MS;
    }
  };
}
