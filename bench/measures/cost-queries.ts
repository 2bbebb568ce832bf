/** Questions of the cost view over two years and ten million calls, a task for each session. */

import { join } from 'node:path';
import { type Connection, openReader } from '../../src/db/open.ts';
import { prepareDays } from '../../src/db/period-sums.ts';
import type { CostGroup } from '../../src/db/queries/cost-parts.ts';
import { costSums } from '../../src/db/queries/cost-sums.ts';
import type { CostsReport } from '../../src/domain/costs.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { burnOf } from '../../src/reading/burn.ts';
import { costsReport } from '../../src/reading/costs.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { atMost, type Result } from '../harness/result.ts';
import { median } from '../harness/statistics.ts';
import { timed } from '../harness/timed.ts';
import { databaseOfRollups } from '../money-database.ts';
import { addTasks } from '../task-database.ts';

const ZONE = 'Europe/Berlin';
const SPENDING = { days: 730, sessionsPerDay: 137, callsPerSession: 100 };
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
  const file = join(bench.freshFolder('cost-queries'), 'agentperf.db');
  const writer = databaseOfRollups(file, SPENDING);
  addTasks(writer);
  const start = performance.now();
  prepareDays(writer, ZONE);
  const cutMs = performance.now() - start;
  const count = (table: string): number =>
    writer.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  process.stdout.write(
    `  ${count('rollups')} rollups, ${count('tasks')} tasks, ${count('period_sums')} sums by period, ${count('places')} places; all days cut anew in ${(cutMs / 1000).toFixed(1)} s\n`,
  );
  writer.close();
  const db = openReader(file, { busyTimeoutMs: 1_000 });
  const views = [
    ...QUESTIONS.map(
      ([name, filter, groups]) =>
        [name, () => costSums(db, { ...NO_FILTER, ...filter }, ZONE, groups).length] as const,
    ),
    ['burn and projections', () => burnOf(db, NO_FILTER, NOW, ZONE).projectedMonth.n] as const,
    ['view as it opens', () => viewOf(db, false).byDay.length] as const,
    ['view by type of task', () => viewOf(db, true).byTaskType.length] as const,
  ];
  const results = views.map(([name, ask]): Result => {
    const { times, answer: rows } = timed(ask, ROUNDS);
    return {
      figure: `cost ${name}`,
      value: median(times),
      unit: 'ms',
      goal: atMost(50, 10),
      context: `${rows} rows; fastest ${Math.min(...times).toFixed(1)} ms`,
    };
  });
  db.close();
  return results;
}

/** What the screen asks for; the types of tasks only while their table is shown. */
function viewOf(db: Connection, taskTypes: boolean): CostsReport {
  return costsReport(db, NO_FILTER, NOW, { timezone: ZONE, budgets: [] }, { taskTypes });
}
