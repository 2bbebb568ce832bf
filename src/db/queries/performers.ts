/** Who worked: sessions by agent, department or project. */

import type { GroupKey } from '../../domain/performance.ts';
import type { ReportFilter } from '../../domain/report.ts';
import type { SourceId } from '../../domain/source.ts';
import type { Connection } from '../open.ts';
import { groupedSums } from './cost-sums.ts';
import { AGENT_SQL, type Condition, DEPARTMENT_SQL, PROJECT_SQL, sessionCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { costOf, TOKENS_SQL } from './sums.ts';

export const GROUP_SQL: Readonly<Record<GroupKey, string>> = {
  agent: AGENT_SQL,
  department: DEPARTMENT_SQL,
  project: PROJECT_SQL,
};

/**
 * What counts as a session: an agent's own ones, sub-agents' under their own names; of a department or project the main ones, because a
 * sub-agent's stands below one of those.
 */
const COUNTED: Readonly<Record<GroupKey, string>> = {
  agent: '1',
  department: 's.parent_id IS NULL',
  project: 's.parent_id IS NULL',
};

/** `names` null = every group there is. */
type Names = readonly (string | null)[] | null;

/** Sessions of a group that overlap the range. */
interface SessionCount {
  readonly name: string | null;
  readonly sessions: number;
}

/** When each group was last active, epoch ms. */
export function lastSessions(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
): (SessionCount & { readonly lastAt: number | null })[] {
  return countSessions(db, filter, by, null, 'max(s.last_at) AS lastAt');
}

/** How long its sessions were; null when none says when it began and ended. */
export function sessionTimes(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  names: Names,
): (SessionCount & { readonly durationMs: number | null })[] {
  const duration = 'coalesce(s.duration_ms, s.last_at - s.first_at)';
  return countSessions(db, filter, by, names, `sum(${duration}) FILTER (WHERE ${COUNTED[by]}) AS durationMs`);
}

function countSessions<Row extends SessionCount>(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  names: Names,
  figure: string,
): Row[] {
  const { sql, values } = ofGroups(sessionCondition(filter), by, names);
  return prepared(
    db,
    `SELECT ${GROUP_SQL[by]} AS name, count(*) FILTER (WHERE ${COUNTED[by]}) AS sessions, ${figure}
       FROM sessions s WHERE s.first_at IS NOT NULL AND ${sql} GROUP BY ${GROUP_SQL[by]}`,
  ).all(...values) as Row[];
}

/** What a group used; tokens of all classes. */
interface GroupSpend {
  readonly tokens: number;
  /** null when nothing has a price. */
  readonly costUsdMicros: number | null;
}

/** `calls` keeps those who used what is neither tokens nor money. */
const SPEND = {
  tokens: TOKENS_SQL,
  cost: 'x.cost',
  priced_calls: 'x.priced_calls',
  calls: 'x.model_calls + x.unpriced_calls + x.reported_calls + x.reported_cost',
} as const;

/** Every group that used anything, tasks or sessions or not. */
export function groupSpend(
  db: Connection,
  filter: ReportFilter,
  timezone: string,
  by: GroupKey,
): Map<string | null, GroupSpend> {
  return new Map(
    groupedSums(db, filter, timezone, [by], SPEND).map(({ key, sums }) => [
      key[by],
      { tokens: sums.tokens, costUsdMicros: costOf(sums) },
    ]),
  );
}

/** Distinct facts of a group's sessions: of their places, which an index holds; a session without any sums has none. */
export interface SessionPlace {
  readonly name: string | null;
  readonly source: SourceId;
  readonly harness: string;
  readonly department: string | null;
  readonly project: string | null;
}

export function sessionPlaces(
  db: Connection,
  filter: ReportFilter,
  by: GroupKey,
  names: Names,
): SessionPlace[] {
  const { sql, values } = ofGroups(sessionCondition(filter), by, names);
  const wanted = `FROM sessions s WHERE s.first_at IS NOT NULL AND ${sql}`;
  return prepared(
    db,
    `SELECT DISTINCT p.${by} AS name, p.source, p.harness, p.department, p.project FROM places p WHERE p.place_id IN (SELECT s.place_id ${wanted})
     UNION SELECT ${GROUP_SQL[by]}, s.source, s.harness, ${DEPARTMENT_SQL}, ${PROJECT_SQL} FROM sessions s INDEXED BY sessions_unplaced
       WHERE s.place_id IS NULL AND s.first_at IS NOT NULL AND ${sql}
     ORDER BY 2, 3, 4, 5`,
  ).all(...values, ...values) as SessionPlace[];
}

export function ofGroups(filter: Condition, by: GroupKey, names: Names): Condition {
  if (names === null) return filter;
  const named = `${GROUP_SQL[by]} IN (SELECT value FROM json_each(?))`;
  return {
    sql: `(${names.includes(null) ? `${named} OR ${GROUP_SQL[by]} IS NULL` : named}) AND ${filter.sql}`,
    values: [JSON.stringify(names.filter((name) => name !== null)), ...filter.values],
  };
}
