/** Which zone days are cut in: for this run, and in the database, whose sums by day are kept in one zone. */

import { EXIT } from '../domain/exit-codes.ts';
import { UserError } from '../domain/user-error.ts';
import type { Machine } from './machine.ts';
import { canonicalZone } from './time-range.ts';

export interface Zones {
  /** Of this run: the flag's, the configuration's, the database's, the system's. */
  readonly timezone: string;
  /** Of the database: the configuration's; else the one of its first run, so that days stay when the machine travels. */
  readonly databaseTimezone: string;
}

/** The configuration's zone is known to be one (its schema says so); the flag's is not yet. Throws UserError (exit 2). */
export function zones(
  flag: string | undefined,
  configured: string | undefined,
  machine: Pick<Machine, 'timezone' | 'storedZone'>,
  databasePath: string,
): Zones {
  const asked = flag === undefined ? null : zone(flag, '--timezone');
  const kept = configured ?? machine.storedZone(databasePath);
  const known = kept === null ? null : canonicalZone(kept);
  const first = known ?? asked ?? zone(machine.timezone, 'the system zone');
  return { timezone: asked ?? first, databaseTimezone: first };
}

function zone(name: string, whose: string): string {
  const canonical = canonicalZone(name);
  if (canonical !== null) return canonical;
  const why = `${whose} ${JSON.stringify(name)} is no IANA time zone`;
  throw new UserError('usage', null, why, 'write one like Europe/Berlin', EXIT.usage);
}
