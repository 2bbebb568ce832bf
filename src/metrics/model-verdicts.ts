/** Verdicts of a table of the comparison: every row against the one with most tasks, metric by metric (STATISTICS.md). Pure. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import type { MetricCell, Verdict } from '../domain/metric.ts';
import { noun } from '../domain/noun.ts';
import type { Fact } from '../domain/parity.ts';
import type { ModelVerdict } from '../domain/performance.ts';
import { NULL_BYTE } from '../domain/task-page.ts';
import { verdictReasonText } from '../domain/verdict-words.ts';
import { METRICS, type Metric, type TaskAnswer } from './metric-table.ts';
import { compareMedians, compareRates, compareRatios, compareRatiosOfSums } from './statistics/comparison.ts';
import type { Count } from './statistics/rates.ts';
import { type RatioGroup, ratioGroup, type TaskCosts } from './statistics/ratio.ts';
import { type Stratum, stratifiedDifference } from './statistics/stratified.ts';
import { type JudgedDifference, verdictsOf, withheld } from './statistics/verdict.ts';
import type { TaskCells } from './task-cells.ts';
import { groupCodes } from './task-groups.ts';
import { allRows, type TaskList, type TaskRows } from './task-list.ts';

/** Metrics that rows are told apart by. */
const COMPARED = [
  'success_rate',
  'first_shot_rate',
  'median_completion_time_ms',
  'cost_per_success',
] as const;
type Compared = (typeof COMPARED)[number];

/** Tasks of one row, and what is known of them. */
export interface ComparedRow {
  /** `model · harness · effort`. */
  readonly label: string;
  readonly cells: TaskCells;
  readonly logged: ReadonlySet<Fact>;
}

const tasksOf = ({ cells }: ComparedRow): number => cells.figures.rows.length;

export interface TableVerdicts {
  /** In the order of the rows; the baseline has none. */
  readonly verdicts: readonly (readonly ModelVerdict[])[];
  /** Reversals (Simpson), in words. */
  readonly warnings: readonly string[];
}

/** Tasks of a kind are alike in these; harness and effort tell the rows apart. */
const KIND = ['taskType', 'language', 'repoSize'] as const;
/** The bootstrap is drawn with it. */
const SEED = 1;
/** Rows with fewer tasks have them drawn; sums say the same of more. In a table of many rows drawing would take a second. */
const MOST_DRAWN = { small: 100, large: 30 } as const;
const SMALL_TABLE = 6;

/**
 * The baseline is the row with most tasks, of equals the first. `isMixed`: the table holds tasks of several types, so rates are compared
 * within kinds of tasks and the raw difference is told beside.
 */
export function tableVerdicts(
  list: TaskList,
  table: readonly ComparedRow[],
  isMixed: boolean,
): TableVerdicts {
  const baseline = table.reduce<ComparedRow | null>(
    (most, row) => (most === null || tasksOf(row) > tasksOf(most) ? row : most),
    null,
  );
  const others = table.filter((row) => row !== baseline && tasksOf(row) > 0);
  const found = new Map<ComparedRow, ModelVerdict[]>();
  const warnings: string[] = [];
  const shared: Shared = {
    kinds: isMixed ? kindsOf(list) : null,
    drawn: drawnCosts(list),
    mostDrawn: table.length <= SMALL_TABLE ? MOST_DRAWN.small : MOST_DRAWN.large,
  };
  if (baseline === null || tasksOf(baseline) === 0) return { verdicts: table.map(() => []), warnings };
  for (const id of COMPARED) {
    const differences = others.map((row) => differenceOf(id, row, baseline, shared));
    const judged = judge(id, others, baseline, differences);
    for (const [n, row] of others.entries()) {
      const verdict = judged[n] as Verdict;
      const difference = differences[n] as Compare;
      getOrInsert(found, row, () => []).push({
        against: baseline.label,
        metric: id,
        verdict: verdict.verdict,
        reason: reasonOf(verdict, difference),
        low: verdict.low,
        high: verdict.high,
      });
      if (difference.reversal === true) warnings.push(warningOf(row, baseline, METRICS[id], difference));
    }
  }
  return { verdicts: table.map((row) => found.get(row) ?? []), warnings };
}

/** A difference; of a mixed table with the raw one beside it. */
type Compare = JudgedDifference & {
  readonly raw?: number | null;
  readonly shared?: number;
  readonly reversal?: boolean;
};

/** What all comparisons of a table use. */
interface Shared {
  /** Null: all tasks are of one type. */
  readonly kinds: Kinds | null;
  readonly drawn: DrawnCosts;
  readonly mostDrawn: number;
}

function differenceOf(id: Compared, row: ComparedRow, baseline: ComparedRow, shared: Shared): Compare {
  const { kinds } = shared;
  const { kind, of } = METRICS[id].figure;
  if (kind === 'median')
    return compareMedians(row.cells.figures.sorted(of), baseline.cells.figures.sorted(of));
  if (kind === 'per_success') return compareCosts(row, baseline, shared);
  if (kinds !== null) return stratifiedDifference(strata(kinds, row, baseline, of));
  return compareRates(row.cells.figures.count(of), baseline.cells.figures.count(of));
}

function compareCosts(row: ComparedRow, baseline: ComparedRow, { drawn, mostDrawn }: Shared): Compare {
  const [a, b] = [row.cells.figures.costs(), baseline.cells.figures.costs()];
  if (Math.min(a.n, b.n) >= mostDrawn) return compareRatiosOfSums(a, b);
  return compareRatios(drawn(row, SEED), drawn(baseline, SEED + 1), SEED);
}

/** Costs of a row's tasks with the interval that drawing them finds. */
type DrawnCosts = (row: ComparedRow, seed: number) => RatioGroup;

/** Each row is drawn once, the baseline too, which every row is held against. */
function drawnCosts(list: TaskList): DrawnCosts {
  const known = new Map<ComparedRow, RatioGroup>();
  return (row, seed) =>
    getOrInsert(known, row, () => ratioGroup(costsOf(list, row.cells.figures.rows), seed));
}

function costsOf({ cost, success }: TaskList, rows: TaskRows): TaskCosts {
  const known = rows.filter((row) => !Number.isNaN(cost[row]) && success[row] !== NULL_BYTE);
  return {
    cost: Float64Array.from(known, (row) => cost[row] as number),
    success: Uint8Array.from(known, (row) => success[row] as number),
  };
}

/** Both rows' answers by kind of task. */
function strata(kinds: Kinds, row: ComparedRow, baseline: ComparedRow, of: TaskAnswer): Stratum<number>[] {
  const [group, against] = [kinds(row, of), kinds(baseline, of)];
  return group.flatMap((count, key) => {
    const other = against[key] as Count;
    return count.n + other.n === 0 ? [] : [{ key, group: count, against: other }];
  });
}

/** Answers of a row by kind of task. */
type Kinds = (row: ComparedRow, of: TaskAnswer) => readonly Count[];

/** Kinds are told apart once, and the baseline, which every row is held against, is counted once. */
function kindsOf(list: TaskList): Kinds {
  const { codes, size } = groupCodes(list, allRows(list), KIND);
  const known = new Map<string, readonly Count[]>();
  return ({ label, cells }, of) =>
    getOrInsert(known, `${of} ${label}`, () => {
      const { rows } = cells.figures;
      const answers = list[of];
      const counts = Array.from({ length: size }, () => ({ successes: 0, n: 0 }));
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as number;
        const answer = answers[row] as number;
        if (answer === NULL_BYTE) continue;
        const count = counts[codes[row] as number] as { successes: number; n: number };
        count.n++;
        count.successes += answer;
      }
      return counts;
    });
}

/** Nothing is ranked whose figures do not exist, or that was told by different kinds of records (DESIGN.md 4, metric honesty). */
function judge(
  id: Compared,
  others: readonly ComparedRow[],
  baseline: ComparedRow,
  differences: readonly Compare[],
): Verdict[] {
  const metric: Metric = METRICS[id];
  const held = others.map((row) => withheldCode(row, baseline, id, metric));
  const judged = verdictsOf(
    differences.map((one, n) =>
      held[n] === null ? one : { ...one, difference: null, low: null, high: null, p: null },
    ),
    metric,
  );
  return judged.map((verdict, n) => {
    const code = held[n] ?? null;
    const { n: tasks, againstN } = differences[n] as Compare;
    return code === null ? verdict : withheld(code, tasks, againstN);
  });
}

function withheldCode(
  row: ComparedRow,
  baseline: ComparedRow,
  id: Compared,
  { facts }: Metric,
): 'not_logged' | 'unpriced' | 'different_logging' | null {
  const states: readonly MetricCell['state'][] = [row.cells.cell(id).state, baseline.cells.cell(id).state];
  if (states.includes('not_logged')) return 'not_logged';
  if (states.includes('unpriced')) return 'unpriced';
  const teller = (logged: ReadonlySet<Fact>) => facts.find((fact) => logged.has(fact));
  return teller(row.logged) === teller(baseline.logged) ? null : 'different_logging';
}

function reasonOf(verdict: Verdict, { raw, shared }: Compare): string {
  const text = verdictReasonText(verdict.reason);
  if (raw === undefined || raw === null || verdict.difference === null) return text;
  return `${text}; within ${shared} ${noun(shared ?? null, 'kind')} of tasks ${points(verdict.difference)}, over all of them ${points(raw)}`;
}

function warningOf(row: ComparedRow, baseline: ComparedRow, { label }: Metric, compare: Compare): string {
  return (
    `${row.label} against ${baseline.label}: ${label} over all tasks ${points(compare.raw as number)}, ` +
    `but within tasks of the same kind ${points(compare.difference as number)}; they did different kinds of work, so trust the second`
  );
}

/** Share 0.061 as `+6.1 points`. */
function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference * 100).toFixed(1)} points`;
}
