/** What vendors and harnesses say beside the counts: limits, and the versions a session ran in. */

import type { LimitReport } from '../../domain/source-report.ts';
import type { Connection } from '../open.ts';
import { prepared } from './prepared.ts';

/** The limits of a harness as its vendor last reported them, the shortest window first. */
export function limitsOf(db: Connection, harness: string): LimitReport[] {
  return prepared(
    db,
    `SELECT limit_id AS limitId, nullif(window_minutes, 0) AS windowMinutes, used_percent AS usedPercent, resets_at AS resetsAt, plan, at
       FROM rate_limits WHERE harness = ? ORDER BY window_minutes, limit_id`,
  ).all(harness) as LimitReport[];
}
