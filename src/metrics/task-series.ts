/** Metrics of a group's tasks over any stretch of time, as windows and trends ask for them. Pure. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { TrendPoint } from '../domain/metric.ts';
import type { Fact } from '../domain/parity.ts';
import { METRICS, type Metric, type MetricId } from './metric-table.ts';
import type { MetricSeries } from './statistics/window.ts';
import { type TaskCells, taskCells } from './task-cells.ts';
import { figuresOf } from './task-figures.ts';
import { rowsBetween, type TaskList, type TaskRows } from './task-list.ts';

/**
 * More tasks than this are thinned, every so-manieth in the order of their completion: a slope over 400 points is as steep as one over
 * 100,000, its interval is wider and as honest, and it is worked out within a frame.
 */
const MOST_POINTS = 400;

/** Series of every metric; what several of them need of one stretch is worked out once. `rows` in the order of completion. */
export function taskSeries(
  list: TaskList,
  rows: TaskRows,
  logged: (list: TaskList, rows: TaskRows) => ReadonlySet<Fact>,
): (id: MetricId) => MetricSeries {
  const stretches = new Map<number, Map<number, TaskCells>>();
  const newCells = (from: number, to: number): TaskCells => {
    const within = rowsBetween(list, rows, from, to - 1);
    return taskCells(list, figuresOf(list, within), () => logged(list, within));
  };
  const cellsOf = (from: number, to: number): TaskCells => {
    const ends = getOrInsert(stretches, from, () => new Map<number, TaskCells>());
    return getOrInsert(ends, to, () => newCells(from, to));
  };
  return (id) => {
    const metric: Metric = METRICS[id];
    const { kind, of } = metric.figure;
    const series = {
      higherIsBetter: metric.higherIsBetter,
      cell: (from: number, to: number) => cellsOf(from, to).cell(id),
      value: (from: number, to: number) => cellsOf(from, to).value(id),
    };
    if (kind === 'rate' || kind === 'per_success') return series;
    return {
      ...series,
      tasks: (from, to) => taskPoints(list, rowsBetween(list, rows, from, to - 1), list[of]),
    };
  };
}

function taskPoints(
  { completedAt }: TaskList,
  rows: TaskRows,
  column: Float64Array | Int32Array,
): TrendPoint[] {
  // NaN and NULL_COUNT: not known.
  const known = rows.filter((row) => (column[row] as number) >= 0);
  const step = Math.max(1, Math.ceil(known.length / MOST_POINTS));
  const points: TrendPoint[] = [];
  // From the newest backwards, so that it always counts.
  for (let n = known.length - 1; n >= 0; n -= step) {
    const row = known[n] as number;
    points.push({ at: completedAt[row] as number, value: column[row] as number, n: 1 });
  }
  return points.reverse();
}
