/** Usage that only records tell of: in every total, of no session, and gone when a session tells it. */

import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { costSums } from '../../../src/db/queries/cost-sums.ts';
import { enqueueEverything } from '../../../src/db/tasks/queue.ts';
import type { CostFigures } from '../../../src/domain/costs.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import { NO_FILTER } from '../../../src/domain/report.ts';
import { openReports } from '../../../src/reports.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { claudeTurn } from '../../helpers/logs.ts';
import { record, START } from '../../helpers/records.ts';
import { storedDays, summedDays } from '../../helpers/rollup-oracle.ts';
import { makeTasks } from '../../helpers/tasks.ts';
import { HOUR, iso, TaskLogs } from './task-logs.ts';

let logs: TaskLogs;
beforeEach(() => {
  logs = new TaskLogs();
});
afterEach(() => logs.remove());

const workLog = (id: string, fields: object) => ({
  ...{
    type: 'work_log',
    id: `wl-${id}`,
    bead_id: id,
    agent_id: 'rig/polecats/nux',
    model: 'claude-opus-4-6',
  },
  ...{ started_at: iso(START), completed_at: iso(START + HOUR), ...fields },
});

function report(of = logs) {
  const reports = openReports({ databasePath: of.databasePath, timezone: 'UTC', roots: [] });
  try {
    const now = START + 24 * HOUR;
    const { sessions, events, tokens, costUsdMicros } = reports.totals(NO_FILTER);
    const { byDay, byModel, byAgent } = reports.costs(NO_FILTER, now);
    const figure = ({ costUsdMicros: cost, costBasis }: CostFigures) => [cost, costBasis];
    return {
      totals: { sessions, events, tokens: tokens.total, costUsdMicros },
      byDay: byDay.map((row) => [row.day, ...figure(row)]),
      byModel: byModel.map((row) => [row.modelCanonical, ...figure(row)]),
      byAgent: byAgent.map((row) => [row.name, ...figure(row)]),
      sessions: reports.sessions(NO_FILTER, now).map(({ sessionId }) => sessionId),
      live: reports.live(now, NO_FILTER, 10).length,
    };
  } finally {
    reports.close();
  }
}

test('is in every sum, and no session is seen of it', async () => {
  logs.ledger(workLog('b-1', { cost_cents: 3, token_usage: 500 }));
  await logs.tasks();
  expect(report()).toEqual({
    totals: { sessions: 0, events: 1, tokens: 500, costUsdMicros: 30_000 },
    byDay: [[iso(START + HOUR).slice(0, 10), 30_000, 'reported']],
    byModel: [['claude-opus-4-6', 30_000, 'reported']],
    byAgent: [['rig/polecats/nux', 30_000, 'reported']],
    ...{ sessions: [], live: 0 },
  });
});

test('follows what the record says, and where its agent belongs', async () => {
  logs.ledger(workLog('b-1', { cost_cents: 3 }));
  await logs.tasks();
  logs.ledger(
    workLog('b-1', { cost_cents: 5, agent_id: 'toast', completed_at: iso(START + 30 * HOUR) }),
    workLog('b-2', { cost_cents: -1 }),
  );
  await logs.tasks();
  expect(report()).toMatchObject({
    byDay: [[iso(START + 30 * HOUR).slice(0, 10), 50_000, 'reported']],
    byAgent: [['toast', 50_000, 'reported']],
  });
});

test('is in the lists of who did it, also where no record names an agent', async () => {
  logs.ledger(workLog('b-1', { cost_cents: 3 }), workLog('b-2', { cost_cents: 4, agent_id: undefined }));
  await logs.tasks();
  const reports = openReports({ databasePath: logs.databasePath, timezone: 'UTC', roots: [] });
  try {
    for (const by of ['agent', 'department', 'project'] as const)
      expect(
        reports.performers(NO_FILTER, by).reduce((sum, { costUsdMicros }) => sum + (costUsdMicros ?? 0), 0),
      ).toBe(70_000);
    const { card } = reports.performer(NO_FILTER, START, 'agent', 'unknown') ?? {};
    expect(card?.costUsdMicros).toBe(40_000);
  } finally {
    reports.close();
  }
});

test('makes way for the session that did the work, and a new session has a key of its own', async () => {
  logs.ledger(workLog('b-1', { cost_cents: 3, token_usage: 500 }));
  await logs.tasks();
  logs.append(logs.transcript('s-1'), claudeTurn('s-1', 'one'));
  logs.ledger(workLog('b-1', { cost_cents: 3, token_usage: 500, session_id: 's-1' }));
  const [task] = await logs.tasks();
  expect(task).toMatchObject({ usage_origin: 'harness', sessions: ['s-1'] });
  const { totals, sessions, byAgent } = report();
  expect([totals.tokens, sessions]).toEqual([30, ['s-1']]);
  expect(byAgent).toHaveLength(1);
});

test('is not counted beside a session that its record names, whoever the session is of', async () => {
  const done = (id: string, orchestrator: string, hour: number) => ({
    ...{
      type: 'task_completion',
      event_id: `${id} ${orchestrator}`,
      task_id: id,
      orchestrator,
      outcome: 'success',
    },
    ...{ session_id: 's-1', completed_at: iso(START + hour * HOUR), actual_input_tokens: 500 },
  });
  logs.ledger(done('t-1', 'one', 1), done('t-2', 'one', 2), done('t-1', 'two', 3));
  await logs.tasks();
  expect(report().totals.tokens).toBe(1500);
  logs.append(logs.transcript('s-1'), claudeTurn('s-1', 'one'));
  const tasks = await logs.tasks();
  expect(tasks.map((task) => task.tokens)).toEqual([30, 500, 500]);
  expect(report().totals.tokens).toBe(30);
});

test('is told once, however often all tasks are made anew', async () => {
  logs.ledger(workLog('b-1', { cost_cents: 3, token_usage: 500 }), workLog('b-2', { cost_cents: 4 }));
  await logs.tasks();
  const before = report();
  const db = new Database(logs.databasePath);
  db.transaction(() => enqueueEverything(db))();
  db.close();
  await logs.tasks();
  expect(report()).toEqual(before);
});

test('is placed by its task alone, however often one writer learns where an agent belongs', () => {
  const database = new TestDatabase();
  let version = 0;
  const learn = (
    recordType: LedgerEvent['recordType'],
    agent: string,
    taskId: string | null,
    data: object,
  ) => {
    const about = { recordId: `${recordType} ${taskId ?? agent}`, version: ++version, agent, taskId };
    const fact: LedgerEvent = {
      ...{ type: 'ledger', recordType, ...about, sessionId: null, flags: '', data: JSON.stringify(data) },
    };
    database.feed(database.file('ledger'), [{ ...record({}, fact), session: null, harness: 'unknown' }]);
    makeTasks(database);
  };
  try {
    const done = { completed_at: iso(START), cost_cents: 3 };
    learn('work_log', 'nux', 'b-1', done);
    learn('agent_profile', 'nux', null, { department: 'platform' });
    learn('work_log', 'toast', 'b-1', done);
    learn('agent_profile', 'toast', null, { department: 'billing' });
    expect(storedDays(database)).toEqual(summedDays(database));
    const rows = costSums(database.db, NO_FILTER, 'Asia/Kolkata', ['agent', 'department']);
    expect(rows.map(({ key, sums }) => [key.agent, key.department, sums.cost])).toEqual([
      ['toast', 'billing', 30_000],
    ]);
  } finally {
    database.remove();
  }
});

test('a session that a line of the work log names is of its agent, whichever comes first', async () => {
  const line = workLog('b-1', { cost_cents: 3, session_id: 's-1' });
  const profile = { type: 'agent_profile', agent_id: line.agent_id, department: 'platform' };
  logs.append(logs.transcript('s-1'), claudeTurn('s-1', 'one'));
  await logs.tasks();
  logs.ledger(line, profile);
  await logs.tasks();
  const after = report();
  expect(after.byAgent.map(([name]) => name)).toEqual([line.agent_id]);
  const other = new TaskLogs();
  try {
    other.ledger(profile, line);
    await other.tasks();
    other.append(other.transcript('s-1'), claudeTurn('s-1', 'one'));
    await other.tasks();
    expect(report(other)).toEqual(after);
  } finally {
    other.remove();
  }
});

test('tokens without a cost are unpriced, and are listed as such', async () => {
  logs.ledger(workLog('b-1', { token_usage: 500 }), workLog('b-2', { cost_cents: 3 }));
  await logs.tasks();
  const reports = openReports({ databasePath: logs.databasePath, timezone: 'UTC', roots: [] });
  try {
    const { unpriced, byAgent } = reports.costs(NO_FILTER, START + 24 * HOUR);
    expect(reports.totals(NO_FILTER).unpricedCalls).toBe(1);
    expect(byAgent).toMatchObject([{ costUsdMicros: 30_000, costBasis: 'reported', unpricedCalls: 1 }]);
    expect(unpriced).toMatchObject([
      { model: 'claude-opus-4-6', reason: 'tokens_not_split', calls: 1, tokens: 500 },
    ]);
  } finally {
    reports.close();
  }
});
