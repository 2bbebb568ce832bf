/** Metric cells of a set of tasks: every metric of the table from columns, or why it cannot be said. Pure. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { MetricCell } from '../domain/metric.ts';
import type { Fact } from '../domain/parity.ts';
import { meanInterval, meanOf, type Tally } from './bounded-mean.ts';
import { METRICS, type Metric, type MetricId } from './metric-table.ts';
import { scoreCell } from './score-cell.ts';
import {
  type ClusterSums,
  clusterRatioCellOfSums,
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
import type { StretchValue } from './statistics/window.ts';
import type { TaskFigures } from './task-figures.ts';
import type { TaskList, TaskRows } from './task-list.ts';

const MEDIAN = 0.5;
const P90 = 0.9;

/** Metrics of a set of tasks, worked out when they are asked for. */
export interface TaskCells {
  readonly figures: TaskFigures;
  /** With its interval, or why there is none. */
  cell(id: MetricId): MetricCell;
  /** The bare value, however few tasks there are. */
  value(id: MetricId): StretchValue;
}

/** `logged`: what the sources of these tasks write down. */
export function taskCells(list: TaskList, figures: TaskFigures, logged: () => ReadonlySet<Fact>): TaskCells {
  const figure = ({ figure: { kind, of } }: Metric): MetricCell => {
    if (kind === 'rate') return rateCell(figures.count(of).successes, figures.count(of).n);
    if (kind === 'mean') return meanCell(figures.powers(of));
    if (kind === 'per_success') return ratioCellOfSums(figures.costs());
    if (kind === 'score') return scoreOf(figures.powers(of));
    return kind === 'median' ? medianCell(figures.sorted(of)) : quantileCell(figures.sorted(of), P90);
  };
  const cellOf = (id: MetricId): MetricCell => {
    const metric: Metric = METRICS[id];
    const found = figure(metric);
    if (found.state === 'ok' || figures.rows.length === 0) return found;
    if (found.n === 0 && metric.facts.length > 0 && !metric.facts.some((fact) => logged().has(fact)))
      return notLogged();
    const lacking =
      metric.figure.of === 'cost' && found.n < FEWEST_POINTS ? unpricedOf(list, figures.rows) : 0;
    return lacking > 0 ? unpriced(lacking) : found;
  };
  const cells = new Map<MetricId, MetricCell>();
  return {
    figures,
    cell: (id) => getOrInsert(cells, id, () => cellOf(id)),
    value(id) {
      const { kind, of } = METRICS[id].figure;
      if (kind === 'rate') return quotient(figures.count(of).successes, figures.count(of).n);
      if (kind === 'per_success') {
        const { n, sumCost, successes } = figures.costs();
        return { ...quotient(sumCost, successes), n };
      }
      if (kind === 'mean' || kind === 'score') {
        const { sum, n } = figures.powers(of);
        return quotient(sum, n);
      }
      const values = figures.sorted(of);
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

/** Share of tool calls that failed, over tasks that say both: calls of one task are alike, so the task is what is drawn (STATISTICS.md). */
export function toolErrorCell(errors: ClusterSums, tasks: number, logged: ReadonlySet<Fact>): MetricCell {
  if (errors.n === 0 && tasks > 0 && !logged.has('tool_errors')) return notLogged();
  return clusterRatioCellOfSums(errors, true);
}

function unpricedOf({ unpriced: flags }: TaskList, rows: TaskRows): number {
  let n = 0;
  for (const row of rows) n += flags[row] as number;
  return n;
}
