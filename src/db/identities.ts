/** Names that the user's rules give to sessions, and how they are given anew when the rules change. */

import type { Connection } from './open.ts';
import { dropDays } from './period-sums.ts';
import type { SessionRow } from './session-row.ts';
import type { Surroundings } from './session-state.ts';
import type { Sessions } from './sessions.ts';
import { enqueueSessions } from './tasks/queue.ts';

/** Asks the rules about a session. `cwd`: the whole path, when the record tells it; else the stored one, its home folder put back. */
export function applyRules(
  sessions: Sessions,
  session: SessionRow,
  cwd: string | null,
  around: Pick<Surroundings, 'identify' | 'expand'>,
): void {
  const folder = cwd ?? (session.cwd === null ? null : around.expand(session.cwd));
  const named = around.identify({ harness: session.harness, cwd: folder, branch: session.branch });
  sessions.set(session, 'rule_agent', named.agent);
  sessions.set(session, 'rule_department', named.department);
  sessions.set(session, 'rule_project', named.project);
}

/** Every stored session is asked about again, in one transaction. */
export function applyRulesToAll(db: Connection, around: Pick<Surroundings, 'identify' | 'expand'>): void {
  const all = db.prepare(
    `SELECT session_key AS key, harness, cwd, branch FROM sessions WHERE session_key > 0`,
  );
  const put = db.prepare(
    `UPDATE sessions SET rule_agent = ?, rule_department = ?, rule_project = ? WHERE session_key = ?`,
  );
  db.transaction(() => {
    for (const row of all.all() as {
      key: number;
      harness: string;
      cwd: string | null;
      branch: string | null;
    }[]) {
      const { harness, branch } = row;
      const cwd = row.cwd === null ? null : around.expand(row.cwd);
      const { agent, department, project } = around.identify({ harness, cwd, branch });
      put.run(agent, department, project, row.key);
    }
    dropDays(db);
    enqueueSessions(db);
  }).immediate();
}
