/** Estimate against actual by task type (REQUIREMENTS.md R4.3): how many times the estimate a task really took. Pure. */

import type { EstimateReport } from '../domain/performance.ts';
import type { TaskPage } from '../domain/task-page.ts';
import { FEWEST_POINTS, medianCell } from './statistics/cell.ts';
import { quantile } from './statistics/quantiles.ts';
import type { TaskRows } from './task-list.ts';

const MEASURES = ['input_tokens', 'output_tokens', 'cost'] as const;
type Measure = (typeof MEASURES)[number];

export interface EstimateCollector {
  /** Tasks at these places of a page; those that contradict themselves are left out. */
  add(page: TaskPage, places: TaskRows): void;
  /** Of all tasks first (type null), then by type; only where something was estimated. */
  reports(typeName: (word: number) => string | null): EstimateReport[];
}

export function collectEstimates(): EstimateCollector {
  /** By measure, then by word of the type. */
  const quotients = new Map<Measure, Map<number, number[]>>(MEASURES.map((measure) => [measure, new Map()]));
  return {
    add(page, places) {
      const flagged = page.u8('flagged');
      const types = page.i32('taskType');
      for (const [measure, estimated, actual] of columnsOf(page)) {
        const byType = quotients.get(measure) as Map<number, number[]>;
        for (const place of places) {
          const quotient = (actual[place] as number) / (estimated[place] as number);
          // An estimate of nothing is none: whatever came of it is infinitely more.
          if (flagged[place] === 1 || !Number.isFinite(quotient)) continue;
          const type = types[place] as number;
          const known = byType.get(type);
          if (known === undefined) byType.set(type, [quotient]);
          else known.push(quotient);
        }
      }
    },
    reports(typeName) {
      return MEASURES.flatMap((measure) =>
        reportsOf(measure, quotients.get(measure) as Map<number, number[]>, typeName),
      ).sort((a, b) => rank(a) - rank(b) || compare(a.taskType ?? '', b.taskType ?? ''));
    },
  };
}

/** Where no orchestrator gave a figure of its own, the actual cost is ours. */
function columnsOf(page: TaskPage): [Measure, Float64Array, Float64Array][] {
  const told = page.f64('actualCost');
  const cost = page.f64('cost');
  const actualCost = told.map((value, n) => (Number.isNaN(value) ? (cost[n] as number) : value));
  return [
    ['input_tokens', page.f64('estimatedInputTokens'), page.f64('actualInputTokens')],
    ['output_tokens', page.f64('estimatedOutputTokens'), page.f64('actualOutputTokens')],
    ['cost', page.f64('estimatedCost'), actualCost],
  ];
}

function reportsOf(
  measure: Measure,
  byType: ReadonlyMap<number, readonly number[]>,
  typeName: (word: number) => string | null,
): EstimateReport[] {
  const named = [...byType].flatMap(([word, quotients]) => {
    const taskType = typeName(word);
    return taskType === null ? [] : [report(taskType, measure, quotients)];
  });
  const all = [...byType.values()].flat();
  return all.length === 0 ? [] : [report(null, measure, all), ...named];
}

function report(taskType: string | null, measure: Measure, quotients: readonly number[]): EstimateReport {
  const sorted = Float64Array.from(quotients).sort();
  const isEnough = sorted.length >= FEWEST_POINTS;
  return {
    taskType,
    measure,
    median: medianCell(sorted),
    p10: isEnough ? quantile(sorted, 0.1) : null,
    p90: isEnough ? quantile(sorted, 0.9) : null,
  };
}

const rank = ({ taskType }: EstimateReport): number => (taskType === null ? 0 : 1);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
