/** What recorded sessions are placed by: the user's folders, repositories and rules of who works where. */

import { applyRulesToAll } from '../db/identities.ts';
import { readMeta, writeMeta } from '../db/meta.ts';
import type { Connection } from '../db/open.ts';
import type { Surroundings } from '../db/session-state.ts';
import { expandHome, type IdentityRule } from '../domain/identity.ts';
import { createProjectFinder } from '../ingest/project.ts';
import { createIdentities } from '../metrics/identities.ts';
import type { MonitorOptions } from './options.ts';

export function placingOf(options: MonitorOptions): Surroundings {
  const { home } = options;
  const projectOf = createProjectFinder();
  const identities = createIdentities(options.identities);
  return {
    projectOf: options.paths ? projectOf : () => null,
    shorten: (folder) => shortened(folder, home),
    expand: (folder) => expandHome(folder, home),
    identify: (signs) => identities.identify(signs),
    keepTitles: options.titles,
    keepPaths: options.paths,
  };
}

/** After the rules changed, every stored session is named anew. */
export function renameAll(db: Connection, rules: readonly IdentityRule[], placing: Surroundings): void {
  const now = JSON.stringify(rules);
  if ((readMeta(db, 'identities') ?? '[]') === now) return;
  applyRulesToAll(db, placing);
  writeMeta(db, 'identities', now);
}

/** The user's home folder as `~` (RELIABILITY.md S12). */
export function shortened(folder: string, home: string): string {
  if (folder === home) return '~';
  return home !== '' && home !== '/' && folder.startsWith(`${home}/`)
    ? `~${folder.slice(home.length)}`
    : folder;
}
