/** Sums the model calls of sessions by the bead that each moment belongs to. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import { USAGE_COLUMNS } from '../call-row.ts';
import type { Connection } from '../open.ts';
import type { Segment } from './bead-windows.ts';
import { prepared } from './prepared.ts';
import { NO_SUMS, type SumRow, tokenSums } from './sums.ts';

export interface BeadUsage {
  readonly sums: Readonly<SumRow>;
  readonly sessions: readonly string[];
  readonly model: string | null;
}

const SUMMED = [
  ...['model_calls', ...USAGE_COLUMNS, 'output_extra', 'estimated_calls'],
  ...['cost', 'priced_calls', 'unpriced_calls'],
] as (keyof SumRow)[];

type ModelRow = Pick<SumRow, (typeof SUMMED)[number]> & { readonly model: string };

/** Sums by model of a session's calls within a time. */
const CALLS = `SELECT m.name AS model, count(*) AS model_calls, ${USAGE_COLUMNS.map((name) => `coalesce(sum(c.${name}), 0) AS ${name}`).join(', ')},
    coalesce(sum(c.output_estimated - coalesce(c.output, 0)), 0) AS output_extra, count(c.output_estimated) AS estimated_calls,
    coalesce(sum(c.cost), 0) AS cost, count(c.cost) AS priced_calls, count(*) - count(c.cost) AS unpriced_calls
  FROM model_calls c JOIN models m USING (model_id)
  WHERE c.session_key = ? AND c.counted = 1 AND c.first_at >= ? AND c.first_at < ? GROUP BY c.model_id`;

interface Draft {
  readonly sums: SumRow;
  readonly sessions: Set<string>;
  readonly models: Map<string, SumRow>;
}

/** Only of the beads asked for. Each call is of one session and each moment of one bead: none counts twice. */
export function usageOfBeads(
  db: Connection,
  segments: ReadonlyMap<string, readonly Segment[]>,
  wanted: ReadonlySet<string>,
): Map<string, BeadUsage> {
  const drafts = new Map<string, Draft>();
  for (const [sessionId, own] of segments) {
    const asked = own.filter(({ taskId }) => wanted.has(taskId));
    if (asked.length === 0) continue;
    for (const session of sessionsBelow(db, sessionId, segments))
      for (const { taskId, start, end } of asked) {
        if ((session.first ?? start) >= end || (session.last ?? start) < start) continue;
        const rows = prepared(db, CALLS).all(session.key, start, Math.min(end, Number.MAX_SAFE_INTEGER));
        for (const row of rows as ModelRow[]) addRow(getOrInsert(drafts, taskId, newDraft), row, sessionId);
      }
  }
  return new Map(
    [...drafts].map(([taskId, { sums, sessions, models }]) => [
      taskId,
      { sums, sessions: [...sessions], model: mainModel(models) },
    ]),
  );
}

interface Below {
  readonly key: number;
  readonly id: string;
  readonly first: number | null;
  readonly last: number | null;
}

/** The session and its sub-agents, but not those that agents of their own were said to run in. */
function sessionsBelow(db: Connection, sessionId: string, claimed: ReadonlyMap<string, unknown>): Below[] {
  const rows = prepared(
    db,
    `WITH RECURSIVE tree (key, harness, id, first, last) AS (
       SELECT session_key, harness, session_id, first_at, last_at FROM sessions WHERE session_id = ?
       UNION SELECT s.session_key, s.harness, s.session_id, s.first_at, s.last_at FROM sessions s JOIN tree t ON s.parent_id = t.id AND s.harness = t.harness)
     SELECT key, id, first, last FROM tree`,
  ).all(sessionId) as Below[];
  return rows.filter(({ id }) => id === sessionId || !claimed.has(id));
}

const newDraft = (): Draft => ({ sums: { ...NO_SUMS }, sessions: new Set(), models: new Map() });

function addRow({ sums, sessions, models }: Draft, row: ModelRow, sessionId: string): void {
  sessions.add(sessionId);
  const ofModel = getOrInsert(models, row.model, (): SumRow => ({ ...NO_SUMS }));
  for (const name of SUMMED) {
    sums[name] += row[name];
    ofModel[name] += row[name];
  }
}

/** The one that cost most, then the one with most tokens. */
function mainModel(models: ReadonlyMap<string, SumRow>): string | null {
  const [first] = [...models].sort(
    ([nameA, a], [nameB, b]) =>
      b.cost - a.cost || tokenSums(b).total - tokenSums(a).total || (nameA < nameB ? -1 : 1),
  );
  return first?.[0] ?? null;
}
