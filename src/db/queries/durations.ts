/**
 * How long some calls of a session took, ms: at most `limit` of them, in the order of their keys. Those are digests of the calls' ids: as
 * good as drawn by lot, and always the same. The first calls of a session would not stand for the others.
 */

import type { Connection } from '../open.ts';
import { join, modelCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** Those that ask a person wait for one, and are left out. */
export function toolDurations(db: Connection, sessionKey: number, limit: number): number[] {
  return prepared(
    db,
    `SELECT duration_ms FROM tool_calls INDEXED BY tool_calls_by_session
       WHERE session_key = ? AND duration_ms IS NOT NULL AND asks_human = 0 ORDER BY tool_key LIMIT ?`,
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
    `SELECT c.duration_ms FROM model_calls c INDEXED BY model_calls_by_session CROSS JOIN models m USING (model_id)
       WHERE c.session_key = ? AND c.duration_ms IS NOT NULL AND c.counted = 1 AND ${named.sql} ORDER BY c.message_key LIMIT ?`,
  )
    .pluck()
    .all(sessionKey, ...named.values, limit) as number[];
}
