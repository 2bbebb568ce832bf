/** Single values kept in the database: the stored zone, where prices come from, whether the last writer ended cleanly, what the writer reads. */

import type { Connection } from './open.ts';
import { prepared } from './queries/prepared.ts';

/**
 * `day_zone`: zone that period_sums are cut in; absent when it has to be made anew. `prices`: fingerprint of the prices that every call has;
 * absent while they differ. `repricing`: how far a change of them came. `writer`: what the process that writes reads.
 * `tasks_made`: how often all tasks that were to be made anew have been made.
 */
export type MetaKey =
  | 'time_zone'
  | 'price_source'
  | 'clean'
  | 'backup_at'
  | 'identities'
  | 'prices'
  | 'repricing'
  | 'day_zone'
  | 'writer'
  | 'tasks_made';

export function readMeta(db: Connection, key: MetaKey): string | null {
  return (
    (prepared(db, `SELECT value FROM meta WHERE key = ?`).pluck().get(key) as string | undefined) ?? null
  );
}

export function dropMeta(db: Connection, key: MetaKey): void {
  db.prepare(`DELETE FROM meta WHERE key = ?`).run(key);
}

export function writeMeta(db: Connection, key: MetaKey, value: string): void {
  db.prepare(
    `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  ).run(key, value);
}
