/** Who works where, as it is stored: what `doctor --identities` holds the rules against. */

import type { IdentityRow } from '../../domain/source-report.ts';
import type { Connection } from '../open.ts';
import { AGENT_SQL, DEPARTMENT_SQL, PROJECT_SQL } from './filter.ts';
import { prepared } from './prepared.ts';

/** Main sessions that look alike, the most first. */
export function identityRows(db: Connection): IdentityRow[] {
  return prepared(
    db,
    `SELECT s.harness, s.cwd, s.branch, ${AGENT_SQL} AS agent, ${DEPARTMENT_SQL} AS department, ${PROJECT_SQL} AS project, count(*) AS sessions
       FROM sessions s WHERE s.first_at IS NOT NULL AND s.parent_id IS NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY sessions DESC, s.harness, s.cwd, s.branch`,
  ).all() as IdentityRow[];
}
