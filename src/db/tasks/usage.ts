/** Sums the usage of tasks: all of a session's tree, or the part of it within a stretch of time. Never the same call twice. */

import { getOrInsert } from '../../domain/get-or-insert.ts';
import { hash53 } from '../../domain/hash.ts';
import type { TaskUsage } from '../../domain/task-facts.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';
import { BUCKET_MS } from '../rollups.ts';
import { TREE_SQL } from './session-tree.ts';

/** A stretch of a main session and its sub-agents that belongs to one task. */
export interface Share {
  /** Position of the task among those that are asked for. */
  readonly task: number;
  readonly session: number;
  readonly start: number;
  readonly end: number;
}

interface Sums {
  input: number;
  output: number;
  unclassified: number;
  cost: number;
  priced: number;
  unpriced: number;
  calls: number;
  toolCalls: number;
  toolErrors: number;
  errors: number;
  compactions: number;
}

interface Draft {
  readonly sums: Sums;
  /** Canonical model -> what it took. */
  readonly models: Map<string, { provider: string | null; cost: number; tokens: number }>;
}

type Row = Sums & { readonly root: number; readonly model: string | null; readonly provider: string | null };

const NONE: Readonly<Sums> = {
  ...{ input: 0, output: 0, unclassified: 0, cost: 0, priced: 0, unpriced: 0, calls: 0 },
  ...{ toolCalls: 0, toolErrors: 0, errors: 0, compactions: 0 },
};
const NAMES = Object.keys(NONE) as (keyof Sums)[];

/** Usage of each of `count` tasks; null where nothing was used. `attempts`: hash of an attempt -> the task that it is of. */
export function usageOf(
  db: Connection,
  count: number,
  shares: readonly Share[],
  attempts: ReadonlyMap<number, number>,
): (TaskUsage | null)[] {
  const drafts = new Map<number, Draft>();
  const add = (task: number, row: Partial<Row>): void => {
    const draft = getOrInsert(drafts, task, (): Draft => ({ sums: { ...NONE }, models: new Map() }));
    for (const name of NAMES) draft.sums[name] += row[name] ?? 0;
    const { model } = row;
    if (model === null || model === undefined) return;
    const own = getOrInsert(draft.models, model, () => ({
      provider: row.provider ?? null,
      cost: 0,
      tokens: 0,
    }));
    own.cost += row.cost ?? 0;
    own.tokens += (row.input ?? 0) + (row.output ?? 0) + (row.unclassified ?? 0);
  };
  const whole = new Map<number, number>();
  const cut = new Map<number, Share[]>();
  for (const share of shares)
    if (share.start === Number.NEGATIVE_INFINITY && share.end === Number.POSITIVE_INFINITY)
      whole.set(share.session, share.task);
    else getOrInsert(cut, share.session, () => []).push(share);
  for (const row of wholeSums(db, [...whole.keys()])) add(whole.get(row.root) as number, row);
  for (const [session, own] of cut) cutSums(db, session, own, attempts, add);
  return Array.from({ length: count }, (_, task) => usageOfDraft(drafts.get(task)));
}

function usageOfDraft(draft: Draft | undefined): TaskUsage | null {
  if (draft === undefined) return null;
  const { sums, models } = draft;
  const { priced, unpriced, calls, cost, ...rest } = sums;
  const [main] = [...models].sort(
    ([nameA, a], [nameB, b]) => b.cost - a.cost || b.tokens - a.tokens || (nameA < nameB ? -1 : 1),
  );
  return {
    ...rest,
    cost: priced > 0 ? cost : null,
    unpricedCalls: unpriced,
    modelCalls: calls,
    model: main?.[0] ?? null,
    provider: main?.[1].provider ?? null,
  };
}

function wholeSums(db: Connection, roots: readonly number[]): Row[] {
  return prepared(
    db,
    `${TREE_SQL} SELECT t.root, m.canonical AS model, m.provider, sum(r.input + r.cache_read + r.cache_creation_5m + r.cache_creation_1h + r.cache_creation_unsplit) AS input,
       sum(r.output) AS output, sum(r.unclassified) AS unclassified, sum(r.cost) AS cost, sum(r.priced_calls) AS priced, sum(r.unpriced_calls) AS unpriced,
       sum(r.model_calls) AS calls, sum(r.tool_calls) AS toolCalls, sum(r.tool_errors) AS toolErrors, sum(r.errors) AS errors, sum(r.compactions) AS compactions
     FROM tree t JOIN rollups r ON r.session_key = t.key LEFT JOIN models m USING (model_id) GROUP BY t.root, m.canonical, m.provider`,
  ).all(JSON.stringify(roots)) as Row[];
}

const CALLS = `SELECT m.canonical AS model, m.provider, count(*) AS calls, sum(coalesce(c.input, 0) + coalesce(c.cache_read, 0) + coalesce(c.cache_creation_5m, 0)
    + coalesce(c.cache_creation_1h, 0) + coalesce(c.cache_creation_unsplit, 0)) AS input, sum(coalesce(c.output, 0)) AS output, sum(coalesce(c.unclassified, 0)) AS unclassified,
    coalesce(sum(c.cost), 0) AS cost, count(c.cost) AS priced, count(*) - count(c.cost) AS unpriced
  FROM model_calls c JOIN models m USING (model_id)
  WHERE c.session_key = @key AND c.counted = 1 AND coalesce(c.first_at, @none) >= @start AND coalesce(c.first_at, @none) < @end
  GROUP BY m.canonical, m.provider`;
const TOOLS = `SELECT count(*) AS toolCalls FROM tool_calls WHERE session_key = @key AND coalesce(at, @none) >= @start AND coalesce(at, @none) < @end`;
const ERRORS = `SELECT count(*) AS errors, coalesce(sum(origin = 'tool'), 0) AS toolErrors FROM errors
  WHERE session_key = @key AND coalesce(at, @none) >= @start AND coalesce(at, @none) < @end`;

/** Shares of one session that was cut: by the time of each call, and of what has no time by the session's beginning. */
function cutSums(
  db: Connection,
  root: number,
  shares: readonly Share[],
  attempts: ReadonlyMap<number, number>,
  add: (task: number, row: Partial<Row>) => void,
): void {
  const members = prepared(
    db,
    `${TREE_SQL} SELECT t.key, coalesce(s.first_at, 0) AS first, coalesce(s.last_at, 0) AS last FROM tree t JOIN sessions s ON s.session_key = t.key`,
  ).all(JSON.stringify([root])) as { key: number; first: number; last: number }[];
  for (const { key, first, last } of members) {
    for (const { task, start, end } of shares) {
      if (first >= end || last < start) continue;
      const range = { key, start: finite(start), end: finite(end), none: first };
      for (const row of prepared(db, CALLS).all(range) as Row[]) add(task, row);
      add(task, prepared(db, TOOLS).get(range) as Partial<Row>);
      add(task, prepared(db, ERRORS).get(range) as Partial<Row>);
    }
    const ownerAt = (bucket: number): number | undefined => {
      const at = Math.max(first, bucket * BUCKET_MS);
      return shares.find(({ start, end }) => start <= at && at < end)?.task;
    };
    for (const { bucket, compactions } of prepared(
      db,
      `SELECT bucket, sum(compactions) AS compactions FROM rollups WHERE session_key = ? AND compactions > 0 GROUP BY bucket`,
    ).all(key) as { bucket: number; compactions: number }[]) {
      const owner = ownerAt(bucket);
      if (owner !== undefined) add(owner, { compactions });
    }
    for (const row of prepared(
      db,
      `SELECT attempt_key AS attempt, applied_bucket AS bucket, applied_tokens AS unclassified, coalesce(applied_cost, 0) AS cost, applied_cost IS NOT NULL AS priced
       FROM attempts WHERE session_key = ? AND (applied_tokens > 0 OR applied_cost IS NOT NULL)`,
    ).all(key) as (Partial<Row> & { attempt: number; bucket: number })[]) {
      const told = attempts.get(row.attempt);
      const owner = shares.some(({ task }) => task === told) ? told : ownerAt(row.bucket);
      if (owner !== undefined) add(owner, row);
    }
  }
}

/** A bound of a stretch as SQLite can hold it. */
export function finite(at: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(at, Number.MAX_SAFE_INTEGER));
}

/** Key of an attempt in the table of attempts. */
export function attemptKey(attemptId: string): number {
  return hash53(attemptId);
}
