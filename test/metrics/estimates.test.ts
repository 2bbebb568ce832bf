import { expect, test } from 'vitest';
import { COLUMNS, type ColumnName, openPage, packTasks } from '../../src/db/tasks/columns.ts';
import { collectEstimates } from '../../src/metrics/estimates.ts';

type Given = Partial<Record<ColumnName, number>>;

/** Measure and median of everything that is estimated, over seven tasks of each kind given. */
function medians(...kinds: readonly Given[]) {
  const names = Object.keys(COLUMNS) as ColumnName[];
  const rows = kinds
    .flatMap((kind) => Array.from({ length: 7 }, () => ({ unpricedCalls: 0, flagged: 0, ...kind })))
    .map((task: Given) => names.map((name) => task[name] ?? null));
  const collector = collectEstimates();
  collector.add(
    openPage({ count: rows.length, data: packTasks(rows) }),
    Uint32Array.from(rows, (_, n) => n),
  );
  return collector.reports(() => null).map(({ measure, median }) => [measure, median.value, median.n]);
}

const priced = { estimatedCost: 10, cost: 20 };

test('what a task cost is what its orchestrator says, else our own sum', () => {
  expect(medians({ ...priced, actualCost: 50 })).toEqual([['cost', 5, 7]]);
  expect(medians(priced)).toEqual([['cost', 2, 7]]);
});

test('the cost of some of the calls is not what the task cost', () => {
  const part = { estimatedCost: 10, cost: 1, unpricedCalls: 2 };
  expect(medians(part)).toEqual([]);
  expect(medians(priced, part)).toEqual([['cost', 2, 7]]);
  expect(medians({ ...part, actualCost: 30 })).toEqual([['cost', 3, 7]]);
});
