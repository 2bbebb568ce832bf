/** Agents by name: what the ledger says of who worked in a session, and where an agent belongs. Any order ends in the same names. */

import type { LedgerEvent } from '../domain/ledger.ts';
import type { Connection } from './open.ts';
import type { SessionRow } from './session-row.ts';
import type { Sessions } from './sessions.ts';

/** Records that say who worked in a session: the first says nothing else. */
const NAMING: readonly LedgerEvent['recordType'][] = ['agent_session', 'work_log', 'task_completion'];

export type AgentNames = ReturnType<typeof createAgentNames>;

export function createAgentNames(db: Connection, sessions: Sessions) {
  const agentsOf = db.prepare(
    `SELECT agent, record_type = 'agent_session' AS isSure FROM ledger
       WHERE session_id = ? AND record_type IN (${NAMING.map((type) => `'${type}'`).join(', ')}) AND agent IS NOT NULL
       ORDER BY isSure DESC, version DESC, record_id`,
  );
  const profileOf = db.prepare(
    `SELECT json_extract(data, '$.department') AS department, json_extract(data, '$.project') AS project
     FROM ledger WHERE agent = ? AND record_type = 'agent_profile' ORDER BY version DESC, record_id LIMIT 1`,
  );
  const withId = db.prepare(`SELECT session_key FROM sessions WHERE session_id = ?`).pluck();
  // What only records tell of a task is no session (tasks/told.ts): it is placed as its task is made.
  const withAgent = db
    .prepare(`SELECT session_key FROM sessions WHERE agent = ? AND session_key > 0`)
    .pluck();

  const nameSession = (session: SessionRow): void => {
    const told = agentsOf.all(session.session_id) as { agent: string; isSure: 0 | 1 }[];
    const [first] = told;
    const isOwn = session.agent !== null && !told.some(({ agent }) => agent === session.agent);
    // What a log says of its own agent stands before a line about work in it.
    if (first === undefined || (isOwn && first.isSure === 0)) return;
    sessions.set(session, 'agent', first.agent);
    place(session, first.agent);
  };

  const place = (session: SessionRow, agent: string): void => {
    const profile = profileOf.get(agent) as { department: unknown; project: unknown } | undefined;
    if (typeof profile?.department === 'string') sessions.set(session, 'department', profile.department);
    if (typeof profile?.project === 'string') sessions.set(session, 'project', profile.project);
  };

  const keys = (rows: unknown): SessionRow[] => (rows as number[]).map((key) => sessions.byKey(key));

  return {
    /** A session is seen for the first time. */
    nameSession,
    /** The ledger has a new fact. */
    learn({ recordType, sessionId, agent }: LedgerEvent): void {
      if (NAMING.includes(recordType) && sessionId !== null)
        for (const session of keys(withId.all(sessionId))) nameSession(session);
      if (recordType !== 'agent_profile' || agent === null) return;
      sessions.flush();
      for (const session of keys(withAgent.all(agent))) place(session, agent);
    },
  };
}
