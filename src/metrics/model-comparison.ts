/**
 * The comparison of models (REQUIREMENTS.md R0.6): model × harness over all tasks, and × effort within each task type; the types' rows
 * of a model and harness add up to its row over all tasks. Pure.
 */

import { compareText } from '../domain/compare-text.ts';
import { UNKNOWN_HARNESS } from '../domain/harness.ts';
import type { Fact } from '../domain/parity.ts';
import { type ModelComparison, UNKNOWN_TASK_TYPE } from '../domain/performance.ts';
import type { TokenSums } from '../domain/report.ts';
import { NULL_COUNT } from '../domain/task-page.ts';
import { type ComparedRow, tableVerdicts } from './model-verdicts.ts';
import { taskCells, toolErrorCell } from './task-cells.ts';
import { groupTasks } from './task-groups.ts';
import { ENDINGS, type TaskList, type TaskRows } from './task-list.ts';

/** All usage of a model with one harness, tasks or not. */
interface ModelUsage {
  readonly modelCanonical: string;
  readonly provider: string | null;
  readonly harness: string;
  readonly modelCalls: number;
  readonly tokens: TokenSums;
  readonly costUsdMicros: number | null;
  readonly unpricedCalls: number;
}

export interface ComparisonInput {
  readonly list: TaskList;
  readonly rows: TaskRows;
  readonly usage: readonly ModelUsage[];
  /** Names as logged, by canonical name. */
  readonly loggedNames: ReadonlyMap<string, readonly string[]>;
  readonly word: (id: number) => string | null;
  readonly logged: (list: TaskList, rows: TaskRows) => ReadonlySet<Fact>;
}

/** A row of one table: who, its tasks, and its usage where it is known beside them. */
interface Candidate {
  readonly modelCanonical: string;
  readonly harness: string;
  readonly effort: string | null;
  readonly rows: TaskRows;
  readonly usage: ModelUsage | null;
}

const NO_ROWS: TaskRows = new Uint32Array(0);

/** Over all types first, then by type, those with most tasks first, what is of no known type last; warnings of reversals in words. */
export function compareModels(input: ComparisonInput): {
  rows: readonly ModelComparison[];
  warnings: readonly string[];
} {
  const { list, rows, word } = input;
  const all = table(input, null, candidates(input, rows, ['model', 'harness'], input.usage));
  const types = groupTasks(list, rows, ['taskType'])
    .map(({ words, rows: ofType }) => ({
      taskType: word(words[0] as number) ?? UNKNOWN_TASK_TYPE,
      rows: ofType,
    }))
    .sort(
      (a, b) =>
        Number(a.taskType === UNKNOWN_TASK_TYPE) - Number(b.taskType === UNKNOWN_TASK_TYPE) ||
        b.rows.length - a.rows.length ||
        compareText(a.taskType, b.taskType),
    );
  const byType = types.map(({ taskType, rows: ofType }) =>
    table(input, taskType, candidates(input, ofType, ['model', 'harness', 'effort'], [])),
  );
  return {
    rows: [all, ...byType].flatMap((one) => one.rows),
    warnings: all.warnings,
  };
}

/** Tasks by who did them, joined with usage; tasks of no known model cannot be compared. Most tasks first, then most calls. */
function candidates(
  { list, word }: ComparisonInput,
  rows: TaskRows,
  keys: readonly ('model' | 'harness' | 'effort')[],
  usage: readonly ModelUsage[],
): Candidate[] {
  const found = new Map<string, Candidate>();
  const key = (model: string, harness: string, effort: string | null) =>
    JSON.stringify([model, harness, effort]);
  for (const one of usage)
    found.set(key(one.modelCanonical, one.harness, null), {
      ...one,
      effort: null,
      rows: NO_ROWS,
      usage: one,
    });
  for (const { words, rows: own } of groupTasks(list, rows, keys)) {
    const [modelCanonical = null, harness = null, effort = null] = words.map(word);
    if (modelCanonical === null) continue;
    const id = key(modelCanonical, harness ?? UNKNOWN_HARNESS, effort);
    const used = found.get(id)?.usage ?? null;
    found.set(id, { modelCanonical, harness: harness ?? UNKNOWN_HARNESS, effort, rows: own, usage: used });
  }
  return [...found.values()].sort(
    (a, b) =>
      b.rows.length - a.rows.length ||
      (b.usage?.modelCalls ?? 0) - (a.usage?.modelCalls ?? 0) ||
      compareText(labelOf(a), labelOf(b)),
  );
}

function labelOf({ modelCanonical, harness, effort }: Omit<Candidate, 'rows' | 'usage'>): string {
  return [modelCanonical, harness, ...(effort === null ? [] : [effort])].join(' · ');
}

function table(
  input: ComparisonInput,
  taskType: string | null,
  found: readonly Candidate[],
): { rows: ModelComparison[]; warnings: readonly string[] } {
  const { list } = input;
  const compared = found.map((one): ComparedRow => {
    const logged = input.logged(list, one.rows);
    return {
      label: labelOf(one),
      rows: one.rows,
      cells: taskCells(list, one.rows, () => logged),
      logged,
    };
  });
  const { verdicts, warnings } = tableVerdicts(list, compared, taskType === null);
  const rows = found.map((one, n): ModelComparison => {
    const { cells, logged } = compared[n] as ComparedRow;
    return {
      modelCanonical: one.modelCanonical,
      provider: one.usage?.provider ?? providerOf(input, one.rows),
      models: input.loggedNames.get(one.modelCanonical) ?? [],
      harness: one.harness,
      effort: one.effort,
      taskType,
      tasks: one.rows.length,
      ...countsOf(list, one.rows),
      ...usageOf(one),
      ...tasksUsage(list, one.rows),
      successRate: cells.cell('success_rate'),
      firstShotRate: cells.cell('first_shot_rate'),
      medianCompletionTimeMs: cells.cell('median_completion_time_ms'),
      costPerSuccess: cells.cell('cost_per_success'),
      toolErrorRate: toolErrorCell(list, one.rows, logged),
      compactionsPerTask: cells.cell('compactions_per_task'),
      verdicts: verdicts[n] ?? [],
    };
  });
  return { rows, warnings };
}

function providerOf({ list, word }: ComparisonInput, rows: TaskRows): string | null {
  let last = NULL_COUNT;
  for (let i = 0; i < rows.length; i++) {
    const id = list.provider[rows[i] as number] as number;
    if (id === last) continue;
    last = id;
    const provider = word(id);
    if (provider !== null) return provider;
  }
  return null;
}

function countsOf({ ending, flagged }: TaskList, rows: TaskRows) {
  let tasksUnknown = 0;
  let tasksLeftOut = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (flagged[row] === 1) tasksLeftOut++;
    else if (ending[row] === ENDINGS.unknown) tasksUnknown++;
  }
  return { tasksUnknown, tasksLeftOut };
}

function usageOf({ usage }: Candidate) {
  if (usage === null) return { modelCalls: null, tokens: null, costUsdMicros: null, unpricedCalls: null };
  const { modelCalls, tokens, costUsdMicros, unpricedCalls } = usage;
  return { modelCalls, tokens, costUsdMicros, unpricedCalls };
}

function tasksUsage(list: TaskList, rows: TaskRows) {
  return {
    tasksModelCalls: sumOfCounts(list.modelCalls, rows),
    tasksTokens: sumOf(list.tokens, rows),
    tasksCostUsdMicros: sumOf(list.cost, rows),
    tasksUnpricedCalls: sumOfCounts(list.unpricedCalls, rows),
  };
}

/** null when none is known. Another loop than that of counts, because one over columns of both kinds takes several times as long. */
function sumOf(column: Float64Array, rows: TaskRows): number | null {
  let total = 0;
  let known = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i] as number] as number;
    if (!(value >= 0)) continue;
    total += value;
    known++;
  }
  return known > 0 ? total : null;
}

function sumOfCounts(column: Int32Array, rows: TaskRows): number {
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i] as number] as number;
    if (value > 0) total += value;
  }
  return total;
}
