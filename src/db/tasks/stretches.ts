/** Stored pages of tasks by stretches of days, each as one page that is kept while it is as stored: a question after the first reads no blob. */

import type { TaskPage } from '../../domain/task-page.ts';
import type { Connection } from '../open.ts';
import { prepared } from '../queries/prepared.ts';
import { joinPages, type PackedTasks } from './columns.ts';

/** Days that are one page in memory: enough that a question has few pages to visit, and few enough that a task that ends has little read again. */
const DAYS = 32;

/**
 * What a connection keeps: 100,000 tasks take about 10 MB. Of more the newest stay, which most questions are about; older ones
 * are read again each time.
 */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;

/** Pages of a stretch as stored: a page that is made anew has a number higher than any before, so the same two numbers mean the same pages. */
interface Stretch {
  readonly stretch: number;
  readonly days: number;
  readonly newest: number;
}

type Kept = Stretch & { readonly page: TaskPage; readonly bytes: number };

const kept = new WeakMap<Connection, Map<number, Kept>>();

/** Visits the stretches that these days are part of, as a whole, oldest first. To be called inside a transaction. */
export function visitStretches(
  db: Connection,
  firstDay: number,
  lastDay: number,
  visit: (page: TaskPage) => void,
): void {
  if (firstDay > lastDay) return;
  const known = kept.get(db) ?? new Map<number, Kept>();
  kept.set(db, known);
  const stored = prepared(
    db,
    `SELECT floor(day / ${DAYS}.0) AS stretch, count(*) AS days, max(page_id) AS newest FROM task_pages WHERE day BETWEEN ? AND ? GROUP BY 1 ORDER BY 1`,
  ).all(...daysOf(stretchOf(firstDay), stretchOf(lastDay))) as Stretch[];
  for (const stretch of stored) visit(pageOf(db, known, stretch));
}

const stretchOf = (day: number): number => Math.floor(day / DAYS);
/** First and last day of stretches in a row. */
const daysOf = (first: number, last: number): [number, number] => [first * DAYS, last * DAYS + DAYS - 1];

function pageOf(db: Connection, known: Map<number, Kept>, { stretch, days, newest }: Stretch): TaskPage {
  const before = known.get(stretch);
  if (before?.days === days && before.newest === newest) return before.page;
  const packed = prepared(
    db,
    `SELECT count, data FROM task_pages WHERE day BETWEEN ? AND ? ORDER BY day`,
  ).all(...daysOf(stretch, stretch)) as PackedTasks[];
  const { bytes, ...page } = joinPages(packed);
  known.set(stretch, { stretch, days, newest, page, bytes });
  forgetOldest(known, MOST_KEPT_BYTES);
  return page;
}

/** Leaves as many of the newest stretches as this many bytes hold. */
export function forgetOldest(known: Map<number, { readonly bytes: number }>, most: number): void {
  let bytes = 0;
  for (const [stretch, one] of [...known].sort(([a], [b]) => b - a)) {
    bytes += one.bytes;
    if (bytes > most) known.delete(stretch);
  }
}
