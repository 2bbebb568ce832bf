/** How soon cards, the comparison and trends are there, and whether memory grows with tasks (issue "ledger, cards, comparison"). */

import { dirname, join } from 'node:path';
import { getOrInsert } from '../../src/domain/get-or-insert.ts';
import { createRandom } from '../../src/domain/random.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { DEFAULT_STRATEGIES } from '../../src/metrics/strategies.ts';
import { openReports } from '../../src/reports.ts';
import { answer } from '../harness/answer.ts';
import type { Bench, Measure } from '../harness/bench.ts';
import { atMost, type Result } from '../harness/result.ts';
import { runSuccessfully } from '../harness/run-command.ts';
import { makeTaskDatabase, NOW } from '../task-database.ts';

const TASKS = 100_000;
const FEW_TASKS = 10_000;
const AGENTS = 1_000;
const ROUNDS = 7;
const POINTS = 100_000;
const DAY_MS = 86_400_000;
const MEGABYTE = 1_000_000;
const LATEST: ReportFilter = { ...NO_FILTER, since: NOW - 90 * DAY_MS };

export const cards: Measure = {
  name: 'cards',
  about: `performance cards over ${TASKS} tasks of ${AGENTS} agents`,
  run: async (bench) => [
    ...withReports(bench, (reports) => {
      const names = reports.performers(NO_FILTER, 'agent').map(({ name }) => name);
      let next = 0;
      const agent = () => names[next++ % names.length] as string | null;
      return [
        answer('card of an agent', () => reports.cards(NO_FILTER, NOW, 'agent', [agent()]), {
          rounds: ROUNDS,
        }),
        answer('card of a project', () => reports.cards(NO_FILTER, NOW, 'project', ['project-3']), {
          rounds: ROUNDS,
        }),
        answer('card of a department', () => reports.cards(NO_FILTER, NOW, 'department', ['department-3']), {
          rounds: ROUNDS,
        }),
        answer('detail of a project', () => reports.performer(NO_FILTER, NOW, 'project', 'project-3'), {
          rounds: ROUNDS,
        }),
        answer('list of all agents', () => reports.performers(NO_FILTER, 'agent'), { rounds: ROUNDS }),
      ];
    }),
    await memoryGrowth(bench),
  ],
};

export const comparison: Measure = {
  name: 'comparison',
  about: `comparison of models over ${TASKS} tasks of ${AGENTS} agents`,
  run: async (bench) =>
    withReports(bench, (reports) => [
      answer('comparison of models', () => reports.comparison(NO_FILTER), { rounds: ROUNDS }),
      answer('comparison of models, 90 days', () => reports.comparison(LATEST), { rounds: ROUNDS }),
    ]),
};

export const trends: Measure = {
  name: 'trends',
  about: `trend of ${POINTS} points`,
  run: async () => {
    const random = createRandom(1);
    const points = Array.from({ length: POINTS }, (_, n) => ({
      ...{ at: NOW - (POINTS - n) * 60_000, value: random.next() + n / POINTS, n: 1 },
    }));
    const detect = DEFAULT_STRATEGIES.trend;
    return [
      answer(`trend of ${POINTS} points`, () => detect({ points, windowDays: 90, higherIsBetter: true }), {
        ...{ rounds: ROUNDS, accept: 20 },
      }),
    ];
  },
};

type Opened = ReturnType<typeof openReports>;

function withReports(bench: Bench, ask: (reports: Opened) => Result[]): Result[] {
  const reports = openReports({ databasePath: database(bench, TASKS), timezone: 'UTC', roots: [] });
  try {
    return ask(reports);
  } finally {
    reports.close();
  }
}

const made = new Map<number, string>();

/** Made once a run. */
function database(bench: Bench, tasks: number): string {
  return getOrInsert(made, tasks, () => {
    const file = join(bench.freshFolder(`tasks-${tasks}`), 'agentperf.db');
    makeTaskDatabase(file, { tasks, agents: AGENTS });
    return file;
  });
}

/** All cards and the comparison by the program itself, so that nothing of the benchmark is in the figure. */
async function memoryGrowth(bench: Bench): Promise<Result> {
  const peaks: number[] = [];
  for (const tasks of [FEW_TASKS, TASKS]) {
    const file = database(bench, tasks);
    const cwd = dirname(file);
    const env = bench.environment(cwd, { AGENTPERF_NOW: new Date(NOW).toISOString() });
    const views = ['--view', 'agents', '--view', 'models'];
    const command = bench.command('export', '--json', '--no-ingest', ...views, '--out', 'cards.json');
    const run = await runSuccessfully(command, { env, cwd });
    peaks.push((run.peakRssBytes ?? Number.NaN) / MEGABYTE);
  }
  const [few, many] = peaks as [number, number];
  return {
    figure: `peak memory of all cards and the comparison, ${TASKS} tasks ÷ ${FEW_TASKS}`,
    value: Number.isNaN(many / few) ? null : many / few,
    unit: '×',
    goal: atMost(1.5, 1.2),
    context: `${few.toFixed(0)} MB and ${many.toFixed(0)} MB`,
  };
}
