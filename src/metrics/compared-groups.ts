/** What a row of the comparison of models shows of its tasks beside their metrics, a column at a time for all rows. Pure. */

import type { Fact } from '../domain/parity.ts';
import { NULL_COUNT } from '../domain/task-page.ts';
import type { ClusterSums } from './statistics/cell.ts';
import { figuresOf, figuresOfGroups, sums, type TaskColumns, type TaskFigures } from './task-figures.ts';
import { firstPlaces, type GroupColumn, type Groups, splitGroups, wordsOf } from './task-groups.ts';
import { ENDINGS, type TaskList, type TaskRows } from './task-list.ts';

/** Tasks with the same words. */
export interface ComparedGroup {
  /** In the order of the columns; NULL_COUNT = not known. */
  readonly words: readonly number[];
  readonly figures: TaskFigures;
  /** What the sources of the tasks write down. */
  readonly logged: ReadonlySet<Fact>;
  /** The first that is known; NULL_COUNT = none is. */
  readonly provider: number;
  readonly tasksUnknown: number;
  readonly tasksLeftOut: number;
  /** Of their calls, over the tasks that say both. */
  readonly toolErrors: ClusterSums;
  readonly modelCalls: number;
  readonly unpricedCalls: number;
}

/** Of a model that was used, but worked on no task. */
export function noTasks(list: TaskList): ComparedGroup {
  return {
    words: [],
    figures: figuresOf(list, new Uint32Array(0)),
    logged: new Set(),
    provider: NULL_COUNT,
    ...{ tasksUnknown: 0, tasksLeftOut: 0, modelCalls: 0, unpricedCalls: 0 },
    toolErrors: { n: 0, top: 0, bottom: 0, squares: 0 },
  };
}

type Logged = (list: TaskList, rows: TaskRows) => ReadonlySet<Fact>;

/** `tellers`: places of tasks that tell all that sources of the groups log, see `tellersOf`. */
export function comparedGroups(
  columns: TaskColumns,
  by: readonly GroupColumn[],
  groups: Groups,
  tellers: Uint32Array,
  logged: Logged,
): ComparedGroup[] {
  const { list } = columns;
  const facts = factsOf(columns, groups, tellers, logged);
  const providers = firstKnown(list.provider, columns, groups);
  const [unknown, leftOut] = countEndings(columns, groups);
  const toolErrors = toolErrorsOf(columns, groups);
  const modelCalls = total(list.modelCalls, columns.rows, groups);
  const unpricedCalls = total(list.unpricedCalls, columns.rows, groups);
  return figuresOfGroups(columns, groups).map((figures, code) => ({
    words: wordsOf(list, figures.rows, by),
    figures,
    logged: facts[code] as ReadonlySet<Fact>,
    provider: providers[code] as number,
    tasksUnknown: unknown[code] as number,
    tasksLeftOut: leftOut[code] as number,
    toolErrors: toolErrors[code] as ClusterSums,
    modelCalls: modelCalls[code] as number,
    unpricedCalls: unpricedCalls[code] as number,
  }));
}

/** Of groups of one harness each: tasks with the same source and origin of usage are told of by the same, and the first of them speaks for all. */
export function tellersOf({ list, rows }: TaskColumns, groups: Groups): Uint32Array {
  return firstPlaces(splitGroups(groups, list, rows, ['source', 'usageOfHarness']));
}

function factsOf(
  { list, rows }: TaskColumns,
  { codes, size }: Groups,
  tellers: Uint32Array,
  logged: Logged,
): ReadonlySet<Fact>[] {
  const asked = Array.from({ length: size }, (): number[] => []);
  for (const place of tellers) (asked[codes[place] as number] as number[]).push(rows[place] as number);
  return asked.map((own) => logged(list, Uint32Array.from(own)));
}

function firstKnown(words: Int32Array, { rows }: TaskColumns, { codes, size }: Groups): Int32Array {
  const first = new Int32Array(size).fill(NULL_COUNT);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[i] as number;
    if (first[code] === NULL_COUNT) first[code] = words[rows[i] as number] as number;
  }
  return first;
}

function countEndings(
  { list: { ending, flagged }, rows }: TaskColumns,
  { codes, size }: Groups,
): [unknown: Uint32Array, leftOut: Uint32Array] {
  const [unknown, leftOut] = [new Uint32Array(size), new Uint32Array(size)];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const code = codes[i] as number;
    if (flagged[row] === 1) leftOut[code] = (leftOut[code] as number) + 1;
    else if (ending[row] === ENDINGS.unknown) unknown[code] = (unknown[code] as number) + 1;
  }
  return [unknown, leftOut];
}

function toolErrorsOf(
  { list: { toolCalls, toolErrors }, rows }: TaskColumns,
  { codes, size }: Groups,
): ClusterSums[] {
  const [n, top, bottom, squares] = [sums(size), sums(size), sums(size), sums(size)];
  for (let i = 0; i < rows.length; i++) {
    const calls = toolCalls[rows[i] as number] as number;
    const errors = toolErrors[rows[i] as number] as number;
    if (calls <= 0 || errors < 0) continue;
    const code = codes[i] as number;
    n[code] = (n[code] as number) + 1;
    top[code] = (top[code] as number) + errors;
    bottom[code] = (bottom[code] as number) + calls;
  }
  const quotients = top.map((value, code) => value / (bottom[code] as number));
  for (let i = 0; i < rows.length; i++) {
    const calls = toolCalls[rows[i] as number] as number;
    const errors = toolErrors[rows[i] as number] as number;
    if (calls <= 0 || errors < 0) continue;
    const code = codes[i] as number;
    squares[code] = (squares[code] as number) + (errors - (quotients[code] as number) * calls) ** 2;
  }
  return Array.from(n, (tasks, code) => ({
    n: tasks,
    top: top[code] as number,
    bottom: bottom[code] as number,
    squares: squares[code] as number,
  }));
}

/** Of what is known. */
function total(counts: Int32Array, rows: TaskRows, { codes, size }: Groups): Float64Array {
  const totals = sums(size);
  for (let i = 0; i < rows.length; i++) {
    const count = counts[rows[i] as number] as number;
    const code = codes[i] as number;
    if (count > 0) totals[code] = (totals[code] as number) + count;
  }
  return totals;
}
