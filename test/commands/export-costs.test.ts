import { expect, test } from 'vitest';
import { csvOf } from '../../src/commands/csv.ts';
import { costRows } from '../../src/commands/export-costs.ts';
import { exported } from '../../src/commands/snake-case.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

test('the costs as rows: one for each group of each kind, each kind adding up to its own total', () => {
  const rows = costRows(FLEET_COSTS);
  expect(csvOf(rows.map(exported))).toMatch(/^part,name,model_calls,tokens,cost_usd_micros,/u);
  expect([...new Set(rows.map(({ part }) => part))]).toEqual([
    ...['by_day', 'by_model', 'by_agent', 'by_project', 'by_department', 'by_harness', 'by_task_type'],
    ...['unpriced', 'budgets', 'limits'],
  ]);
  const total = (part: string) =>
    rows.reduce((sum, row) => sum + (row.part === part ? (row.costUsdMicros ?? 0) : 0), 0);
  expect(total('by_model')).toBe(FLEET_COSTS.byModel.reduce((sum, row) => sum + (row.costUsdMicros ?? 0), 0));
  expect(total('by_project')).toBe(total('by_harness'));
});
