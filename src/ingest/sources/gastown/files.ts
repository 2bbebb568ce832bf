/** Which files Gas Town writes facts of work to, and where they lie (gastown.md 1). */

import { join, resolve } from 'node:path';
import type { DiscoveryEnvironment } from '../../../domain/adapter.ts';
import { townsOf } from './town.ts';

/** Every line file but the curated feed, which repeats and sums up the events (gastown.md 2). */
export const GASTOWN_NAMES = /^(?!\.feed\.jsonl).*\.jsonl(?:[.-]\d[\w-]{0,31})?$/;

/** The event log of each town, and the cost log of the user: single files, because a town holds whole repositories. */
export function gastownRoots(environment: DiscoveryEnvironment): string[] {
  const { env, home, cwd } = environment;
  const gtHome = env.GT_HOME ? resolve(cwd, env.GT_HOME) : home;
  return [
    ...townsOf(environment).map((town) => join(town, '.events.jsonl')),
    join(gtHome, '.gt', 'costs.jsonl'),
  ];
}

/** `''` is a root that is the file itself. */
export function isGastownFile(relativePath: string): boolean {
  return relativePath === '' || /(?:^|\/)(?:\.events|costs)\.jsonl$/.test(relativePath);
}
