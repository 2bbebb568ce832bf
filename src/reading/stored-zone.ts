/** The zone that a database's days were cut in at its first run: it stays, whatever zone the system moves to. */

import fs from 'node:fs';
import { readMeta } from '../db/meta.ts';
import { openReader } from '../db/open.ts';

/** A database that somebody holds is not waited for. */
const BUSY_MS = 100;

/** null when there is none yet, or it cannot be read: whoever opens it next says why. */
export function storedZone(databasePath: string): string | null {
  if (!fs.existsSync(databasePath)) return null;
  try {
    const db = openReader(databasePath, { busyTimeoutMs: BUSY_MS });
    try {
      return readMeta(db, 'time_zone');
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}
