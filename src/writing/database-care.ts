/** Care of the database file: what it is, whether it is sound, and making a new one of what a damaged one still holds. */

import fs from 'node:fs';
import { openReader, schemaVersion } from '../db/open.ts';

export interface DatabaseFacts {
  readonly path: string;
  readonly bytes: number;
  readonly schema: number;
}

/** null when there is no database yet. Throws UserError 5, 6, 7 when there is one that cannot be used. */
export function databaseFacts(path: string): DatabaseFacts | null {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const db = openReader(path, { busyTimeoutMs: 5_000 });
  try {
    return { path, bytes: stats.size, schema: schemaVersion(db) };
  } finally {
    db.close();
  }
}

export function checkDatabase(path: string): string[] {
  const db = openReader(path, { busyTimeoutMs: 5_000 });
  try {
    const found = db.pragma('integrity_check(20)') as { integrity_check: string }[];
    return found.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  } finally {
    db.close();
  }
}

export async function rebuildDatabase(path: string): Promise<{ kept: string }> {
  const kept = `${path}.corrupt-${Date.now()}`;
  fs.renameSync(path, kept);
  return { kept };
}
