/**
 * Tells a database of this schema from one of another build with as many migrations: before a release migrations are edited in place,
 * and a query of a column that is not there would be all that a user saw. Kept as SQLite's application_id.
 */

import { createHash } from 'node:crypto';
import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';
import type { Connection } from './open.ts';
import { MIGRATIONS } from './schema.ts';

/** 31 bits of the first `version` migrations; never 0, which is what a file without a stamp has. */
export function schemaStamp(version: number): number {
  const hash = createHash('sha256');
  for (const { sql } of MIGRATIONS.slice(0, version)) hash.update(`${sql}\n`);
  return (hash.digest().readUInt32BE() % 0x7fff_fffe) + 1;
}

/** `version`: of the file's schema. Throws UserError (exit 6). */
export function refuseOtherBuild(db: Connection, version: number, file: string): void {
  if (version === 0 || db.pragma('application_id', { simple: true }) === schemaStamp(version)) return;
  throw new UserError(
    'database',
    file,
    'made by another build of this agentperf, with other tables',
    'run agentperf db rebuild; the file is kept beside the new one',
    EXIT.databaseUnusable,
  );
}
