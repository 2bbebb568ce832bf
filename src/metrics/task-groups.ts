/** Tasks by what several of their names are together: model, harness and effort; or type, language and repository size. Pure. */

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

/** Groups in the order in which they first occur. */
export function groupTasks(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): TaskGroup[] {
  const { codes, size } = groupCodes(list, rows, columns);
  const counts = new Uint32Array(size);
  for (let n = 0; n < codes.length; n++)
    counts[codes[n] as number] = (counts[codes[n] as number] as number) + 1;
  const groups = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(size);
  for (let n = 0; n < rows.length; n++) {
    const code = codes[n] as number;
    const at = filled[code] as number;
    (groups[code] as Uint32Array)[at] = rows[n] as number;
    filled[code] = at + 1;
  }
  return groups.map((own) => ({
    rows: own,
    words: columns.map((column) => list[column][own[0] as number] as number),
  }));
}

/** A number for each row, the same for rows with the same words in all columns: from 0 in the order in which they first occur. */
interface Codes {
  readonly codes: Uint32Array;
  /** How many numbers there are. */
  readonly size: number;
}

export function groupCodes(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): Codes {
  let found: Codes = { codes: new Uint32Array(rows.length), size: Math.min(1, rows.length) };
  for (const column of columns) found = splitBy(found, list[column], rows);
  return found;
}

/** Pairs of a code and a word that a table holds; more of them are few of the pairs there could be, and looked up. */
const LARGEST_TABLE = 1_000_000;

/** Rows of one code told apart by another column. */
function splitBy({ codes, size }: Codes, words: Int32Array, rows: TaskRows): Codes {
  let largest = -1;
  for (let n = 0; n < rows.length; n++) {
    const word = words[rows[n] as number] as number;
    if (word > largest) largest = word;
  }
  // NULL_COUNT has a place, too.
  const width = largest + 2;
  const known = size * width <= LARGEST_TABLE ? new Uint32Array(size * width) : new Map<number, number>();
  const split = new Uint32Array(rows.length);
  let found = 0;
  for (let n = 0; n < rows.length; n++) {
    const pair = (codes[n] as number) * width + (words[rows[n] as number] as number) + 1;
    let code = known instanceof Map ? (known.get(pair) ?? 0) : (known[pair] as number);
    if (code === 0) {
      code = ++found;
      if (known instanceof Map) known.set(pair, code);
      else known[pair] = code;
    }
    split[n] = code - 1;
  }
  return { codes: split, size: found };
}
