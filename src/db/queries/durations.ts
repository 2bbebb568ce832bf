/** How long some calls of a session took, ms: at most `limit` of them, in the order in which they were stored. */

import type { Connection } from '../open.ts';
import { join, modelCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** Those that ask a person wait for one, and are left out. */
export function toolDurations(db: Connection, sessionKey: number, limit: number): number[] {
  return prepared(
    db,
    `SELECT duration_ms FROM tool_calls WHERE session_key = ? AND duration_ms IS NOT NULL AND asks_human = 0 LIMIT ?`,
  )
    .pluck()
    .all(sessionKey, limit) as number[];
}

/** Of calls of these models alone, unless none is named. */
export function callDurations(
  db: Connection,
  sessionKey: number,
  limit: number,
  models: readonly string[],
): number[] {
  const named = models.length === 0 ? join([]) : modelCondition(models, 'm');
  return prepared(
    db,
    `SELECT c.duration_ms FROM model_calls c CROSS JOIN models m USING (model_id)
       WHERE c.session_key = ? AND c.duration_ms IS NOT NULL AND c.counted = 1 AND ${named.sql} LIMIT ?`,
  )
    .pluck()
    .all(sessionKey, ...named.values, limit) as number[];
}
