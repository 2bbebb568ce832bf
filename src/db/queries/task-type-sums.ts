/**
 * Sums of tokens and money by the type of the task that they were spent on. A call counts when it was made, whenever its task was or will
 * be completed; what belongs to no task stands in a row of its own, so that all rows together are the total.
 */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { BUCKET_MS, bucketOf, COST_SUMS } from '../rollups.ts';
import { ATTEMPT_SUMS, CALL_SUMS } from '../salvage/recount.ts';
import { type CostSums, namedSums } from './cost-sums.ts';
import { rollupCondition } from './filter.ts';
import { prepared } from './prepared.ts';

/** `type` null: of tasks whose type nobody knows; undefined: of no task. */
export interface TaskTypeSums {
  readonly type: string | null | undefined;
  readonly sums: CostSums;
}

type Type = TaskTypeSums['type'];

/** Whose a session is: the type of its only task, or the stretches that it is cut into. */
type Owner = { readonly type: Type; readonly stretches: null } | { readonly stretches: readonly Stretch[] };

interface Stretch {
  readonly type: string | null;
  readonly start: number;
  readonly end: number;
}

export function taskTypeSums(db: Connection, filter: ReportFilter): TaskTypeSums[] {
  const found = new Map<Type, number[]>();
  const add = (type: Type, values: readonly number[]): void => {
    const sums = getOrInsert(found, type, () => COST_SUMS.map(() => 0));
    for (const [index, value] of values.entries()) sums[index] = (sums[index] as number) + value;
  };
  const ownerOf = owners(db);
  for (const [session, ...values] of sessionSums(db, filter)) {
    const owner = ownerOf(session as number);
    if (owner === null) add(undefined, values);
    else if (owner.stretches === null) add(owner.type, values);
    else {
      const rest = [...values];
      for (const stretch of owner.stretches) {
        const part = stretchSums(db, session as number, stretch, filter);
        add(stretch.type, part);
        for (const [index, value] of part.entries()) rest[index] = (rest[index] as number) - value;
      }
      add(undefined, rest);
    }
  }
  return [...found]
    .filter(([, values]) => values.some((value) => value !== 0))
    .map(([type, values]) => ({
      type,
      sums: namedSums(values),
    }));
}

/** Session, then its sums within the filter. */
function sessionSums(db: Connection, filter: ReportFilter): number[][] {
  const { sql, values } = rollupCondition(filter);
  const sums = COST_SUMS.map((name) => `sum(r.${name})`).join(', ');
  // A range is found by its time; all of them are read in the order of the table.
  const group = filter.since === null ? 'r.session_key' : '+r.session_key';
  return prepared(
    db,
    `SELECT r.session_key, ${sums} FROM rollups r LEFT JOIN sessions s USING (session_key) LEFT JOIN models m USING (model_id)
     WHERE ${sql} GROUP BY ${group}`,
  )
    .raw()
    .all(...values) as number[][];
}

const TYPE = `JOIN tasks t USING (task_key) LEFT JOIN words w ON w.word_id = t.task_type WHERE h.session_key = ?`;

/** Sub-agents are their main session's, as tasks are made of whole trees. Each session is asked about once. */
function owners(db: Connection): (session: number) => Owner | null {
  const cut = prepared(db, `SELECT w.word AS type, h.start, h.end FROM task_spans h ${TYPE}`);
  const held = prepared(db, `SELECT w.word AS type FROM task_sessions h ${TYPE}`);
  const told = prepared(
    db,
    `SELECT w.word AS type FROM tasks t LEFT JOIN words w ON w.word_id = t.task_type WHERE t.task_key = -?`,
  );
  const parent = prepared(
    db,
    `SELECT p.session_key FROM sessions c JOIN sessions p ON p.harness = c.harness AND p.session_id = c.parent_id WHERE c.session_key = ?`,
  ).pluck();
  const ownerOf = (session: number, below: ReadonlySet<number>): Owner | null => {
    if (session < 0) return { type: (told.get(session) as { type: string | null }).type, stretches: null };
    const stretches = cut.all(session) as Stretch[];
    if (stretches.length > 0) return { stretches };
    const whole = held.get(session) as { type: string | null } | undefined;
    if (whole !== undefined) return { type: whole.type, stretches: null };
    const above = parent.get(session) as number | undefined;
    return above === undefined || below.has(above) ? null : ownerOf(above, new Set([...below, above]));
  };
  return (session) => ownerOf(session, new Set([session]));
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
