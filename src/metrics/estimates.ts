/** Estimate against actual by task type (REQUIREMENTS.md R4.3): how many times the estimate a task really took. Pure. */

import { compareText } from '../domain/compare-text.ts';
import type { EstimateReport } from '../domain/performance.ts';
import { allPlaces, type TaskPage } from '../domain/task-page.ts';
import { FEWEST_POINTS, medianCell } from './statistics/cell.ts';
import { placeQuantiles, quantile } from './statistics/quantiles.ts';
import { firstPlaces, groupWords, handOut } from './task-groups.ts';
import type { TaskRows } from './task-list.ts';

const MEASURES = ['input_tokens', 'output_tokens', 'cost'] as const;
type Measure = (typeof MEASURES)[number];
const P10 = 0.1;
const P90 = 0.9;

export interface EstimateCollector {
  /** Tasks at these places of a page; those that contradict themselves are left out. */
  add(page: TaskPage, places: TaskRows): void;
  /** Of all tasks first (type null), then by type; only where something was estimated. */
  reports(typeName: (word: number) => string | null): EstimateReport[];
}

export function collectEstimates(): EstimateCollector {
  const quotients = new Map<Measure, Quotients>(MEASURES.map((measure) => [measure, new Quotients()]));
  return {
    add(page, places) {
      const flagged = page.u8('flagged');
      const types = page.i32('taskType');
      for (const [measure, estimated, actual] of columnsOf(page)) {
        const known = quotients.get(measure) as Quotients;
        for (let n = 0; n < places.length; n++) {
          const place = places[n] as number;
          const estimate = estimated[place] as number;
          // An estimate of nothing is none: whatever came of it is infinitely more.
          if (!(estimate > 0) || flagged[place] === 1) continue;
          const quotient = actual(place) / estimate;
          if (Number.isFinite(quotient)) known.push(types[place] as number, quotient);
        }
      }
    },
    reports(typeName) {
      return MEASURES.flatMap((measure) =>
        reportsOf(measure, quotients.get(measure) as Quotients, typeName),
      ).sort((a, b) => rank(a) - rank(b) || compareText(a.taskType ?? '', b.taskType ?? ''));
    },
  };
}

/** Quotients of tasks with the word of each one's type. */
class Quotients {
  #types = new Int32Array(64);
  #values = new Float64Array(64);
  #count = 0;

  push(type: number, value: number): void {
    if (this.#count === this.#values.length) {
      const [types, values] = [this.#types, this.#values];
      this.#types = new Int32Array(this.#count * 2);
      this.#values = new Float64Array(this.#count * 2);
      this.#types.set(types);
      this.#values.set(values);
    }
    this.#types[this.#count] = type;
    this.#values[this.#count++] = value;
  }

  /** Of each type. */
  byType(): (readonly [type: number, quotients: Float64Array])[] {
    const types = this.#types.subarray(0, this.#count);
    const groups = groupWords(types);
    const values = handOut({ values: this.all(), places: allPlaces(this.#count) }, groups);
    return Array.from(firstPlaces(groups), (place, code) => [
      types[place] as number,
      values[code] as Float64Array,
    ]);
  }

  all(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }
}

type Estimated = readonly [Measure, estimated: Float64Array, actual: (place: number) => number];

function columnsOf(page: TaskPage): Estimated[] {
  const [input, output] = [page.f64('actualInputTokens'), page.f64('actualOutputTokens')];
  return [
    ['input_tokens', page.f64('estimatedInputTokens'), (place) => input[place] as number],
    ['output_tokens', page.f64('estimatedOutputTokens'), (place) => output[place] as number],
    ['cost', page.f64('estimatedCost'), actualCost(page)],
  ];
}

/** Where no orchestrator gave a figure of its own, the actual cost is ours, if all of it has a price. */
function actualCost(page: TaskPage): (place: number) => number {
  const [told, ours] = [page.f64('actualCost'), page.f64('cost')];
  const unpriced = page.i32('unpricedCalls');
  return (place) => {
    const value = told[place] as number;
    if (!Number.isNaN(value)) return value;
    return (unpriced[place] as number) > 0 ? Number.NaN : (ours[place] as number);
  };
}

function reportsOf(
  measure: Measure,
  quotients: Quotients,
  typeName: (word: number) => string | null,
): EstimateReport[] {
  const named = quotients.byType().flatMap(([word, values]) => {
    const taskType = typeName(word);
    return taskType === null ? [] : [report(taskType, measure, values)];
  });
  const all = quotients.all();
  return all.length === 0 ? [] : [report(null, measure, all.slice()), ...named];
}

/** Changes the order of the quotients. */
function report(taskType: string | null, measure: Measure, quotients: Float64Array): EstimateReport {
  const placed = placeQuantiles(quotients, [P10, P90]);
  const isEnough = placed.length >= FEWEST_POINTS;
  return {
    taskType,
    measure,
    median: medianCell(placed),
    p10: isEnough ? quantile(placed, P10) : null,
    p90: isEnough ? quantile(placed, P90) : null,
  };
}

const rank = ({ taskType }: EstimateReport): number => (taskType === null ? 0 : 1);
