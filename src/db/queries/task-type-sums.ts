/**
 * Sums of tokens and money by the type of the task that they were spent on. A call counts when it was made, whenever its task was or will
 * be completed; what belongs to no task stands in a row of its own, so that all rows together are the total.
 */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { BUCKET_MS, bucketOf, COST_SUMS } from '../rollups.ts';
import { ATTEMPT_SUMS, CALL_SUMS } from '../salvage/recount.ts';
import { CUT, typeOfWork } from '../work.ts';
import { workParts } from './cost-parts.ts';
import { type CostSums, costSums, namedSums } from './cost-sums.ts';
import { CUT_TREES, sessionCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { addValues } from './sums.ts';

/** `type` null: of tasks whose type nobody knows; undefined: of no task. */
export interface TaskTypeSums {
  readonly type: string | null | undefined;
  readonly sums: CostSums;
}

/** A part of a session that one task has; times epoch ms, [start, end). */
interface Stretch {
  readonly type: string | null;
  readonly start: number;
  readonly end: number;
}

/** Of sessions that are of one task from the sums of their works; those that are cut are asked one by one; of no task is what is left over. */
export function taskTypeSums(db: Connection, filter: ReportFilter, timezone: string): TaskTypeSums[] {
  const found = new Map<TaskTypeSums['type'], number[]>();
  const add = (type: TaskTypeSums['type'], values: readonly number[]): void =>
    addValues(
      getOrInsert(found, type, () => COST_SUMS.map(() => 0)),
      values,
    );
  const give = (type: string | null, values: readonly number[]): void => {
    add(type, values);
    add(
      undefined,
      values.map((value) => -value),
    );
  };
  for (const { sums } of costSums(db, filter, timezone, []))
    add(
      undefined,
      COST_SUMS.map((name) => sums[name]),
    );
  for (const [work, ...values] of workSums(db, filter, timezone)) give(typeOfWork(work), values);
  for (const { session, ...stretch } of stretchesWithin(db, filter))
    give(stretch.type, stretchSums(db, session, stretch, filter));
  return [...found]
    .filter(([, values]) => values.some((value) => value !== 0))
    .map(([type, values]) => ({ type, sums: namedSums(values) }));
}

/** What was spent on each work, from the sums that are kept of it. */
function workSums(db: Connection, filter: ReportFilter, timezone: string): [work: string, ...number[]][] {
  const sums = COST_SUMS.map((name) => `sum(x.${name})`).join(', ');
  return workParts(db, filter, timezone, []).flatMap(
    ({ from, where }) =>
      prepared(db, `SELECT x.work, ${sums} FROM ${from.sql} WHERE ${where.sql} GROUP BY x.work`)
        .raw()
        .all(...from.values, ...where.values) as [string, ...number[]][],
  );
}

/** Stretches of sessions of the filter that are cut, whenever they were; sub-agents are cut where their main session is. */
function stretchesWithin(db: Connection, filter: ReportFilter): (Stretch & { readonly session: number })[] {
  const { sql, values } = sessionCondition({ ...filter, since: null, until: null });
  return prepared(
    db,
    `${CUT_TREES} SELECT s.session_key AS session, w.word AS type, k.start, k.end FROM cut o JOIN sessions s ON s.session_key = o.key
       JOIN task_spans k ON k.session_key = o.owner JOIN tasks t USING (task_key) LEFT JOIN words w ON w.word_id = t.task_type
       WHERE s.work = '${CUT}' AND ${sql}`,
  ).all(...values) as (Stretch & { readonly session: number })[];
}

const CALLS = `SELECT ${columnsOf(CALL_SUMS)} FROM model_calls c CROSS JOIN (SELECT coalesce(first_at, 0) AS none FROM sessions WHERE session_key = @session)
  WHERE c.session_key = @session AND c.counted = 1 AND coalesce(c.first_at, none) >= @start AND coalesce(c.first_at, none) < @end
    AND (@models IS NULL OR c.model_id IN (SELECT m.model_id FROM models m, json_each(@models) j WHERE j.value IN (m.name, m.canonical)))
    AND (@since IS NULL OR c.first_at >= @since) AND (@until IS NULL OR c.first_at IS NULL OR c.first_at <= @until)`;
/** A total has no time but its quarter hour. */
const ATTEMPTS = `SELECT ${columnsOf(ATTEMPT_SUMS)} FROM attempts a CROSS JOIN (SELECT coalesce(first_at, 0) AS none FROM sessions WHERE session_key = @session)
  WHERE a.session_key = @session AND max(none, a.applied_bucket * ${BUCKET_MS}) >= @start AND max(none, a.applied_bucket * ${BUCKET_MS}) < @end
    AND (@since IS NULL OR a.applied_bucket * ${BUCKET_MS} >= @since) AND (@until IS NULL OR a.applied_bucket * ${BUCKET_MS} <= @until)`;

function columnsOf(sums: Partial<Readonly<Record<string, string>>>): string {
  return COST_SUMS.map((name) => `coalesce(sum(${sums[name] ?? '0'}), 0)`).join(', ');
}

/** The part of a session that lies in a stretch and in the filter; times of the filter are cut to quarter hours, as in the rollups. */
function stretchSums(
  db: Connection,
  session: number,
  { start, end }: Stretch,
  { since, until, models }: ReportFilter,
): number[] {
  const asked = {
    ...{ session, start, end },
    since: since === null ? null : bucketOf(since) * BUCKET_MS,
    until: until === null ? null : (bucketOf(until) + 1) * BUCKET_MS - 1,
  };
  const names = { ...asked, models: models.length === 0 ? null : JSON.stringify(models) };
  const calls = prepared(db, CALLS).raw().get(names) as number[];
  const totals = prepared(db, ATTEMPTS).raw().get(asked) as number[];
  return calls.map((value, index) => value + (totals[index] as number));
}
