/** Metric cells of a set of tasks: every metric of the table from columns, or why it cannot be said. Pure. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { MetricCell } from '../domain/metric.ts';
import type { Fact } from '../domain/parity.ts';
import { NULL_BYTE } from '../domain/task-page.ts';
import { meanInterval, meanOf, type Tally, tallyOf } from './bounded-mean.ts';
import { METRICS, type Metric, type MetricId, type TaskAnswer, type TaskValue } from './metric-table.ts';
import { scoreCell } from './score-cell.ts';
import {
  clusterRatioCell,
  FEWEST_POINTS,
  meanCell,
  medianCell,
  notLogged,
  quantileCell,
  rateCell,
  ratioCellOfSums,
  unpriced,
} from './statistics/cell.ts';
import { quantile } from './statistics/quantiles.ts';
import type { Count } from './statistics/rates.ts';
import type { TaskSums } from './statistics/ratio.ts';
import type { StretchValue } from './statistics/window.ts';
import type { TaskList, TaskRows } from './task-list.ts';

const MEDIAN = 0.5;
const P90 = 0.9;

/** Figures of tasks, worked out when they are asked for; what several of them need is worked out once. */
export interface TaskCells {
  /** With its interval, or why there is none. */
  cell(id: MetricId): MetricCell;
  /** The bare value, however few tasks there are. */
  value(id: MetricId): StretchValue;
  /** Tasks that answer yes, of those that answer. */
  count(of: TaskAnswer): Count;
  /** Of the tasks whose cost and outcome are both known. */
  costs(): TaskSums;
  /** Values of the tasks that have one, ascending. */
  sorted(value: TaskValue): Float64Array;
}

/** `logged`: what the sources of these tasks write down. */
export function taskCells(list: TaskList, rows: TaskRows, logged: () => ReadonlySet<Fact>): TaskCells {
  const sortedValues = new Map<TaskValue, Float64Array>();
  const sorted = (value: TaskValue): Float64Array => {
    const found = sortedValues.get(value) ?? valuesOf(list, rows, value).sort();
    sortedValues.set(value, found);
    return found;
  };
  let sums: TaskSums | null = null;
  const costs = (): TaskSums => {
    sums ??= costSums(list, rows);
    return sums;
  };
  const counts = new Map<TaskAnswer, Count>();
  const count = (of: TaskAnswer): Count => getOrInsert(counts, of, () => answersOf(list, rows, of));
  const figure = ({ figure: { kind, of } }: Metric): MetricCell => {
    if (kind === 'rate') return rateCell(count(of).successes, count(of).n);
    if (kind === 'mean') return meanCell(valuesOf(list, rows, of));
    if (kind === 'per_success') return ratioCellOfSums(costs());
    if (kind === 'score') return scoreOf(tallyOf(valuesOf(list, rows, of)));
    return kind === 'median' ? medianCell(sorted(of)) : quantileCell(sorted(of), P90);
  };
  const cellOf = (id: MetricId): MetricCell => {
    const metric: Metric = METRICS[id];
    const found = figure(metric);
    if (found.state === 'ok' || rows.length === 0) return found;
    if (found.n === 0 && metric.facts.length > 0 && !metric.facts.some((fact) => logged().has(fact)))
      return notLogged();
    const lacking = metric.figure.of === 'cost' && found.n < FEWEST_POINTS ? unpricedOf(list, rows) : 0;
    return lacking > 0 ? unpriced(lacking) : found;
  };
  const cells = new Map<MetricId, MetricCell>();
  return {
    costs,
    sorted,
    cell: (id) => getOrInsert(cells, id, () => cellOf(id)),
    count,
    value(id) {
      const { kind, of } = METRICS[id].figure;
      if (kind === 'rate') return quotient(count(of).successes, count(of).n);
      if (kind === 'per_success') {
        const { n, sumCost, successes } = costs();
        return { ...quotient(sumCost, successes), n };
      }
      if (kind === 'mean' || kind === 'score') {
        const { sum, n } = tallyOf(valuesOf(list, rows, of));
        return quotient(sum, n);
      }
      const values = sorted(of);
      return { value: quantile(values, kind === 'median' ? MEDIAN : P90), n: values.length };
    },
  };
}

function scoreOf(tally: Tally): MetricCell {
  return scoreCell(meanOf(tally), tally.n, meanInterval(tally));
}

function quotient(sum: number, n: number): StretchValue {
  return { value: n === 0 ? null : sum / n, n };
}

/** Tasks that answer yes, and tasks that answer. */
function answersOf(list: TaskList, rows: TaskRows, of: TaskAnswer): Count {
  const answers = list[of];
  let n = 0;
  let successes = 0;
  for (let i = 0; i < rows.length; i++) {
    const answer = answers[rows[i] as number] as number;
    if (answer === NULL_BYTE) continue;
    n++;
    successes += answer;
  }
  return { successes, n };
}

/** Share of tool calls that failed, over tasks that say both: calls of one task are alike, so the task is what is drawn (STATISTICS.md). */
export function toolErrorCell(list: TaskList, rows: TaskRows, logged: ReadonlySet<Fact>): MetricCell {
  const { toolCalls, toolErrors } = list;
  const calls = new Float64Array(rows.length);
  const errors = new Float64Array(rows.length);
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const called = toolCalls[rows[i] as number] as number;
    const failed = toolErrors[rows[i] as number] as number;
    if (called <= 0 || failed < 0) continue;
    calls[n] = called;
    errors[n++] = failed;
  }
  if (n === 0 && rows.length > 0 && !logged.has('tool_errors')) return notLogged();
  return clusterRatioCell(errors.subarray(0, n), calls.subarray(0, n), true);
}

/** Values of the tasks that have one, in the order of the rows. */
function valuesOf(list: TaskList, rows: TaskRows, of: TaskValue): Float64Array {
  const column = list[of];
  const values = new Float64Array(rows.length);
  let n = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i] as number] as number;
    // NaN and NULL_COUNT: not known. No value of a task is negative.
    if (value >= 0) values[n++] = value;
  }
  return values.subarray(0, n);
}

/** Over the tasks whose cost and outcome are both known: what the others spent cannot be set against what they achieved. */
function costSums({ cost, success }: TaskList, rows: TaskRows): TaskSums {
  const sums = {
    n: 0,
    successes: 0,
    sumCost: 0,
    sumCost2: 0,
    sumCost3: 0,
    sumCostSuccess: 0,
    sumCost2Success: 0,
  };
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const spent = cost[row] as number;
    const succeeded = success[row] as number;
    if (Number.isNaN(spent) || succeeded === NULL_BYTE) continue;
    sums.n++;
    sums.sumCost += spent;
    sums.sumCost2 += spent * spent;
    sums.sumCost3 += spent * spent * spent;
    if (succeeded === 0) continue;
    sums.successes++;
    sums.sumCostSuccess += spent;
    sums.sumCost2Success += spent * spent;
  }
  return sums;
}

function unpricedOf({ unpriced: flags }: TaskList, rows: TaskRows): number {
  let n = 0;
  for (const row of rows) n += flags[row] as number;
  return n;
}
