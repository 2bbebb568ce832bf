/** Holds work and escalations against a filter: by what they say themselves, and by the sessions that they came about in. */

import type { ReportFilter } from '../../domain/report.ts';
import type { Connection } from '../open.ts';
import { modelCondition, narrows, sessionCondition } from './filter.ts';
import { prepared } from './prepared.ts';
import { taskCondition } from './task-filter.ts';

/** What a piece of work says of itself; null = not known. */
export interface WorkTraits {
  readonly agent: string | null;
  readonly model: string | null;
  readonly taskId: string | null;
  /** Where it names none, the sessions of its task stand for them. */
  readonly sessionIds: readonly string[];
  /** What a range is held against, epoch ms. */
  readonly at: number | null;
}

/**
 * True for work that the filter lets through. Its agent and model are its own where it says them; department, project, harness and
 * source are those of its sessions, else of its task, so that work of which neither is known is nobody's there.
 */
export function workFilter(db: Connection, filter: ReportFilter): (work: WorkTraits) => boolean {
  const { since, until, agents } = filter;
  const ofTask = sessionsByTask(db);
  return ({ agent, model, taskId, sessionIds, at }) => {
    if (since !== null && (at ?? -Infinity) < since) return false;
    if (until !== null && (at ?? Infinity) > until) return false;
    if (agent !== null && agents.length > 0 && !agents.includes(agent)) return false;
    const rest: ReportFilter = {
      ...filter,
      since: null,
      until: null,
      agents: agent === null ? agents : [],
      models: isModel(db, model, filter.models) ? [] : filter.models,
    };
    if (!narrows(rest)) return true;
    const sessions = sessionIds.length > 0 || taskId === null ? sessionIds : (ofTask().get(taskId) ?? []);
    return hasSession(db, sessions, rest) || (taskId !== null && isTask(db, taskId, rest));
  };
}

function isModel(db: Connection, model: string | null, models: readonly string[]): boolean {
  if (model === null || models.length === 0) return false;
  const { sql, values } = modelCondition(models, 'y');
  const known = prepared(db, `SELECT 1 FROM models y WHERE y.name = ? AND ${sql}`);
  return models.includes(model) || known.get(model, ...values) !== undefined;
}

function hasSession(db: Connection, sessionIds: readonly string[], filter: ReportFilter): boolean {
  if (sessionIds.length === 0) return false;
  const { sql, values } = sessionCondition(filter);
  const sessions = `s.session_id IN (SELECT value FROM json_each(?))`;
  const found = prepared(db, `SELECT 1 FROM sessions s WHERE ${sessions} AND ${sql} LIMIT 1`);
  return found.get(JSON.stringify(sessionIds), ...values) !== undefined;
}

/** A task of this id has all that the filter asks for. */
function isTask(db: Connection, taskId: string, filter: ReportFilter): boolean {
  const { sql, values } = taskCondition(db, filter);
  const found = prepared(db, `SELECT 1 FROM tasks t WHERE t.task_id = ? AND ${sql} LIMIT 1`);
  return found.get(taskId, ...values) !== undefined;
}

/** Read once, when it is first asked for. */
function sessionsByTask(db: Connection): () => ReadonlyMap<string, readonly string[]> {
  let known: ReadonlyMap<string, readonly string[]> | null = null;
  return () => {
    known ??= new Map(
      (
        prepared(
          db,
          `SELECT t.task_id AS taskId, json_group_array(s.session_id) AS ids
           FROM session_tasks x JOIN task_names t USING (task_ref) JOIN sessions s USING (session_key) GROUP BY t.task_ref`,
        ).all() as { taskId: string; ids: string }[]
      ).map(({ taskId, ids }) => [taskId, JSON.parse(ids) as string[]]),
    );
    return known;
  };
}
