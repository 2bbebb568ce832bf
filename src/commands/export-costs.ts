/** The costs as rows for a spreadsheet: each group of each kind is a row of its own. */

import type { CostFigures, CostsReport } from '../domain/costs.ts';

export interface CostExportRow extends CostFigures {
  /** What the row is a group by: `day`, `model`, … Rows of one kind add up to the total. */
  readonly groupBy: string;
  readonly name: string | null;
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
  ];
  return kinds.flatMap(([groupBy, rows]) => rows.map((row) => ({ groupBy, ...row })));
}
