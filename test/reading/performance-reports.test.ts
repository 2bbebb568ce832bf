import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/prepare-days.ts';
import type { AgentReport } from '../../src/domain/performance.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import type { TaskRecord } from '../../src/domain/task.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record } from '../helpers/records.ts';
import {
  costOf,
  expectCell,
  FLEET_NOW,
  fleet,
  known,
  maybe,
  mean,
  median,
  range,
  succeeded,
  task,
} from '../helpers/task-fleets.ts';
import { putTasks, type TaskGiven } from '../helpers/task-rows.ts';

const ZONE = 'Europe/Berlin';
const DAY = 86_400_000;
const NOW = FLEET_NOW;

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
