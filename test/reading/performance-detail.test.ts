import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareDays } from '../../src/db/prepare-days.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { openReports } from '../../src/reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { putLedgerRow } from '../helpers/ledger-rows.ts';
import { putRollup, putSession, type SessionFields } from '../helpers/session-rows.ts';
import { putTasks } from '../helpers/task-rows.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 15);

let database: TestDatabase;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  database = new TestDatabase();
  reports = openReports({ databasePath: database.path, timezone: 'Asia/Tokyo', roots: [] });
});
afterEach(() => {
  reports.close();
  database.remove();
});

function ledger(
  type: string,
  id: string,
  agent: string | null,
  taskId: string | null,
  at: number,
  data = {},
) {
  putLedgerRow(database.db, type, id, { agent, taskId, at, data });
}

const session = (key: number, fields: SessionFields): void =>
  putSession(database.db, key, { first_at: NOW - DAY, last_at: NOW - DAY + 60_000, ...fields });

const rollup = (key: number, at: number, tokens: number, tools: number): void =>
  putRollup(database.db, { session_key: key, at, input: tokens, cost: tokens, tool_calls: tools });

const card = (name: string, filter = {}) =>
  reports.cards({ ...NO_FILTER, ...filter }, NOW, 'agent', [name])[0];

describe('a card', () => {
  test('has the sessions, hours, tokens and tools of the agent, in the range', () => {
    database.db.exec(`INSERT INTO models (model_id, name, canonical) VALUES (1, 'opus-1', 'opus')`);
    session(1, { agent: 'nux', project: 'api', department: 'platform' });
    session(2, { agent: 'nux', last_at: NOW, duration_ms: 5000 });
    session(3, { agent: 'toast' });
    rollup(1, NOW - DAY, 100, 3);
    rollup(2, NOW, 10, 1);
    rollup(3, NOW, 1000, 9);
    expect(card('nux')).toMatchObject({
      ...{ sessions: 2, sessionDurationMs: 65_000, toolCalls: 4, costUsdMicros: 110 },
      ...{ department: 'platform', projects: ['api'], harnesses: ['claude_code'], models: ['opus'] },
      tokens: { input: 110, total: 110 },
    });
    expect(card('nux', { since: NOW - 900_000 })?.tokens?.total).toBe(10);
    expect(reports.cards(NO_FILTER, NOW, 'project', ['api'])[0]).toMatchObject({ sessions: 1, toolCalls: 3 });
  });

  test('adds what only records tell of its tasks to its sessions, and never what they hold already', () => {
    const told = { agent: 'nux', project: 'api', usageOrigin: 'orchestrator' as const };
    database.db.exec(`INSERT INTO models (model_id, name, canonical) VALUES (1, 'opus-1', 'opus')`);
    session(1, { agent: 'nux', project: 'api' });
    rollup(1, NOW - DAY, 100, 3);
    prepareDays(database.db, 'Asia/Tokyo');
    putTasks(database.db, [
      { ...told, usageOrigin: 'harness', completedAt: NOW, tokens: 100, costUsdMicros: 100 },
      { ...told, usageOrigin: 'stream', completedAt: NOW, tokens: 50, costUsdMicros: 50 },
      { ...told, completedAt: NOW, tokens: 7, costUsdMicros: 3 },
      { ...told, completedAt: NOW - 9 * DAY, tokens: 1000, costUsdMicros: 1000 },
      { ...told, agent: 'toast', completedAt: NOW, tokens: null, costUsdMicros: 9 },
      { agent: 'bead', completedAt: NOW },
    ]);
    const range = { since: NOW - 2 * DAY };
    const both = { tokens: { input: 100, unclassified: 7, total: 107 }, costUsdMicros: 103 };
    expect(card('nux', range)).toMatchObject(both);
    expect(reports.cards({ ...NO_FILTER, ...range }, NOW, 'project', ['api'])[0]).toMatchObject({
      ...{ tokens: both.tokens, costUsdMicros: 112 },
    });
    expect(card('nux')).toMatchObject({ tokens: { total: 1107 }, costUsdMicros: 1103 });
    expect(card('toast')).toMatchObject({ tokens: null, costUsdMicros: 9 });
    expect(card('bead')).toMatchObject({ tokens: null, costUsdMicros: null, sessions: 0 });
    const found = reports.performers(NO_FILTER, 'agent');
    expect(found.map(({ name, tokens }) => [name, tokens])).toEqual([
      ['bead', null],
      ['nux', 1107],
      ['toast', null],
    ]);
  });

  test('a sub-agent has a card of its own, and its session counts for no project twice', () => {
    session(1, { agent: null, project: 'api' });
    session(2, { agent: null, project: 'api', parent_id: 's1', session_id: 's1/x', agent_type: 'explore' });
    expect(reports.performers(NO_FILTER, 'agent')).toMatchObject([
      { name: 'claude_code', sessions: 1 },
      { name: 'claude_code/explore', sessions: 1 },
    ]);
    expect(reports.performers(NO_FILTER, 'project')).toMatchObject([{ name: 'api', sessions: 1 }]);
  });

  test('counts the steps, convoys and escalations of the ledger, each once', () => {
    putTasks(database.db, [
      { agent: 'nux', project: 'api', taskId: 'b1', convoyId: 'c1', completedAt: NOW },
      { agent: 'nux', taskId: 'b2', completedAt: NOW },
    ]);
    ledger('escalation', 'e1', 'nux', 'b1', NOW);
    ledger('escalation', 'e2', 'nux', null, NOW - 50 * DAY);
    ledger('escalation', 'e3', 'toast', 'b1', NOW);
    ledger('molecule_step', 'm1', 'nux', 'b1', NOW);
    ledger('convoy_participation', 'p1', 'nux', 'b1', NOW, { convoy_id: 'c1' });
    ledger('convoy_participation', 'p2', 'nux', 'b2', NOW, { convoy_id: 'c2' });
    const closed = { status: 'closed', closed_at: new Date(NOW).toISOString() };
    for (const id of ['b1', 'b2']) ledger('work_item', id, 'nux', id, NOW, closed);
    for (const id of ['b1', 'b2'])
      ledger('work_item_link', `l-${id}`, null, id, NOW, { link: 'parent-child', target: 'top' });
    expect(card('nux')).toMatchObject({ escalations: 2, moleculeSteps: 2, convoys: 2 });
    expect(card('nux', { since: NOW - DAY })?.escalations).toBe(1);
    expect(reports.cards(NO_FILTER, NOW, 'project', ['api'])[0]).toMatchObject({
      ...{ escalations: 2, moleculeSteps: 1, convoys: 1 },
    });
  });

  test('has windows that end today, whatever the range begins with, in days of the stored zone', () => {
    // 00:30 in Tokyo is 15:30 UTC of the day before: the seventh day back begins there.
    const midnight = Date.UTC(2026, 2, 14, 15);
    const nux = { agent: 'nux', project: 'api', outcome: 'success' as const };
    const at = (completedAt: number) => ({ ...nux, completedAt });
    putTasks(database.db, [
      ...Array.from({ length: 6 }, (_, n) => at(midnight + n * DAY)),
      at(midnight - 1),
      ...Array.from({ length: 3 }, (_, n) => at(NOW - (40 + n) * DAY)),
    ]);
    const hour = { ...NO_FILTER, since: NOW - 3_600_000 };
    for (const found of [card('nux', hour), reports.cards(hour, NOW, 'project', ['api'])[0]])
      expect(found?.windows.map(({ days, metrics }) => [days, metrics.success_rate?.n])).toEqual([
        [7, 6],
        [30, 7],
        [90, 10],
      ]);
    const trend = card('nux')?.trends.find(
      (one) => one.metric === 'success_rate' && one.trend.windowDays === 7,
    );
    expect(trend?.trend.points).toHaveLength(6);
    expect(card('nux', { until: NOW - 40 * DAY })?.windows[0]?.metrics.success_rate?.n).toBe(3);
  });

  test('says not logged where the source cannot tell, and unpriced where no price is known', () => {
    const own = { agent: 'nux', orchestrator: 'work-stream', completedAt: NOW, tokens: 10 };
    putTasks(
      database.db,
      Array.from({ length: 6 }, () => ({ ...own, outcome: 'success' as const })),
    );
    expect(card('nux')).toMatchObject({
      successRate: { value: 1, n: 6 },
      avgCostPerTask: { value: null, state: 'unpriced', n: 6 },
      avgToolCallsPerTask: { value: null, state: 'insufficient_data' },
    });
    putTasks(database.db, [{ agent: 'bead', orchestrator: 'beads', completedAt: NOW }], 10);
    expect(card('bead')?.avgToolCallsPerTask.state).toBe('not_logged');
  });
});

test('the detail of an agent lists its tasks, work, escalations and sessions, and nobody elses', () => {
  session(1, { agent: 'nux' });
  session(2, { agent: 'toast' });
  putTasks(database.db, [
    { agent: 'nux', taskId: 'b1', completedAt: NOW },
    { agent: 'toast', taskId: 'b2', completedAt: NOW },
  ]);
  ledger('escalation', 'e1', 'nux', 'b1', NOW);
  ledger('escalation', 'e2', 'toast', 'b2', NOW);
  ledger('work_log', 'w1', 'nux', 'b1', NOW);
  const found = reports.performer(NO_FILTER, NOW, 'agent', 'nux');
  expect(found?.tasks.map(({ taskId }) => taskId)).toEqual(['b1']);
  expect(found?.escalations.map(({ id }) => id)).toEqual(['e1']);
  expect(found?.workLog.map(({ id }) => id)).toEqual(['w1']);
  expect(found?.sessions.map(({ session: { sessionId } }) => sessionId)).toEqual(['s1']);
  const later = reports.performer({ ...NO_FILTER, since: NOW + 1 }, NOW, 'agent', 'nux');
  expect([later?.escalations, later?.workLog]).toEqual([[], []]);
  expect(reports.performer(NO_FILTER, NOW, 'agent', 'nobody')).toBeNull();
});

test('work of nobody is not that of whoever no task names', () => {
  session(1, { agent: 'nux', project: 'api' });
  putTasks(database.db, [{ taskId: 'b1', completedAt: NOW }]);
  ledger('escalation', 'e1', null, 'b1', NOW);
  expect(reports.performer(NO_FILTER, NOW, 'agent', 'nux')?.tasks).toEqual([]);
  expect(reports.performer(NO_FILTER, NOW, 'project', 'api')).toMatchObject({
    ...{ tasks: [], escalations: [] },
    card: { escalations: 0 },
  });
  const nobody = reports.performer(NO_FILTER, NOW, 'project', null);
  expect(nobody?.tasks.map(({ taskId }) => taskId)).toEqual(['b1']);
  expect(nobody?.card.escalations).toBe(1);
});

test('KPIs: from event to live alert, and sessions whose log is whole', () => {
  const alert = database.db.prepare(
    `INSERT INTO alerts (alert_id, type, status, subject, evidence, episode_start, opened_at, last_at, detected_at, writer, pending)
       VALUES (?, 'error_loop', 'open', '', '{}', 0, ?, 0, ?, ?, '')`,
  );
  for (const [n, latency] of [40, 10, 20, 30, 50].entries())
    alert.run(`a${n}`, NOW, NOW + latency, 'agentperf');
  alert.run('history', NOW, null, 'agentperf');
  alert.run('foreign', NOW, NOW + 9_000, 'bosun');
  for (let key = 1; key <= 4; key++) session(key, { turn_state: 'done' });
  session(5, { turn_state: 'running' });
  session(6, { turn_state: 'running', last_at: NOW });
  expect(reports.kpis(NO_FILTER, NOW)).toMatchObject({
    errorDetectionLatencyMs: { value: 30, n: 5, state: 'ok' },
    completeLogsRate: { value: 0.8, n: 5, state: 'ok' },
  });
});
