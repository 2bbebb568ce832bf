/** Where the agents of tasks belong. */

import type { TaskProfile, TaskRow } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';

interface Group {
  readonly rows: readonly TaskRow[];
  readonly bead: { readonly agent: string | null } | null;
}

/** The newest profile of each agent that the ledger speaks of. */
export function profilesOf(
  db: Connection,
  groups: readonly Group[],
  sessions: ReadonlyMap<number, { readonly agent: string }>,
): Map<string, TaskProfile> {
  const agents = new Set<string>();
  for (const { rows, bead } of groups) {
    if (bead?.agent) agents.add(bead.agent);
    for (const { agent } of rows) if (agent !== null) agents.add(agent);
  }
  for (const { agent } of sessions.values()) agents.add(agent);
  const rows = prepared(
    db,
    `SELECT l.agent, l.data ->> '$.department' AS department, l.data ->> '$.project' AS project FROM json_each(?) j
     JOIN ledger l INDEXED BY ledger_by_agent ON l.agent = j.value AND l.record_type = 'agent_profile' ORDER BY l.version, l.record_id DESC`,
  ).all(JSON.stringify([...agents])) as (TaskProfile & { agent: string })[];
  return new Map(rows.map(({ agent, ...profile }) => [agent, profile]));
}
