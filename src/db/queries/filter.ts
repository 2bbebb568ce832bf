/** Turns a ReportFilter into SQL conditions with bound values; nothing from outside ever becomes SQL text. */

import type { ReportFilter } from '../../domain/report.ts';
import { bucketOf } from '../rollups.ts';
import { CUT, workOfType } from '../work.ts';

export interface Condition {
  /** `1` when nothing is filtered. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The agent's name, worked out in the schema: said by the log, else by a user's rule, else the harness, with the sub-agent's type (DESIGN.md 5). */
export const AGENT_SQL = 's.agent_name';
/** A user's rule stands before the folder's repository. */
export const PROJECT_SQL = 's.project_name';
export const DEPARTMENT_SQL = 's.department_name';

export const inList = (expression: string, list: readonly unknown[]): Condition[] =>
  list.length === 0 ? [] : [{ sql: `${expression} IN (${list.map(() => '?').join(', ')})`, values: list }];

export const join = (parts: readonly Condition[]): Condition => ({
  sql: parts.length === 0 ? '1' : parts.map((part) => part.sql).join(' AND '),
  values: parts.flatMap((part) => part.values),
});

/** Conditions on a row of places; none when nothing of a place is asked. */
export const placeParts = (filter: ReportFilter): Condition[] => [
  ...inList('agent', filter.agents),
  ...inList('department', filter.departments),
  ...inList('project', filter.projects),
  ...inList('harness', filter.harnesses),
  ...inList('source', filter.sources),
];

/** Conditions on a session (alias s). */
function sessionParts(filter: ReportFilter): Condition[] {
  return [
    ...inList(AGENT_SQL, filter.agents),
    ...inList(DEPARTMENT_SQL, filter.departments),
    ...inList(PROJECT_SQL, filter.projects),
    ...inList('s.harness', filter.harnesses),
    ...inList('s.source', filter.sources),
    ...typeParts(filter),
  ];
}

/** Conditions on a session (alias s): all of it was spent on a task of one of the types, or a stretch of it was. */
function typeParts({ taskTypes }: ReportFilter): Condition[] {
  if (taskTypes.length === 0) return [];
  const [whole, partly] = [workedWholly(taskTypes), workedPartly(taskTypes)];
  return [{ sql: `(${whole.sql} OR (${partly.sql}))`, values: [...whole.values, ...partly.values] }];
}

/** Sessions by overlap with the range; a model filter keeps sessions that used one of the models. */
export function sessionCondition(filter: ReportFilter): Condition {
  const parts = sessionParts(filter);
  if (filter.since !== null)
    parts.push({ sql: '(s.last_at IS NULL OR s.last_at >= ?)', values: [filter.since] });
  if (filter.until !== null)
    parts.push({ sql: '(s.first_at IS NULL OR s.first_at <= ?)', values: [filter.until] });
  if (filter.models.length > 0) parts.push(usesOneOf(filter.models));
  return join(parts);
}

/**
 * Rows of rollups (alias r, joined to sessions s and models m) by their own time; times are cut to the quarter hours of the rollups.
 * What belongs to no model (records, tools, errors) is taken from sessions that used one of the models asked for.
 */
export function rollupCondition(filter: ReportFilter): Condition {
  const parts = sessionParts(filter);
  if (filter.since !== null) parts.push({ sql: 'r.bucket >= ?', values: [bucketOf(filter.since)] });
  if (filter.until !== null) parts.push({ sql: 'r.bucket <= ?', values: [bucketOf(filter.until)] });
  if (filter.models.length > 0) {
    const names = modelCondition(filter.models, 'm');
    const uses = usesOneOf(filter.models);
    parts.push({
      sql: `(${names.sql} OR (r.model_id = 0 AND ${uses.sql}))`,
      values: [...names.values, ...uses.values],
    });
  }
  return join(parts);
}

/** Conditions on a row with a time column and a session (alias s); a row that belongs to no model is taken as in `rollupCondition`. */
export function timedCondition(filter: ReportFilter, time: string): Condition {
  const parts = [...sessionParts(filter), ...timeParts(filter, time)];
  if (filter.models.length > 0) parts.push(usesOneOf(filter.models));
  return join(parts);
}

/** Conditions on a model call (alias c) of a session (alias s). */
export function callCondition(filter: ReportFilter): Condition {
  const parts = [...sessionParts(filter), ...timeParts(filter, 'c.first_at')];
  if (filter.models.length > 0) {
    const { sql, values } = modelCondition(filter.models, 'y');
    parts.push({ sql: `c.model_id IN (SELECT y.model_id FROM models y WHERE ${sql})`, values });
  }
  return join(parts);
}

/** True when the filter asks anything of a row but its time. */
export function narrows({ since: _since, until: _until, ...lists }: ReportFilter): boolean {
  return Object.values(lists).some((list) => list.length > 0);
}

function timeParts({ since, until }: ReportFilter, time: string): Condition[] {
  return [
    ...(since === null ? [] : [{ sql: `${time} >= ?`, values: [since] }]),
    ...(until === null ? [] : [{ sql: `${time} <= ?`, values: [until] }]),
  ];
}

/** The session (alias s) has a call of one of these models. */
export function usesOneOf(models: readonly string[]): Condition {
  const names = modelCondition(models, 'y');
  return {
    sql: `EXISTS (SELECT 1 FROM rollups x WHERE x.session_key = s.session_key AND x.model_calls > 0
      AND x.model_id IN (SELECT y.model_id FROM models y WHERE ${names.sql}))`,
    values: names.values,
  };
}

/** The session (alias s), or its main session, is of one task, whose type is one of these; any without types. */
export const workedWholly = (taskTypes: readonly string[]): Condition =>
  join(inList('s.work', taskTypes.map(workOfType)));

/** (key, owner): sessions that are cut, and whose stretches cut them: their own, or those of the session that they are below. */
export const CUT_TREES = `WITH RECURSIVE cut (key, owner, harness, id) AS (
    SELECT s.session_key, s.session_key, s.harness, s.session_id FROM (SELECT DISTINCT session_key FROM task_spans) JOIN sessions s USING (session_key)
    UNION SELECT c.session_key, o.owner, c.harness, c.session_id FROM cut o JOIN sessions c ON c.parent_id = o.id AND c.harness = o.harness)`;

/** The session is cut among tasks, one of them of these types; sub-agents are cut where their main session is. */
export function workedPartly(taskTypes: readonly string[]): Condition {
  const [types] = inList('w.word', taskTypes) as [Condition];
  return {
    sql: `s.work = '${CUT}' AND s.session_key IN (${CUT_TREES} SELECT o.key FROM cut o JOIN task_spans k ON k.session_key = o.owner
      JOIN tasks t USING (task_key) JOIN words w ON w.word_id = t.task_type WHERE ${types.sql})`,
    values: types.values,
  };
}

/** A row of models (alias given) is one of these, by its name as logged or its canonical one. */
export function modelCondition(models: readonly string[], alias: string): Condition {
  const marks = models.map(() => '?').join(', ');
  return {
    sql: `(${alias}.name IN (${marks}) OR ${alias}.canonical IN (${marks}))`,
    values: [...models, ...models],
  };
}
