/** The costs as rows for a spreadsheet: each group of each kind is a row of its own, and so is each entry of the other lists. */

import type { CostFigures, CostsReport, TaskTypeCost } from '../domain/costs.ts';

export interface CostExportRow extends Partial<CostFigures> {
  /** The list of the document that the row is of: `by_day`, `by_model`, …, `unpriced`, `budgets`, `limits`. Rows of one `by_*` add up to the total. */
  readonly part: string;
  /** What the costs are grouped by; the other lists have fields of their own. */
  readonly name?: string | null;
}

/** `attributed` tells what belongs to no task from tasks of no known type: a type may be any word. */
function taskTypeRow({
  taskType,
  attributed,
  ...row
}: TaskTypeCost): CostFigures & { name: string | null; attributed: boolean } {
  return { name: taskType, attributed, ...row };
}

export function costRows(costs: CostsReport): CostExportRow[] {
  const kinds: readonly (readonly [string, readonly (CostFigures & { name: string | null })[]])[] = [
    ['by_day', costs.byDay.map(({ day, ...figures }) => ({ name: day, ...figures }))],
    [
      'by_model',
      costs.byModel.map(({ modelCanonical, provider: _, pricedBy: __, ...figures }) => ({
        name: modelCanonical,
        ...figures,
      })),
    ],
    ['by_agent', costs.byAgent],
    ['by_project', costs.byProject],
    ['by_department', costs.byDepartment],
    ['by_harness', costs.byHarness],
    ['by_task_type', costs.byTaskType.map(taskTypeRow)],
  ];
  const others = { unpriced: costs.unpriced, budgets: costs.budgets, limits: costs.limits };
  return [...kinds, ...Object.entries<readonly object[]>(others)].flatMap(([part, rows]) =>
    rows.map((row) => ({ part, ...row })),
  );
}
