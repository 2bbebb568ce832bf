/** Which rows of the costs are shown: groups of calls by the key of the table, what has no price, or budgets and limits. Pure. */

import { compareText } from '../domain/compare-text.ts';
import type { CostFigures, CostsReport, NamedCost, TaskTypeCost, UnpricedCalls } from '../domain/costs.ts';
import type { ListChoice } from './state.ts';

/** Tables of the view, as `b` cycles through them. */
export const COST_TABLES = [
  'model',
  'agent',
  'project',
  'department',
  'harness',
  'task type',
  'unpriced',
  'limits',
] as const;
export type CostTable = (typeof COST_TABLES)[number];
export type CostGroup = Exclude<CostTable, 'unpriced' | 'limits'>;

/** A group of calls, and its share of what all groups cost together. */
export interface CostItem {
  readonly id: string;
  readonly name: string | null;
  /** What a row without a name is. */
  readonly nameless: string;
  readonly figures: CostFigures;
  /** What is known of the tasks, in the table of types. */
  readonly task: TaskTypeCost | null;
  /** 0 to 1; null where it has no price, or where nothing cost anything. */
  readonly share: number | null;
}

type Row = Pick<CostItem, 'name' | 'nameless' | 'figures' | 'task'>;

const plain =
  (nameless: string) =>
  (row: NamedCost): Row => ({ name: row.name, nameless, figures: row, task: null });

const GROUPS: Readonly<Record<CostGroup, (costs: CostsReport) => readonly Row[]>> = {
  model: ({ byModel }) => byModel.map((row) => plain('no model known')({ name: row.modelCanonical, ...row })),
  agent: ({ byAgent }) => byAgent.map(plain('no agent known')),
  project: ({ byProject }) => byProject.map(plain('no project')),
  department: ({ byDepartment }) => byDepartment.map(plain('no department')),
  harness: ({ byHarness }) => byHarness.map(plain('no harness known')),
  'task type': ({ byTaskType }) =>
    byTaskType.map((row) => ({
      name: row.taskType,
      nameless: row.attributed ? 'type not known' : 'no task',
      figures: row,
      task: row.attributed ? row : null,
    })),
};

type Compare = (a: CostItem, b: CostItem) => number;

const compareName: Compare = (a, b) => compareText(a.name, b.name);

/** What `s` cycles through. What has no price or no input stands last. */
export const COST_SORTS: readonly { readonly column: string; readonly compare: Compare }[] = [
  {
    column: 'cost',
    compare: (a, b) => (b.figures.costUsdMicros ?? -1) - (a.figures.costUsdMicros ?? -1),
  },
  { column: 'tokens', compare: (a, b) => b.figures.tokens.total - a.figures.tokens.total },
  { column: 'calls', compare: (a, b) => b.figures.modelCalls - a.figures.modelCalls },
  {
    column: 'cache',
    compare: (a, b) => (b.figures.cacheReadShare ?? -1) - (a.figures.cacheReadShare ?? -1),
  },
  { column: 'name', compare: compareName },
];

export function costItems(costs: CostsReport, table: CostGroup, choice: ListChoice): CostItem[] {
  const rows = GROUPS[table](costs);
  const total = rows.reduce((sum, { figures }) => sum + (figures.costUsdMicros ?? 0), 0);
  const needle = choice.filter.trim().toLowerCase();
  const { compare } = COST_SORTS[choice.sort] ?? { compare: compareName };
  const order = choice.reversed ? -1 : 1;
  return rows
    .map(
      (row): CostItem => ({
        // A name may be any text, so its absence has a prefix of its own.
        id: row.name === null ? `-${row.nameless}` : `=${row.name}`,
        ...row,
        share: row.figures.costUsdMicros === null || total === 0 ? null : row.figures.costUsdMicros / total,
      }),
    )
    .filter((item) => needle === '' || groupName(item).toLowerCase().includes(needle))
    .sort((a, b) => order * compare(a, b) || compareName(a, b));
}

export function unpricedItems({ unpriced }: CostsReport, filter: string): UnpricedCalls[] {
  const needle = filter.trim().toLowerCase();
  return unpriced.filter(({ model, modelCanonical, harness, reason }) =>
    `${model}\n${modelCanonical}\n${harness}\n${reasonText(reason)}`.toLowerCase().includes(needle),
  );
}

export function groupName({ name, nameless }: Pick<CostItem, 'name' | 'nameless'>): string {
  return name ?? nameless;
}

export function reasonText(reason: UnpricedCalls['reason']): string {
  return reason.replaceAll('_', ' ');
}
