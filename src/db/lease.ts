/** One writer at a time: a row with pid, boot id and heartbeat, taken over when its holder is gone. */

import fs from 'node:fs';
import process from 'node:process';
import type { Connection } from './open.ts';

/** A holder whose heartbeat is older than this is gone (its machine slept, or it hangs). */
const STALE_MS = 10_000;

export interface LeaseHolder {
  readonly pid: number;
  readonly bootId: string;
  readonly heartbeat: number;
}

/** Identifies this boot of the machine, so that a pid of an earlier boot means nobody. */
function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

export function createLease(
  db: Connection,
  now: () => number,
  self = { pid: process.pid, bootId: bootId() },
) {
  const read = db.prepare(`SELECT pid, boot_id AS bootId, heartbeat FROM lease WHERE id = 1`);
  const write = db.prepare(
    `INSERT INTO lease (id, pid, boot_id, heartbeat) VALUES (1, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, boot_id = excluded.boot_id, heartbeat = excluded.heartbeat`,
  );
  const beat = db.prepare(`UPDATE lease SET heartbeat = ? WHERE id = 1 AND pid = ? AND boot_id = ?`);
  const drop = db.prepare(`DELETE FROM lease WHERE id = 1 AND pid = ? AND boot_id = ?`);
  const mark = db.prepare(
    `INSERT INTO meta (key, value) VALUES ('clean', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );

  const isFree = (holder: LeaseHolder | undefined): boolean =>
    holder === undefined ||
    (holder.pid === self.pid && holder.bootId === self.bootId) ||
    (holder.bootId === self.bootId && !isAlive(holder.pid)) ||
    Math.abs(now() - holder.heartbeat) > STALE_MS;

  const take = db.transaction((): boolean => {
    if (!isFree(read.get() as LeaseHolder | undefined)) return false;
    write.run(self.pid, self.bootId, now());
    mark.run('0');
    return true;
  });

  return {
    /** Who holds it now; null when nobody does. */
    holder(): LeaseHolder | null {
      const holder = read.get() as LeaseHolder | undefined;
      return holder === undefined || isFree(holder) ? null : holder;
    },
    tryTake: (): boolean => take.immediate(),
    /** Renews it; false when it was lost to another process. */
    renew: (): boolean => beat.run(now(), self.pid, self.bootId).changes === 1,
    release: db.transaction((): void => {
      if (drop.run(self.pid, self.bootId).changes === 1) mark.run('1');
    }).immediate,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
