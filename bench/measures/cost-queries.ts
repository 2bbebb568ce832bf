/** Questions of the cost view over two years and ten million calls, a task for each session. */

import type { Connection } from '../../src/db/open.ts';
import type { CostGroup } from '../../src/db/queries/cost-parts.ts';
import { costSums } from '../../src/db/queries/cost-sums.ts';
import type { CostsReport } from '../../src/domain/costs.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { burnOf } from '../../src/reading/burn.ts';
import { costsReport } from '../../src/reading/costs.ts';
import { answer } from '../harness/answer.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import type { Result } from '../harness/result.ts';
import { twoYears, ZONE } from '../two-years.ts';

const ROUNDS = 15;

export const costQueries: Measure = {
  name: 'cost-queries',
  about: 'questions of cost over ten million calls in two years',
  run: measure,
};

/** An afternoon near the end of the two years. */
const NOW = Date.UTC(2026, 11, 20, 15, 20);
const LATE = Date.UTC(2026, 11, 1, 9, 30);
const QUESTIONS: readonly (readonly [string, Partial<ReportFilter>, readonly CostGroup[]])[] = [
  ['total', {}, []],
  ['by day', {}, ['day']],
  ['by model', {}, ['model']],
  ['by agent', {}, ['agent']],
  ['by project', {}, ['project']],
  ['by day and model', {}, ['day', 'model']],
  ['by day, one project', { projects: ['project-1'] }, ['day']],
  ['by day, one model', { models: ['gpt-5'] }, ['day']],
  ['by model, since a quarter past', { since: LATE }, ['model']],
];

async function measure(bench: Bench): Promise<Result[]> {
  const db = twoYears(bench, 'cost-queries');
  const views = [
    ...QUESTIONS.map(
      ([name, filter, groups]) =>
        [name, () => costSums(db, { ...NO_FILTER, ...filter }, ZONE, groups).length] as const,
    ),
    ['burn and projections', () => burnOf(db, NO_FILTER, NOW, ZONE).projectedMonth.n] as const,
    ['view as it opens', () => viewOf(db, false).byDay.length] as const,
    ['view by type of task', () => viewOf(db, true).byTaskType.length] as const,
  ];
  const results = views.map(([name, ask]) => answer(`cost ${name}`, ask, { rounds: ROUNDS }));
  db.close();
  return results;
}

/** What the screen asks for; the types of tasks only while their table is shown. */
function viewOf(db: Connection, taskTypes: boolean): CostsReport {
  return costsReport(db, NO_FILTER, NOW, { timezone: ZONE, budgets: [] }, { taskTypes });
}
