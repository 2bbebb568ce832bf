/** Days of tasks as packed columns (table task_pages): made when tasks change, scanned by cards and comparisons. */

import { SOURCE_IDS } from '../../domain/source.ts';
import type { TaskPage } from '../../domain/task-page.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';
import { openPage, PAGE_SELECT, packTasks, partOfPage, type RawTask } from './columns.ts';
import { visitStretches } from './stretches.ts';

const DAY_MS = 86_400_000;
/** The page of tasks that are not completed. */
export const OPEN_DAY = -1;

/** Which page a task stands on: the UTC day of its completion; what is said to be older than 1970 stands on the first. */
export function pageDay(completedAt: number | null): number {
  return completedAt === null ? OPEN_DAY : Math.max(0, Math.floor(completedAt / DAY_MS));
}

/** Sources are names in `sessions` and words in pages. */
const KNOW_SOURCES = `INSERT OR IGNORE INTO words (word) VALUES ${SOURCE_IDS.map((id) => `('${id}')`).join(', ')}`;

/**
 * Makes the pages of these days anew from the rows of `tasks`. Their rows of task_sessions are to be there. Must run inside
 * the writer's transaction.
 */
export function rebuildPages(db: Connection, days: Iterable<number>): void {
  const put = prepared(db, `INSERT OR REPLACE INTO task_pages (day, count, data) VALUES (?, ?, ?)`);
  const remove = prepared(db, `DELETE FROM task_pages WHERE day = ?`);
  prepared(db, KNOW_SOURCES).run();
  for (const day of new Set(days)) {
    const rows = tasksOfDay(db, day);
    if (rows.length === 0) remove.run(day);
    else put.run(day, rows.length, packTasks(rows));
  }
}

function tasksOfDay(db: Connection, day: number): RawTask[] {
  const all = `SELECT ${PAGE_SELECT} FROM tasks t WHERE`;
  const order = `ORDER BY t.completed_at, t.task_key`;
  if (day === OPEN_DAY)
    return prepared(db, `${all} t.completed_at IS NULL ${order}`).raw().all() as RawTask[];
  const from = day === 0 ? -Number.MAX_VALUE : day * DAY_MS;
  return prepared(db, `${all} t.completed_at >= ? AND t.completed_at < ? ${order}`)
    .raw()
    .all(from, (day + 1) * DAY_MS) as RawTask[];
}

/** Which tasks to visit: completed from `since` to `until`, both inclusive, epoch ms; null = no bound. */
export interface TaskRange {
  readonly since: number | null;
  readonly until: number | null;
  /** Tasks that are not completed come first, whatever the bounds. */
  readonly includeOpen: boolean;
}

/** Visits the tasks of a range a stretch of days at a time, in the order of completion. */
export function scanTasks(db: Connection, range: TaskRange, visit: (page: TaskPage) => void): void {
  const first = range.since === null ? 0 : pageDay(range.since);
  const last = range.until === null ? Number.MAX_SAFE_INTEGER : pageDay(range.until);
  // What is asked together is of one moment: a task that is completed in between is not on two pages.
  db.transaction(() => {
    if (range.includeOpen) visitStretches(db, OPEN_DAY, OPEN_DAY, visit);
    visitStretches(db, first, last, (page) => {
      const part = cut(page, range);
      if (part.count > 0) visit(part);
    });
  })();
}

/** Completed tasks on the pages of a range: as many as `scanTasks` visits at most. */
export function countTasks(db: Connection, { since, until }: Omit<TaskRange, 'includeOpen'>): number {
  return prepared(db, `SELECT coalesce(sum(count), 0) FROM task_pages WHERE day BETWEEN ? AND ?`)
    .pluck()
    .get(
      since === null ? 0 : pageDay(since),
      until === null ? Number.MAX_SAFE_INTEGER : pageDay(until),
    ) as number;
}

/** The part of a stretch that lies in the range. */
function cut(page: TaskPage, { since, until }: TaskRange): TaskPage {
  if (since === null && until === null) return page;
  const times = page.f64('completedAt');
  const from = since === null ? 0 : firstAtLeast(times, since);
  const to = until === null ? page.count : firstAtLeast(times, until + 1);
  return partOfPage(page, from, Math.max(from, to));
}

function firstAtLeast(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The tasks of one agent in a range as one page, by an index: an agent's card costs as much as the agent has tasks, however
 * many others there are.
 */
export function tasksOfAgent(db: Connection, agent: number | null, range: TaskRange): TaskPage {
  const open = range.includeOpen ? 'OR t.completed_at IS NULL' : '';
  const rows = prepared(
    db,
    `SELECT ${PAGE_SELECT} FROM tasks t WHERE t.agent IS ? AND (t.completed_at BETWEEN ? AND ? ${open})
       ORDER BY t.completed_at, t.task_key`,
  )
    .raw()
    .all(agent, range.since ?? -Number.MAX_VALUE, range.until ?? Number.MAX_VALUE) as RawTask[];
  return openPage({ count: rows.length, data: packTasks(rows) });
}
