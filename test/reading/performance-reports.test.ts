import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/period-sums.ts';
import type { MetricCell } from '../../src/domain/metric.ts';
import type { AgentReport, ModelComparison } from '../../src/domain/performance.ts';
import { NO_FILTER, type ReportFilter } from '../../src/domain/report.ts';
import { OUTCOMES, QUALITY_SIGNALS, type TaskRecord } from '../../src/domain/task.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record } from '../helpers/records.ts';
import { putTasks, type TaskGiven } from '../helpers/task-rows.ts';

const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 15);

let database: TestDatabase;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  database = new TestDatabase();
  reports = openReports({ databasePath: database.path, timezone: ZONE, roots: [] });
});
afterEach(() => {
  reports.close();
  database.remove();
});

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 3 });
const share = maybe(fc.double({ min: 0, max: 1, noNaN: true }));
const task: fc.Arbitrary<TaskGiven> = fc.record({
  agent: maybe(fc.constantFrom('nux', 'toast')),
  department: maybe(fc.constantFrom('platform')),
  project: maybe(fc.constantFrom('api', 'web')),
  harness: fc.constantFrom('claude_code', 'codex'),
  model: maybe(fc.constantFrom('opus', 'gpt-5')),
  effort: maybe(fc.constantFrom('high')),
  taskType: maybe(fc.constantFrom('debugging', 'testing')),
  completedAt: fc.option(fc.integer({ min: NOW - 100 * DAY, max: NOW }), { nil: null, freq: 9 }),
  taskDurationMs: maybe(fc.integer({ min: 0, max: DAY })),
  costUsdMicros: maybe(fc.integer({ min: 0, max: 10 ** 7 })),
  tokens: maybe(fc.integer({ min: 1, max: 10 ** 7 })),
  toolCalls: maybe(fc.integer({ min: 0, max: 100 })),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  firstShot: maybe(fc.boolean()),
  qualitySignal: maybe(fc.constantFrom(...QUALITY_SIGNALS)),
  qualityGatePassed: maybe(fc.boolean()),
  quality: fc.record({ human: share }),
  beadId: maybe(fc.constant('b')),
  convoyId: maybe(fc.constantFrom('c1', 'c2')),
  unpricedCalls: fc.constantFrom(0, 0, 0, 1),
  flags: fc.constantFrom([], [], [], ['negative_number']),
});
const fleet = fc.array(task, { minLength: 1, maxLength: 60 });
const range = fc.constantFrom<Partial<ReportFilter>>(
  {},
  { since: NOW - 30 * DAY },
  { since: NOW - 60 * DAY, until: NOW - 10 * DAY },
  { harnesses: ['codex'], taskTypes: ['debugging'] },
);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
};

/** The cell says what was worked out by hand, and is silent under five points. */
function expectCell(
  cell: MetricCell,
  value: (values: readonly number[]) => number,
  points: readonly number[],
) {
  const found = points.length < 5 ? Number.NaN : value(points);
  if (Number.isNaN(found)) expect(cell).toMatchObject({ value: null, low: null, high: null });
  else {
    expect(cell.state).toBe('ok');
    expect(cell.value).toBeCloseTo(found, 6);
    expect(cell.low ?? found).toBeLessThanOrEqual(found + 1e-6);
    expect(cell.high ?? found).toBeGreaterThanOrEqual(found - 1e-6);
  }
  if (cell.state === 'ok' || cell.state === 'insufficient_data') expect(cell.n).toBe(points.length);
}

const known = (values: readonly (number | boolean | null)[]) =>
  values.filter((value) => value !== null).map(Number);
/** Spent, as far as all of it is known. */
const costOf = (row: TaskRecord) => (row.unpricedCalls > 0 ? null : row.costUsdMicros);
const succeeded = ({ outcome }: TaskRecord) => (outcome === null ? null : outcome === 'success');
const gate = ({ qualitySignal, qualityGatePassed }: TaskRecord) =>
  qualitySignal === null ? qualityGatePassed : qualitySignal === 'passed';

function expectCard(card: AgentReport, all: readonly TaskRecord[]): void {
  const done = all.filter(({ completedAt }) => completedAt !== null);
  const sound = done.filter(({ flags }) => flags.length === 0);
  const count = (...outcomes: (string | null)[]) =>
    done.filter(({ outcome }) => outcomes.includes(outcome)).length;
  expect(card).toMatchObject({
    tasksCompleted: count('success', 'partial'),
    tasksFailed: count('failure', 'timeout'),
    tasksUnknown: count(null),
    tasksOpen: all.length - done.length,
    tasksLeftOut: done.length - sound.length,
    beadsClosed: done.filter(({ beadId }) => beadId !== null).length,
    convoys: new Set(done.flatMap(({ convoyId }) => convoyId ?? [])).size,
  });
  expectCell(card.successRate, mean, known(sound.map(succeeded)));
  expectCell(card.firstShotRate, mean, known(sound.map(({ firstShot }) => firstShot)));
  expectCell(card.qualityRate, mean, known(sound.map(gate)));
  expectCell(card.avgQualityScore.cell, mean, known(sound.map(({ quality }) => quality.human)));
  const costs = known(sound.map(costOf));
  expectCell(card.avgCostPerTask, mean, costs);
  expectCell(card.medianCostPerTask, median, costs);
  const judged = sound.filter((row) => costOf(row) !== null && succeeded(row) !== null);
  const successes = judged.filter(succeeded).length;
  expectCell(
    card.costPerSuccess,
    (spent) => (successes === 0 ? Number.NaN : (mean(spent) * spent.length) / successes),
    known(judged.map(costOf)),
  );
  const times = known(sound.map(({ taskDurationMs }) => taskDurationMs));
  expectCell(card.avgCompletionTimeMs, mean, times);
  expectCell(card.medianCompletionTimeMs, median, times);
  expectCell(card.avgTokensPerTask, mean, known(sound.map(({ tokens }) => tokens)));
  expectCell(card.avgToolCallsPerTask, mean, known(sound.map(({ toolCalls }) => toolCalls)));
}

/** Sessions of two agents and a sub-agent over the months, some of them of a project or department. */
function work(): void {
  for (const [days, info] of [
    [1, { agent: 'nux', cwd: '/w/api', department: 'platform' }],
    [40, { agent: 'nux', cwd: '/w/web' }],
    [70, { agent: 'toast', cwd: '/w/api' }],
    [99, {}],
  ] as const)
    database.feed(database.file(), [
      ...[`s${days}`, `s${days}/explorer`].map((session) =>
        record(
          { session, at: NOW - days * DAY },
          { type: 'session_info', ...info },
          call({ model: days < 50 ? 'claude-a' : 'unpriced' }),
        ),
      ),
    ]);
}

function fill(tasks: readonly TaskGiven[]): void {
  database.db.exec('DELETE FROM tasks; DELETE FROM task_pages');
  putTasks(database.db, tasks);
}

describe('cards agree with a count over the tasks', { timeout: 120_000 }, () => {
  test('of agents, departments and projects, in any range; alone as among all', () => {
    fc.assert(
      fc.property(fleet, range, (tasks, part) => {
        fill(tasks);
        const filter = { ...NO_FILTER, ...part };
        const rows = [...reports.tasks(filter)];
        for (const by of ['agent', 'department', 'project'] as const) {
          const cards = reports.cards(filter, NOW, by, null);
          expect(cards.map(({ name }) => name)).toEqual(
            [...new Set(rows.map((row) => row[by]))].sort((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1)),
          );
          for (const card of cards) {
            expectCard(
              card,
              rows.filter((row) => row[by] === card.name),
            );
            expect(reports.cards(filter, NOW, by, [card.name])).toEqual([card]);
            expect(reports.performer(filter, NOW, by, card.name)?.card).toEqual(card);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test('and the list of them with the cards', () => {
    work();
    const figures = ({ name, costUsdMicros, tokens, ...card }: AgentReport) => ({
      ...{ name, costUsdMicros, tokens: tokens?.total ?? null, sessions: card.sessions },
      ...{ tasksCompleted: card.tasksCompleted, tasksFailed: card.tasksFailed },
      tasksUnknown: card.tasksUnknown,
    });
    const told = maybe(fc.constantFrom('harness', 'stream', 'orchestrator'));
    const tellers = fc.array(
      fc.tuple(task, told).map(([one, usageOrigin]): TaskGiven => ({ ...one, usageOrigin })),
      { maxLength: 40 },
    );
    const asked = fc.oneof(range, fc.constantFrom({ models: ['claude-a'] }, { agents: ['nux'] }));
    fc.assert(
      fc.property(tellers, asked, fc.boolean(), (tasks, part, isCut) => {
        fill(tasks);
        if (isCut) prepareDays(database.db, ZONE);
        const filter = { ...NO_FILTER, ...part };
        for (const by of ['agent', 'department', 'project'] as const)
          expect(reports.performers(filter, by)).toMatchObject(
            reports.cards(filter, NOW, by, null).map(figures),
          );
      }),
      { numRuns: 20 },
    );
  });
});

describe('the comparison agrees with a count over the tasks', { timeout: 120_000 }, () => {
  test('of each model and harness, over all and by type and effort', () => {
    fc.assert(
      fc.property(fleet, range, (tasks, part) => {
        fill(tasks);
        const filter = { ...NO_FILTER, ...part };
        const rows = [...reports.tasks(filter)].filter(
          (row) => row.completedAt !== null && row.model !== null,
        );
        const compared = reports.comparison(filter).rows;
        for (const row of compared) {
          const own = rows.filter((task) => isOf(task, row));
          const sound = own.filter(({ flags }) => flags.length === 0);
          expect(row).toMatchObject({
            tasks: own.length,
            tasksLeftOut: own.length - sound.length,
            tasksUnknown: sound.filter(({ outcome }) => outcome === null).length,
          });
          expectCell(row.successRate, mean, known(sound.map(succeeded)));
          const times = known(sound.map(({ taskDurationMs }) => taskDurationMs));
          expectCell(row.medianCompletionTimeMs, median, times);
        }
        const inTables = (isAll: boolean) =>
          compared
            .filter(({ taskType }) => (taskType === null) === isAll)
            .reduce((sum, row) => sum + row.tasks, 0);
        expect(inTables(true)).toBe(rows.length);
        expect(inTables(false)).toBe(rows.filter(({ taskType }) => taskType !== null).length);
      }),
      { numRuns: 20 },
    );
  });
});

function isOf(task: TaskRecord, row: ModelComparison): boolean {
  return (
    task.model === row.modelCanonical &&
    task.harness === row.harness &&
    (row.taskType === null || (task.taskType === row.taskType && task.effort === row.effort))
  );
}
