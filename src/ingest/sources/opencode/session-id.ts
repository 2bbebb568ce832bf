/** The id of a session: of a sub-agent, those of the sessions above it and its own (DATA.md 2). */

import type { SessionRef } from '../../../domain/event.ts';

/** Sub-agents of sub-agents, at most: a circle of parents ends here. */
const MAX_DEPTH = 16;
const MAX_ID = 512;

/** `<main session>/<sub-agent>/...`; `parentOf` gives the id of the session above, null at the top. */
export function chainOf(id: string, parentOf: (id: string) => string | null): SessionRef {
  const chain = [id.slice(0, MAX_ID)];
  for (let parent = parentOf(id); parent !== null && chain.length < MAX_DEPTH; parent = parentOf(parent)) {
    if (chain.includes(parent)) break;
    chain.unshift(parent.slice(0, MAX_ID));
  }
  return { id: chain.join('/'), parentId: chain.length === 1 ? null : chain.slice(0, -1).join('/') };
}
