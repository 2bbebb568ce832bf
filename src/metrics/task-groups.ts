/** Tasks by what several of their names are together: model, harness and effort; or type, language and repository size. Pure. */

import { allPlaces } from '../domain/task-page.ts';
import type { Placed } from './statistics/ascending.ts';
import type { TaskList, TaskRows } from './task-list.ts';

/** Columns of a list that hold words. */
export type GroupColumn =
  | ('model' | 'harness' | 'effort' | 'taskType' | 'language' | 'repoSize')
  | ('department' | 'project');

/** Tasks with the same words. */
export interface TaskGroup {
  /** In the order of the columns; NULL_COUNT = not known. */
  readonly words: readonly number[];
  /** In the order of completion. */
  readonly rows: TaskRows;
}

/** A number for each of some rows, the same for rows of one group: from 0 in the order in which groups first occur. */
export interface Groups {
  readonly codes: Uint32Array;
  /** How many groups there are. */
  readonly size: number;
}

/** Groups in the order in which they first occur. */
export function groupTasks(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): TaskGroup[] {
  return rowsOfGroups(rows, groupCodes(list, rows, columns)).map((own) => ({
    rows: own,
    words: wordsOf(list, own, columns),
  }));
}

/** What the rows of a group have in these columns. */
export function wordsOf(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): number[] {
  return columns.map((column) => list[column][rows[0] as number] as number);
}

/** The rows of each group, in their order. */
export function rowsOfGroups(rows: TaskRows, { codes, size }: Groups): TaskRows[] {
  if (size === 1) return [rows];
  const counts = new Uint32Array(size);
  for (let n = 0; n < codes.length; n++)
    counts[codes[n] as number] = (counts[codes[n] as number] as number) + 1;
  const groups = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let n = 0; n < rows.length; n++) {
    const code = codes[n] as number;
    const at = counts[code] as number;
    (groups[code] as Uint32Array)[at] = rows[n] as number;
    counts[code] = at + 1;
  }
  return groups;
}

/** The values of each group, in their order. */
export function handOut({ values, places }: Placed, { codes, size }: Groups): Float64Array[] {
  const counts = new Uint32Array(size);
  for (let n = 0; n < places.length; n++) {
    const code = codes[places[n] as number] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  const groups = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  for (let n = 0; n < places.length; n++) {
    const code = codes[places[n] as number] as number;
    const at = counts[code] as number;
    (groups[code] as Float64Array)[at] = values[n] as number;
    counts[code] = at + 1;
  }
  return groups;
}

export const oneGroup = (rows: number): Groups => ({ codes: new Uint32Array(rows), size: 1 });

export function groupCodes(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): Groups {
  return splitGroups(oneGroup(rows.length), list, rows, columns);
}

/** Groups of numbers that are the same. */
export const groupWords = (words: Int32Array): Groups =>
  splitBy(oneGroup(words.length), words, allPlaces(words.length));

/** Groups whose rows have the same in these columns, too. */
export function splitGroups(
  groups: Groups,
  list: TaskList,
  rows: TaskRows,
  columns: readonly (GroupColumn | 'source' | 'usageOfHarness')[],
): Groups {
  // Of one kind, because a loop that meets several takes several times as long.
  const words = (column: Int32Array | Uint8Array) =>
    column instanceof Int32Array ? column : new Int32Array(column);
  return columns.reduce((found, column) => splitBy(found, words(list[column]), rows), groups);
}

/** Where each group first occurs. */
export function firstPlaces({ codes, size }: Groups): Uint32Array {
  const places = new Uint32Array(size);
  let known = 0;
  for (let n = 0; n < codes.length && known < size; n++) if (codes[n] === known) places[known++] = n;
  return places;
}

/** Pairs of a code and a word that a table holds; more of them are few of the pairs there could be, and looked up. */
const LARGEST_TABLE = 1_000_000;

/** Rows of one code told apart by another column. */
function splitBy(groups: Groups, words: Int32Array, rows: TaskRows): Groups {
  const { codes, size } = groups;
  const { numbers, count } = numberWords(words, rows);
  if (count === 1) return groups;
  const isTable = size * count <= LARGEST_TABLE;
  const table = new Uint32Array(isTable ? size * count : 0);
  const rare = new Map<number, number>();
  const split = new Uint32Array(rows.length);
  let found = 0;
  for (let n = 0; n < rows.length; n++) {
    const number = (numbers[(words[rows[n] as number] as number) + 1] as number) - 1;
    const pair = (codes[n] as number) * count + number;
    let code = isTable ? (table[pair] as number) : (rare.get(pair) ?? 0);
    if (code === 0) {
      code = ++found;
      if (isTable) table[pair] = code;
      else rare.set(pair, code);
    }
    split[n] = code - 1;
  }
  return { codes: split, size: found };
}

/** Numbers from 1 for the words that occur, by word and 1 (NULL_COUNT has a place, too): a column has few of all the words there are. */
function numberWords(words: Int32Array, rows: TaskRows): { numbers: Uint32Array; count: number } {
  let largest = -1;
  for (let n = 0; n < rows.length; n++) {
    const word = words[rows[n] as number] as number;
    if (word > largest) largest = word;
  }
  const numbers = new Uint32Array(largest + 2);
  let count = 0;
  for (let n = 0; n < rows.length; n++) {
    const at = (words[rows[n] as number] as number) + 1;
    if (numbers[at] === 0) numbers[at] = ++count;
  }
  return { numbers, count };
}

/** The words that occur; NULL_COUNT where one is not known. */
export function wordsIn(words: Int32Array, rows: TaskRows): number[] {
  const { numbers } = numberWords(words, rows);
  return [...numbers.keys()].filter((at) => numbers[at] !== 0).map((at) => at - 1);
}
