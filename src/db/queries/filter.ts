/** Turns a ReportFilter into SQL conditions with bound values; nothing from outside ever becomes SQL text. */

import type { ReportFilter } from '../../domain/report.ts';
import { bucketOf } from '../rollups.ts';

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
    ...(filter.taskTypes.length === 0 ? [] : [workedOn(filter.taskTypes)]),
  ];
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
    sql: `EXISTS (SELECT 1 FROM rollups x JOIN models y USING (model_id) WHERE x.session_key = s.session_key AND x.model_calls > 0 AND ${names.sql})`,
    values: names.values,
  };
}

/** A main session of a task of one of these types, or a sub-agent below one: session ids of sub-agents begin with their main session's; and what records tell of such a task. */
export function workedOn(taskTypes: readonly string[]): Condition {
  const marks = taskTypes.map(() => '?').join(', ');
  return {
    sql: `CASE WHEN s.parent_id IS NULL THEN s.session_key ELSE (SELECT z.session_key FROM sessions z
        WHERE z.harness = s.harness AND z.session_id = substr(s.session_id, 1, instr(s.session_id || '/', '/') - 1)) END
      IN (SELECT k.session_key FROM task_sessions k JOIN tasks t USING (task_key) JOIN words w ON w.word_id = t.task_type WHERE w.word IN (${marks})
        UNION ALL SELECT -t.task_key FROM tasks t JOIN words w ON w.word_id = t.task_type WHERE t.usage_origin = 'orchestrator' AND w.word IN (${marks}))`,
    values: [...taskTypes, ...taskTypes],
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
