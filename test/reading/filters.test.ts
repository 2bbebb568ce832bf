import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWriter } from '../../src/db/open.ts';
import { NO_FILTER, type ReportFilter, type SessionReport } from '../../src/domain/report.ts';
import type { openReports } from '../../src/reports.ts';
import { ingestOnce } from '../../src/writing/ingest-once.ts';
import { Logs, writeFleet } from '../helpers/logs.ts';
import { START } from '../helpers/records.ts';
import { holdSession, putTasks } from '../helpers/task-rows.ts';

const HOUR = 3_600_000;

let logs: Logs;
let reports: ReturnType<typeof openReports>;
beforeEach(() => {
  logs = new Logs();
});
afterEach(() => {
  reports?.close();
  logs.remove();
});

async function read(): Promise<void> {
  await ingestOnce(logs.options());
  reports = logs.reports();
}

const ids = (rows: readonly { sessionId: string }[]) => rows.map((row) => row.sessionId);

describe('filters agree with a count over the sessions', () => {
  const some = <T>(...values: T[]) => fc.subarray(values, { maxLength: 2 });
  const time = fc.option(
    fc.integer({ min: -1, max: 20 }).map((quarter) => START - (START % 900_000) + quarter * 900_000),
  );
  const filter: fc.Arbitrary<ReportFilter> = fc.record({
    since: time,
    until: time.map((at) => (at === null ? null : at + 899_999)),
    agents: some('claude_code', 'codex', 'nobody'),
    departments: fc.constant([]),
    projects: some('shop', 'till'),
    models: some('claude-opus-4-6', 'gpt-5'),
    harnesses: some('claude_code', 'codex'),
    taskTypes: fc.constant([]),
    sources: some('claude-code' as const, 'work-stream' as const),
  });
  const has = (list: readonly string[], value: string | null) =>
    list.length === 0 || list.includes(value ?? '');

  test('sessions by overlap, calls and records by their own time', async () => {
    writeFleet(logs);
    await read();
    const now = START + 5 * HOUR;
    const all = reports.sessions(NO_FILTER, now);
    fc.assert(
      fc.property(filter, (wanted) => {
        const expected = all.filter(
          (row) =>
            has(wanted.agents, row.agent) &&
            has(wanted.projects, row.project) &&
            has(wanted.harnesses, row.harness) &&
            has(wanted.sources, row.source) &&
            (wanted.models.length === 0 || row.models.some((model) => wanted.models.includes(model))) &&
            (wanted.since === null || (row.lastEventAt ?? 0) >= wanted.since) &&
            (wanted.until === null || (row.startedAt ?? 0) <= wanted.until),
        );
        expect(ids(reports.sessions(wanted, now)).sort()).toEqual(ids(expected).sort());
        const totals = reports.totals(wanted);
        expect(totals.sessions + totals.subagentSessions).toBe(expected.length);
        if (wanted.since !== null || wanted.until !== null) return;
        const sum = (of: (row: SessionReport) => number | null) =>
          expected.reduce((total, row) => total + (of(row) ?? 0), 0);
        expect(totals).toMatchObject({
          events: sum((row) => row.events),
          modelCalls: sum((row) => row.modelCalls),
          toolCalls: sum((row) => row.toolCalls),
          errors: sum((row) => row.errors),
        });
        expect(totals.tokens.total).toBe(sum((row) => row.tokens.total));
      }),
      { numRuns: 120 },
    );
  });
});

test('a task type takes the sessions of its tasks, with their sub-agents', async () => {
  writeFleet(logs);
  await read();
  const db = openWriter(logs.databasePath, { busyTimeoutMs: 1000, now: () => START });
  const [fix, chore] = putTasks(db, [{ taskType: 'debugging' }, { taskType: 'chore' }]);
  holdSession(db, fix as number, 'a');
  holdSession(db, chore as number, 'b');
  db.close();
  const of = (...taskTypes: string[]) => {
    const filter = { ...NO_FILTER, taskTypes };
    const held = ids(reports.sessions(filter, START)).sort();
    return { held, events: reports.totals(filter).events };
  };
  const all = reports.sessions(NO_FILTER, START);
  const events = (...held: string[]) =>
    all.filter((row) => held.includes(row.sessionId)).reduce((sum, row) => sum + row.events, 0);
  expect(of('debugging')).toEqual({ held: ['a', 'a/x1'], events: events('a', 'a/x1') });
  expect(of('chore', 'debugging').held).toEqual(['a', 'a/x1', 'b']);
  expect(of('research')).toEqual({ held: [], events: 0 });
});
