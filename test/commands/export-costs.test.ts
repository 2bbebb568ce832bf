import { expect, test } from 'vitest';
import { csvOf } from '../../src/commands/csv.ts';
import { costRows } from '../../src/commands/export-costs.ts';
import { exported } from '../../src/commands/snake-case.ts';
import { FLEET_COSTS } from '../helpers/fake-fleet-costs.ts';

test('the costs as rows: one for each group of each kind, each kind adding up to its own total', () => {
  const rows = costRows(FLEET_COSTS);
  expect(csvOf(rows.map(exported))).toMatch(/^group_by,name,model_calls,tokens_input,.*,cost_usd_micros,/u);
  expect([...new Set(rows.map(({ groupBy }) => groupBy))]).toEqual([
    ...['day', 'model', 'agent', 'project', 'department', 'harness', 'task_type'],
  ]);
  const total = (groupBy: string) =>
    rows.reduce((sum, row) => sum + (row.groupBy === groupBy ? (row.costUsdMicros ?? 0) : 0), 0);
  expect(total('model')).toBe(FLEET_COSTS.byModel.reduce((sum, row) => sum + (row.costUsdMicros ?? 0), 0));
  expect(total('project')).toBe(total('harness'));
});
