/**
 * Sums, shares and sorted values of groups of tasks. Each column is gone through once for all groups: a loop for each column of each of
 * hundreds of groups takes several times as long. Pure.
 */

import { getOrInsert } from '../domain/get-or-insert.ts';
import { NULL_BYTE } from '../domain/task-page.ts';
import type { TaskAnswer, TaskValue } from './metric-table.ts';
import { ascending, known, type Placed } from './statistics/ascending.ts';
import type { Count } from './statistics/rates.ts';
import type { PowerSums, TaskSums } from './statistics/ratio.ts';
import { type Groups, handOut, oneGroup, rowsOfGroups } from './task-groups.ts';
import type { TaskList, TaskRows } from './task-list.ts';

/** Of one group; worked out when it is asked for. */
export interface TaskFigures {
  /** In the order of completion. */
  readonly rows: TaskRows;
  /** Tasks that answer yes, of those that answer. */
  count(of: TaskAnswer): Count;
  /** Of the tasks whose value is known. */
  powers(of: TaskValue): PowerSums;
  /** Of the tasks whose cost and outcome are both known: what the others spent cannot be set against what they achieved. */
  costs(): TaskSums;
  /** Values of the tasks that have one, ascending. */
  sorted(of: TaskValue): Float64Array;
}

/** Columns at some rows of a list, for as many groupings of them as there are. */
export interface TaskColumns {
  readonly list: TaskList;
  readonly rows: TaskRows;
  /** Floating-point numbers whatever the column holds: a loop that meets both kinds takes several times as long. Not known: NaN, or below 0. */
  numbers(of: TaskValue): Float64Array;
  answers(of: TaskAnswer): Uint8Array;
  /** What is known of a column, by size. */
  ascending(of: TaskValue): Placed;
}

export function columnsAt(list: TaskList, rows: TaskRows): TaskColumns {
  const numbers = new Map<TaskValue, Float64Array>();
  const answers = new Map<TaskAnswer, Uint8Array>();
  const orders = new Map<TaskValue, Placed>();
  const numbersOf = (of: TaskValue) => getOrInsert(numbers, of, () => numbersAt(list[of], rows, list.count));
  return {
    list,
    rows,
    numbers: numbersOf,
    answers: (of) => getOrInsert(answers, of, () => gather(list[of], rows, new Uint8Array(rows.length))),
    ascending: (of) => getOrInsert(orders, of, () => ascending(numbersOf(of))),
  };
}

/** Rows are in ascending order: as many as the list has are all of it, and its columns need no copy. */
function numbersAt(column: Float64Array | Int32Array, rows: TaskRows, count: number): Float64Array {
  if (rows.length < count) return gather(column, rows, new Float64Array(rows.length));
  const all = column.subarray(0, count);
  return all instanceof Float64Array ? all : new Float64Array(all);
}

function gather<Values extends Float64Array | Uint8Array>(
  column: Float64Array | Int32Array | Uint8Array,
  rows: TaskRows,
  into: Values,
): Values {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i] as number] as number;
  return into;
}

/** Figures of all tasks of these rows together. */
export function figuresOf(list: TaskList, rows: TaskRows): TaskFigures {
  const [all] = figuresOfGroups(columnsAt(list, rows), oneGroup(rows.length));
  return all as TaskFigures;
}

export function figuresOfGroups(columns: TaskColumns, groups: Groups): TaskFigures[] {
  const counts = new Map<TaskAnswer, Count[]>();
  const powers = new Map<TaskValue, PowerSums[]>();
  const sorted = new Map<TaskValue, Float64Array[]>();
  let costs: TaskSums[] | null = null;
  return rowsOfGroups(columns.rows, groups).map((rows, code) => ({
    rows,
    count: (of) => getOrInsert(counts, of, () => countAnswers(columns.answers(of), groups))[code] as Count,
    powers: (of) => getOrInsert(powers, of, () => sumPowers(columns.numbers(of), groups))[code] as PowerSums,
    sorted: (of) => getOrInsert(sorted, of, () => sortValues(columns, of, groups))[code] as Float64Array,
    costs() {
      costs ??= sumCosts(columns.numbers('cost'), columns.answers('success'), groups);
      return costs[code] as TaskSums;
    },
  }));
}

/** So many sums of each group, all 0. */
export const sums = (size: number): Float64Array => new Float64Array(size);

function countAnswers(answers: Uint8Array, { codes, size }: Groups): Count[] {
  const [n, successes] = [sums(size), sums(size)];
  for (let i = 0; i < codes.length; i++) {
    const answer = answers[i] as number;
    if (answer === NULL_BYTE) continue;
    const code = codes[i] as number;
    n[code] = (n[code] as number) + 1;
    successes[code] = (successes[code] as number) + answer;
  }
  return Array.from(n, (tasks, code) => ({ n: tasks, successes: successes[code] as number }));
}

function sumPowers(values: Float64Array, { codes, size }: Groups): PowerSums[] {
  const [n, sum, squares, cubes] = [sums(size), sums(size), sums(size), sums(size)];
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] as number;
    if (!(value >= 0)) continue;
    const code = codes[i] as number;
    n[code] = (n[code] as number) + 1;
    sum[code] = (sum[code] as number) + value;
    squares[code] = (squares[code] as number) + value * value;
    cubes[code] = (cubes[code] as number) + value * value * value;
  }
  return Array.from(n, (tasks, code) => ({
    n: tasks,
    sum: sum[code] as number,
    squares: squares[code] as number,
    cubes: cubes[code] as number,
  }));
}

function sumCosts(costs: Float64Array, successes: Uint8Array, { codes, size }: Groups): TaskSums[] {
  const [n, cost, cost2, cost3] = [sums(size), sums(size), sums(size), sums(size)];
  const [succeeded, costSuccess, cost2Success] = [sums(size), sums(size), sums(size)];
  for (let i = 0; i < codes.length; i++) {
    const spent = costs[i] as number;
    const success = successes[i] as number;
    if (Number.isNaN(spent) || success === NULL_BYTE) continue;
    const code = codes[i] as number;
    n[code] = (n[code] as number) + 1;
    cost[code] = (cost[code] as number) + spent;
    cost2[code] = (cost2[code] as number) + spent * spent;
    cost3[code] = (cost3[code] as number) + spent * spent * spent;
    if (success === 0) continue;
    succeeded[code] = (succeeded[code] as number) + 1;
    costSuccess[code] = (costSuccess[code] as number) + spent;
    cost2Success[code] = (cost2Success[code] as number) + spent * spent;
  }
  return Array.from(n, (tasks, code) => ({
    n: tasks,
    successes: succeeded[code] as number,
    sumCost: cost[code] as number,
    sumCost2: cost2[code] as number,
    sumCost3: cost3[code] as number,
    sumCostSuccess: costSuccess[code] as number,
    sumCost2Success: cost2Success[code] as number,
  }));
}

/** From so many tasks on it is quicker to order them all, once for all groupings, than the values of each group. */
const MANY = 2_000;

function sortValues(columns: TaskColumns, of: TaskValue, groups: Groups): Float64Array[] {
  const values = columns.numbers(of);
  if (values.length >= MANY) return handOut(columns.ascending(of), groups);
  return handOut(known(values), groups).map((own) => own.sort());
}
