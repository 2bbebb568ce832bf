/**
 * The comparison of models (REQUIREMENTS.md R0.6): model × harness over all tasks, and × effort within each task type; the types' rows
 * of a model and harness add up to its row over all tasks. Pure.
 */

import { compareText } from '../domain/compare-text.ts';
import { getOrInsert } from '../domain/get-or-insert.ts';
import { UNKNOWN_HARNESS } from '../domain/harness.ts';
import type { Fact } from '../domain/parity.ts';
import { type ModelComparison, UNKNOWN_TASK_TYPE } from '../domain/performance.ts';
import type { TokenSums } from '../domain/report.ts';
import { type ComparedGroup, comparedGroups, noTasks, tellersOf } from './compared-groups.ts';
import { type ComparedRow, tableVerdicts } from './model-verdicts.ts';
import type { PowerSums } from './statistics/ratio.ts';
import { taskCells, toolErrorCell } from './task-cells.ts';
import { columnsAt } from './task-figures.ts';
import { type GroupColumn, type Groups, groupCodes, splitGroups } from './task-groups.ts';
import { allRows, type TaskList, type TaskRows } from './task-list.ts';

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
  readonly group: ComparedGroup;
  readonly usage: ModelUsage | null;
}

const BY_MODEL = ['model', 'harness'] as const satisfies readonly GroupColumn[];

/** Over all types first, then by type, those with most tasks first, what is of no known type last; warnings of reversals in words. */
export function compareModels(input: ComparisonInput): {
  rows: readonly ModelComparison[];
  warnings: readonly string[];
} {
  const { list, word, logged } = input;
  const rows = allRows(list);
  const columns = columnsAt(list, rows);
  const byModel = groupCodes(list, rows, BY_MODEL);
  const byType = splitGroups(byModel, list, rows, ['taskType', 'effort']);
  const tellers = tellersOf(columns, byType);
  const groupsOf = (by: readonly GroupColumn[], groups: Groups) =>
    comparedGroups(columns, by, groups, tellers, logged);
  const all = table(input, null, candidates(input, groupsOf(BY_MODEL, byModel), input.usage));
  const types = new Map<string, ComparedGroup[]>();
  for (const group of groupsOf([...BY_MODEL, 'effort', 'taskType'], byType)) {
    const taskType = word(group.words.at(-1) as number) ?? UNKNOWN_TASK_TYPE;
    getOrInsert(types, taskType, () => []).push(group);
  }
  const tables = [...types]
    .map(([taskType, groups]) => ({ taskType, groups, tasks: tasksOf(groups) }))
    .sort(
      (a, b) =>
        Number(a.taskType === UNKNOWN_TASK_TYPE) - Number(b.taskType === UNKNOWN_TASK_TYPE) ||
        b.tasks - a.tasks ||
        compareText(a.taskType, b.taskType),
    )
    .map(({ taskType, groups }) => table(input, taskType, candidates(input, groups, [])));
  return { rows: [all, ...tables].flatMap((one) => one.rows), warnings: all.warnings };
}

const tasksOf = (groups: readonly ComparedGroup[]): number =>
  groups.reduce((sum, { figures }) => sum + figures.rows.length, 0);

/** Tasks by who did them, joined with usage; tasks of no known model cannot be compared. Most tasks first, then most calls. */
function candidates(
  { list, word }: ComparisonInput,
  groups: readonly ComparedGroup[],
  usage: readonly ModelUsage[],
): Candidate[] {
  const found = new Map<string, Candidate>();
  const key = (model: string, harness: string, effort: string | null) =>
    JSON.stringify([model, harness, effort]);
  const nothing = noTasks(list);
  for (const one of usage)
    found.set(key(one.modelCanonical, one.harness, null), {
      ...one,
      effort: null,
      group: nothing,
      usage: one,
    });
  for (const group of groups) {
    const [modelCanonical = null, named = null, effort = null] = group.words.map(word);
    if (modelCanonical === null) continue;
    const harness = named ?? UNKNOWN_HARNESS;
    const id = key(modelCanonical, harness, effort);
    found.set(id, { modelCanonical, harness, effort, group, usage: found.get(id)?.usage ?? null });
  }
  return [...found.values()].sort(
    (a, b) =>
      b.group.figures.rows.length - a.group.figures.rows.length ||
      (b.usage?.modelCalls ?? 0) - (a.usage?.modelCalls ?? 0) ||
      compareText(labelOf(a), labelOf(b)),
  );
}

function labelOf({ modelCanonical, harness, effort }: Omit<Candidate, 'group' | 'usage'>): string {
  return [modelCanonical, harness, ...(effort === null ? [] : [effort])].join(' · ');
}

function table(
  input: ComparisonInput,
  taskType: string | null,
  found: readonly Candidate[],
): { rows: ModelComparison[]; warnings: readonly string[] } {
  const { list, word } = input;
  const compared = found.map((one): ComparedRow => {
    const { figures, logged } = one.group;
    return { label: labelOf(one), cells: taskCells(list, figures, () => logged), logged };
  });
  const { verdicts, warnings } = tableVerdicts(list, compared, taskType === null);
  const rows = found.map((one, n): ModelComparison => {
    const { figures, toolErrors, logged, provider, tasksUnknown, tasksLeftOut } = one.group;
    const { cell } = (compared[n] as ComparedRow).cells;
    const tasks = figures.rows.length;
    return {
      modelCanonical: one.modelCanonical,
      provider: one.usage?.provider ?? word(provider),
      models: input.loggedNames.get(one.modelCanonical) ?? [],
      harness: one.harness,
      effort: one.effort,
      taskType,
      tasks,
      tasksUnknown,
      tasksLeftOut,
      ...usageOf(one),
      ...tasksUsage(one),
      successRate: cell('success_rate'),
      firstShotRate: cell('first_shot_rate'),
      medianCompletionTimeMs: cell('median_completion_time_ms'),
      costPerSuccess: cell('cost_per_success'),
      toolErrorRate: toolErrorCell(toolErrors, tasks, logged),
      compactionsPerTask: cell('compactions_per_task'),
      verdicts: verdicts[n] ?? [],
    };
  });
  return { rows, warnings };
}

function usageOf({ usage }: Candidate) {
  if (usage === null) return { modelCalls: null, tokens: null, costUsdMicros: null, unpricedCalls: null };
  const { modelCalls, tokens, costUsdMicros, unpricedCalls } = usage;
  return { modelCalls, tokens, costUsdMicros, unpricedCalls };
}

function tasksUsage({ group }: Candidate) {
  return {
    tasksModelCalls: group.modelCalls,
    tasksTokens: knownSum(group.figures.powers('tokens')),
    tasksCostUsdMicros: knownSum(group.figures.powers('cost')),
    tasksUnpricedCalls: group.unpricedCalls,
  };
}

/** null when none is known. */
const knownSum = ({ n, sum }: PowerSums): number | null => (n > 0 ? sum : null);
