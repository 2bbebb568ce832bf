/** Every filter of the command line, in every part of the export: two sessions that differ in all of it, and each filter that names one. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import type { Reports } from '../../../src/domain/live.ts';
import { NO_FILTER, type ReportFilter } from '../../../src/domain/report.ts';
import { openReports } from '../../../src/reports.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { apiError, call, record, START } from '../../helpers/records.ts';

const HOUR = 3_600_000;

/** Two of everything: the second an hour later. */
const SIDES = [
  { session: 'x', harness: 'claude_code', source: 'claude-code', cwd: '/home/me/api', model: 'claude-a' },
  { session: 'y', harness: 'codex', source: 'codex', cwd: '/home/me/web', model: 'gpt-b' },
] as const;

let base: TestDatabase;
let reports: Reports;
beforeAll(() => {
  base = new TestDatabase();
  for (const [index, side] of SIDES.entries()) {
    const { session, harness, source, cwd, model } = side;
    const at = START + index * HOUR;
    const line = (kind: string, ...facts: Parameters<typeof record>[1][]) =>
      record({ ...{ session, harness, kind, at }, taskId: `task-${session}` }, ...facts);
    base.feed(base.file(source), [
      line(`${session}-info`, { type: 'session_info', cwd }),
      line(`${session}-call`, call({ model, message: session })),
      line(`${session}-error`, apiError(`${session}-failed`)),
    ]);
    base.db
      .prepare(`UPDATE sessions SET department = ? WHERE session_id = ?`)
      .run(`team-${session}`, session);
    base.db
      .prepare(
        `INSERT INTO alerts (alert_id, type, severity, status, session_key, subject, evidence, recommendation, episode_start, opened_at,
           last_at, verdict, writer, pending) SELECT ?, ?, 'high', 'open', session_key, 'x', '{}', 'y', 0, ?, ?, 'real', 'agentperf', ''
         FROM sessions WHERE session_id = ?`,
      )
      .run(`alert-${session}`, `rule-${session}`, at, at, session);
    ledger(at, `named-${session}`, { sessionId: session });
    ledger(at, `of-task-${session}`, { taskId: `task-${session}` });
  }
  ledger(START, 'model-only', {}, { model: 'claude-a', completed_at: new Date(START).toISOString() });
  ledger(START, 'agent-only', { agent: 'rig/nux' });
  base.db.exec(`INSERT INTO words (word_id, word) VALUES (900, 'bugfix');
    INSERT INTO tasks (orchestrator, task_id, inferred, task_type, attempts, unpriced_calls, flags)
      VALUES ('o', 'typed', 0, 900, 1, 0, ''), ('o', 'typed-too', 0, 900, 1, 0, '')`);
  reports = openReports({ databasePath: base.path, timezone: 'UTC', roots: [] });
});
afterAll(() => {
  reports.close();
  base.remove();
});

/** A line of work and an escalation of one id. */
function ledger(at: number, recordId: string, fields: Partial<LedgerEvent>, data: object = {}): void {
  for (const recordType of ['work_log', 'escalation'] as const) {
    const fact: LedgerEvent = {
      ...{ type: 'ledger', recordType, recordId, version: null, agent: null, taskId: null, sessionId: null },
      ...{ flags: '', data: JSON.stringify({ completed_at: new Date(at).toISOString(), ...data }) },
      ...fields,
    };
    base.feed(base.file('ledger'), [{ ...record({ at }, fact), session: null, harness: 'unknown' }]);
  }
}

/** Names of the rows of each part. */
function answers(part: Partial<ReportFilter>) {
  const filter: ReportFilter = { ...NO_FILTER, ...part };
  const now = START + 2 * HOUR;
  const sessions = (rows: readonly { sessionId: string | null }[]) => rows.map((row) => row.sessionId);
  return {
    sessions: sessions(reports.sessions(filter, now)),
    live: sessions(reports.live(now, filter, 10)),
    count: reports.sessionCount(filter),
    header: [reports.header(now, filter).sessions, reports.header(now, filter).alertsOpen],
    alerts: sessions(reports.alerts(filter, now)),
    precision: reports.alertPrecision(filter).map((row) => row.type),
    errors: reports.errors(filter).map((row) => row.fingerprint),
    events: [...reports.events(filter)].filter((row) => row.sessionId !== null).map((row) => row.type),
    totals: [reports.totals(filter).modelCalls, reports.totals(filter).errors],
    work: reports.workLog(filter).map((row) => row.id),
    escalations: reports.escalations(filter).map((row) => row.id),
  };
}

const OF_X = {
  ...{
    sessions: ['x'],
    live: ['x'],
    count: 1,
    header: [1, 1],
  },
  ...{ alerts: ['x'], precision: ['rule-x'], errors: ['x-failed'], totals: [1, 1] },
  events: ['x-info', 'x-call', 'x-error'],
};

describe('a filter that names one of two sessions', () => {
  it.each<[string, Partial<ReportFilter>]>([
    ['--department', { departments: ['team-x'] }],
    ['--project', { projects: ['api'] }],
    ['--harness', { harnesses: ['claude_code'] }],
    ['--source', { sources: ['claude-code'] }],
    ['--agent', { agents: ['claude_code'] }],
  ])('%s leaves only what is of it, in every part', (_flag, filter) => {
    const found = answers(filter);
    expect(found).toMatchObject(OF_X);
    expect(found.work.sort()).toEqual(['named-x', 'of-task-x']);
    expect(found.escalations.sort()).toEqual(['named-x', 'of-task-x']);
  });

  it('--model does so by the sessions that used it; work may say its model itself', () => {
    const found = answers({ models: ['claude-a'] });
    expect(found).toMatchObject(OF_X);
    expect(found.work.sort()).toEqual(['model-only', 'named-x', 'of-task-x']);
    expect(found.escalations.sort()).toEqual(['named-x', 'of-task-x']);
  });

  it('--until and --since cut each by its own time', () => {
    expect(answers({ until: START + HOUR / 2 })).toMatchObject(OF_X);
    const later = answers({ since: START + HOUR / 2 });
    expect(later).toMatchObject({ sessions: ['y'], alerts: ['y'], errors: ['y-failed'], header: [1, 1] });
    expect(later.work.sort()).toEqual(['named-y', 'of-task-y']);
  });

  it('--agent takes work by the agent that it names, whoever the session says it was', () => {
    expect(answers({ agents: ['rig/nux'] })).toMatchObject({
      work: ['agent-only'],
      escalations: ['agent-only'],
      alerts: [],
    });
  });

  it('of two kinds keeps what meets both', () => {
    const both = answers({ projects: ['api'], harnesses: ['codex'] });
    expect(both).toMatchObject({
      sessions: [],
      alerts: [],
      errors: [],
      events: [],
      work: [],
      escalations: [],
    });
  });
});

it('the header counts as open what the list of alerts gives as open', () => {
  const now = START + 2 * HOUR;
  const counts = (filter: Partial<ReportFilter>) => {
    const asked = { ...NO_FILTER, ...filter };
    const listed = reports.alerts(asked, now).filter((alert) => alert.status === 'open').length;
    return [reports.header(now, asked).alertsOpen, listed];
  };
  expect(counts({})).toEqual([2, 2]);
  expect(counts({ since: START + 1 })).toEqual([1, 1]);
  const set = (sql: string) => base.db.prepare(`UPDATE alerts SET ${sql} WHERE alert_id = 'alert-x'`).run();
  set(`status = 'acknowledged'`);
  expect(counts({})).toEqual([1, 1]);
  set(`status = 'snoozed', snoozed_until = ${now - 1}`);
  expect(counts({})).toEqual([2, 2]);
  set(`snoozed_until = ${now + 1}`);
  expect(counts({})).toEqual([1, 1]);
  set(`snoozed_until = ${now - 1}, resolved_at = ${now - 2}`);
  expect(counts({})).toEqual([1, 1]);
  set(`status = 'open', snoozed_until = NULL, resolved_at = NULL`);
});

it('the names that a filter can hold are those that something recorded answers to', () => {
  const names = reports.names();
  expect(names).toEqual({
    agents: ['claude_code', 'codex', 'rig/nux'],
    departments: ['team-x', 'team-y'],
    projects: ['api', 'web'],
    models: ['claude-a', 'gpt-b'],
    harnesses: ['claude_code', 'codex'],
    taskTypes: ['bugfix'],
  });
});
