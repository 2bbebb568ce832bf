/** What sessions took within a range, each alone and with all sub-agents below it. */

import { NO_FILTER, type ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { rollupCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { addSums, NO_SUMS, SUM_SQL, type SumRow } from './sums.ts';

export interface SessionSpend {
  readonly own: SumRow;
  readonly withSubagents: SumRow;
}

const NOTHING: SessionSpend = { own: NO_SUMS, withSubagents: NO_SUMS };

/** By session key. Of the filter, range and models count: sub-agents are under names of their own. */
export function sessionSpend(
  db: Connection,
  sessionKeys: readonly number[],
  { since, until, models }: ReportFilter,
): (sessionKey: number) => SessionSpend {
  const { sql, values } = rollupCondition({ ...NO_FILTER, since, until, models });
  const rows = prepared(
    db,
    `WITH RECURSIVE tree(root, session_key, session_id, harness) AS (
         SELECT session_key, session_key, session_id, harness FROM sessions WHERE session_key IN (SELECT value FROM json_each(?))
         UNION SELECT t.root, c.session_key, c.session_id, c.harness FROM tree t JOIN sessions c ON c.parent_id = t.session_id AND c.harness = t.harness)
       SELECT t.root, t.session_key = t.root AS isOwn, ${SUM_SQL}
         FROM tree t CROSS JOIN sessions s USING (session_key) CROSS JOIN rollups r USING (session_key) LEFT JOIN models m USING (model_id)
         WHERE ${sql} GROUP BY 1, 2`,
  ).all(JSON.stringify(sessionKeys), ...values) as (SumRow & { root: number; isOwn: 0 | 1 })[];
  const found = new Map<number, SessionSpend>();
  for (const { root, isOwn, ...sums } of rows) {
    const { own, withSubagents } = found.get(root) ?? NOTHING;
    found.set(root, {
      own: isOwn === 1 ? sums : own,
      withSubagents: addSums(withSubagents, sums),
    });
  }
  return (sessionKey) => found.get(sessionKey) ?? NOTHING;
}
