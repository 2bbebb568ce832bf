/** The costs as rows for a spreadsheet: each group of each kind is a row of its own. */

import type { CostFigures, CostsReport, TaskTypeCost } from '../domain/costs.ts';

export interface CostExportRow extends CostFigures {
  /** What the row is a group by: `day`, `model`, … Rows of one kind add up to the total. */
  readonly groupBy: string;
  readonly name: string | null;
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
    ['day', costs.byDay.map(({ day, ...figures }) => ({ name: day, ...figures }))],
    [
      'model',
      costs.byModel.map(({ modelCanonical, provider: _, pricedBy: __, ...figures }) => ({
        name: modelCanonical,
        ...figures,
      })),
    ],
    ['agent', costs.byAgent],
    ['project', costs.byProject],
    ['department', costs.byDepartment],
    ['harness', costs.byHarness],
    ['task_type', costs.byTaskType.map(taskTypeRow)],
  ];
  return kinds.flatMap(([groupBy, rows]) => rows.map((row) => ({ groupBy, ...row })));
}
