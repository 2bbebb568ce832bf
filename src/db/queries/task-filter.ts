/** Which tasks a ReportFilter asks for: as numbers of words over pages, and as SQL over rows. One list of fields makes both. */

import type { ReportFilter } from '../../domain/report.ts';
import { allPlaces, NULL_COUNT, type TaskPage, type WordColumn } from '../../domain/task-page.ts';
import type { Connection } from '../open.ts';
import { COLUMNS } from '../tasks/columns.ts';
import type { TaskRange } from '../tasks/pages.ts';
import { type Condition, join } from './filter.ts';
import { prepared } from './prepared.ts';

/** Lists of a filter and the column that each is about; models are known by their logged names, too. */
const FIELDS = [
  ['agents', 'agent'],
  ['departments', 'department'],
  ['projects', 'project'],
  ['harnesses', 'harness'],
  ['models', 'model'],
  ['taskTypes', 'taskType'],
  ['sources', 'source'],
] as const satisfies readonly (readonly [keyof ReportFilter, WordColumn])[];

/** Numbers of names; names that no task has have none. */
export function wordIds(db: Connection, names: readonly string[]): Map<string, number> {
  const rows = prepared(
    db,
    `SELECT word, word_id AS id FROM words WHERE word IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(names)) as { word: string; id: number }[];
  return new Map(rows.map(({ word, id }) => [word, id]));
}

/** All names by number. */
export function wordsById(db: Connection): ReadonlyMap<number, string> {
  const rows = prepared(db, `SELECT word_id AS id, word FROM words`).all() as { id: number; word: string }[];
  return new Map(rows.map(({ id, word }) => [id, word]));
}

/** A column, and the words that it may hold. */
interface Wanted {
  readonly column: WordColumn;
  readonly ids: ReadonlySet<number>;
}

function wantedWords(db: Connection, filter: ReportFilter): Wanted[] {
  return FIELDS.filter(([field]) => filter[field].length > 0).map(([field, column]) => {
    const names = field === 'models' ? canonicalNames(db, filter.models) : filter[field];
    return { column, ids: new Set(wordIds(db, names).values()) };
  });
}

function canonicalNames(db: Connection, names: readonly string[]): string[] {
  const logged = prepared(
    db,
    `SELECT DISTINCT canonical FROM models WHERE name IN (SELECT value FROM json_each(?))`,
  )
    .pluck()
    .all(JSON.stringify(names)) as string[];
  return [...names, ...logged];
}

/** Places of the tasks of a page that pass; valid until the next call. */
export type TaskSelector = (page: TaskPage) => Uint32Array;

/** The range of the filter is left to `scanTasks`. `own`: asked beside the filter. */
export function taskSelector(db: Connection, filter: ReportFilter, ...own: readonly Wanted[]): TaskSelector {
  const wanted = [...wantedWords(db, filter), ...own].map(({ column, ids }) => ({
    column,
    marks: markedIds(ids),
  }));
  let all: Uint32Array = new Uint32Array(0);
  let places = all;
  return (page) => {
    if (all.length < page.count) {
      all = allPlaces(page.count * 2);
      places = new Uint32Array(all.length);
    }
    let passing = all.subarray(0, page.count);
    for (const { column, marks } of wanted) {
      const words = page.i32(column);
      let kept = 0;
      for (let n = 0; n < passing.length; n++) {
        const place = passing[n] as number;
        if (marks[(words[place] as number) + 1] === 1) places[kept++] = place;
      }
      passing = places.subarray(0, kept);
    }
    return passing;
  };
}

/** 1 at each of these ids and 1 (NULL_COUNT has a place, too): looked up faster than in a set, a hundred thousand times. */
function markedIds(ids: ReadonlySet<number>): Uint8Array {
  const known = [...ids].filter((id) => !Number.isNaN(id));
  const marks = new Uint8Array(Math.max(NULL_COUNT, ...known) + 2);
  for (const id of known) marks[id + 1] = 1;
  return marks;
}

export function rangeOf({ since, until }: ReportFilter, includeOpen: boolean): TaskRange {
  return { since, until, includeOpen };
}

/** The same over rows of `tasks` (alias t), the range included: by completion; open tasks are of every range. */
export function taskCondition(db: Connection, filter: ReportFilter): Condition {
  const parts: Condition[] = wantedWords(db, filter).map(({ column, ids }) => ({
    sql: `${COLUMNS[column].sql} IN (SELECT value FROM json_each(?))`,
    values: [JSON.stringify([...ids])],
  }));
  if (filter.since !== null)
    parts.push({ sql: '(t.completed_at IS NULL OR t.completed_at >= ?)', values: [filter.since] });
  if (filter.until !== null)
    parts.push({ sql: '(t.completed_at IS NULL OR t.completed_at <= ?)', values: [filter.until] });
  return join(parts);
}
