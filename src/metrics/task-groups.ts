/** Tasks by what several of their names are together: model, harness and effort; or type, language and repository size. Pure. */

import type { TaskList, TaskRows } from './task-list.ts';

/** Columns of a list that hold words. */
export type GroupColumn = 'model' | 'harness' | 'effort' | 'taskType' | 'language' | 'repoSize';

/** Tasks with the same words. */
export interface TaskGroup {
  /** In the order of the columns; NULL_COUNT = not known. */
  readonly words: readonly number[];
  /** In the order of completion. */
  readonly rows: TaskRows;
}

/** Groups in the order in which they first occur. */
export function groupTasks(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): TaskGroup[] {
  const codes = groupCodes(list, rows, columns);
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const groups = new Map<number, { rows: Uint32Array; filled: number }>();
  for (const [code, count] of counts) groups.set(code, { rows: new Uint32Array(count), filled: 0 });
  for (let n = 0; n < rows.length; n++) {
    const group = groups.get(codes[n] as number) as { rows: Uint32Array; filled: number };
    group.rows[group.filled++] = rows[n] as number;
  }
  return [...groups.values()].map((group) => ({
    rows: group.rows,
    words: columns.map((column) => list[column][group.rows[0] as number] as number),
  }));
}

/** One number for each row, the same for rows with the same words in all columns. */
export function groupCodes(list: TaskList, rows: TaskRows, columns: readonly GroupColumn[]): Float64Array {
  const codes = new Float64Array(rows.length);
  for (const column of columns) {
    const words = list[column];
    const { places, size } = placesOf(words, rows);
    for (let n = 0; n < rows.length; n++)
      codes[n] = (codes[n] as number) * size + (places[(words[rows[n] as number] as number) + 1] as number);
  }
  return codes;
}

/** Words in use, numbered from 0: a table by word plus one, so that NULL_COUNT has a place. */
function placesOf(words: Int32Array, rows: TaskRows): { places: Int32Array; size: number } {
  let largest = -1;
  for (const row of rows) largest = Math.max(largest, words[row] as number);
  const places = new Int32Array(largest + 2).fill(-1);
  let size = 0;
  for (const row of rows) {
    const at = (words[row] as number) + 1;
    if (places[at] === -1) places[at] = size++;
  }
  return { places, size };
}
