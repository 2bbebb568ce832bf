import { expect, test } from 'vitest';
import { EMPTY_REPORTS } from '../../src/commands/empty-reports.ts';
import { costRows } from '../../src/commands/export-costs.ts';
import { tablePieces } from '../../src/commands/export-table.ts';
import type { CostsReport } from '../../src/domain/costs.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

const csvOf = (costs: CostsReport): string =>
  [...tablePieces({ ...EMPTY_REPORTS, costs: () => costs }, 'costs', 'csv', NO_FILTER, 0)].join('');

test('the costs as rows: one for each group of each kind, each kind adding up to its own total', () => {
  const rows = costRows(FLEET_COSTS);
  expect(csvOf(FLEET_COSTS)).toMatch(/^part,name,model_calls,tokens,cost_usd_micros,/u);
  expect([...new Set(rows.map(({ part }) => part))]).toEqual([
    ...['by_day', 'by_model', 'by_agent', 'by_project', 'by_department', 'by_harness', 'by_task_type'],
    ...['unpriced', 'budgets', 'limits'],
  ]);
  const total = (part: string) =>
    rows.reduce((sum, row) => sum + (row.part === part ? (row.costUsdMicros ?? 0) : 0), 0);
  expect(total('by_model')).toBe(FLEET_COSTS.byModel.reduce((sum, row) => sum + (row.costUsdMicros ?? 0), 0));
  expect(total('by_project')).toBe(total('by_harness'));
});

test('the columns of the last lists are there, however many days there are', () => {
  const byDay = Array.from({ length: 1_001 }, (_, at) => ({ ...FLEET_COSTS.byDay[0]!, day: `day ${at}` }));
  const { budgets } = FLEET_COSTS;
  const [header = '', ...lines] = csvOf({ ...EMPTY_REPORTS.costs(NO_FILTER, 0), byDay, budgets })
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(byDay.length + budgets.length);
  expect(header.split(',')).toContain('limit_usd_micros');
});
