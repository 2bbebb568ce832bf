import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionCondition } from '../../src/db/queries/filter.ts';
import { selectSessions } from '../../src/db/queries/sessions.ts';
import type { LiveRow } from '../../src/domain/live.ts';
import { NO_FILTER } from '../../src/domain/report.ts';
import { liveRows, readContext, windowOf } from '../../src/reading/session-reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, prompt, record, START, sessionEnd, toolCall } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const stored = () => selectSessions(database.db, sessionCondition(NO_FILTER), 100);
const rows = (now = START + 1000): LiveRow[] => liveRows(stored(), readContext(database.db, now));
const only = (now?: number): LiveRow => rows(now)[0] as LiveRow;

describe('context', () => {
  const sent = (tokens: number, at = START) =>
    record({ at }, call({ message: `m${at}`, usage: { input: tokens, output: 1 } }));

  test('what the last call sent, of the window that the model has', () => {
    database.feed(database.file(), [sent(900), sent(250, START + 1)]);
    expect(only().contextUtilization).toBe(0.25);
  });

  test('a call past the listed window shows that the long one is in force', () => {
    database.feed(database.file(), [sent(1200), sent(500, START + 1)]);
    expect(only().contextUtilization).toBe(500 / 1_000_000);
    expect(windowOf(stored()[0]!)).toBe(1_000_000);
  });

  test('without a call nothing is known of it', () => {
    database.feed(database.file(), [record({}, prompt())]);
    expect(only().contextUtilization).toBeNull();
  });
});

describe('how a cost is known', () => {
  test.each([
    ['computed', [record({}, call({ message: 'm' }))]],
    ['estimated', [record({}, call({ message: 'm', visibleChars: 4000, finished: false }))]],
    ['reported', [record({ harness: 'codex' }, sessionEnd({ totalTokens: 50, costUsdMicros: 7 }))]],
    [null, [record({}, call({ message: 'm', model: 'unpriced-x' }))]],
    [null, [record({}, prompt())]],
  ])('%s', (basis, lines) => {
    database.feed(database.file(basis === 'reported' ? 'work-stream' : 'claude-code'), lines);
    expect(only().costBasis).toBe(basis);
    if (basis === null) expect(only().costUsdMicros).toBeNull();
  });

  test('a call without a price is counted as one', () => {
    database.feed(database.file(), [record({}, call({ message: 'm', model: 'unpriced-x' }))]);
    expect(only()).toMatchObject({ unpricedCalls: 1, costUsdMicros: null });
  });
});

describe('attention', () => {
  const raise = (type: string, evidence: string) =>
    database.db
      .prepare(
        `INSERT INTO alerts (alert_id, type, status, session_key, subject, evidence, episode_start, opened_at, last_at, writer, pending)
         VALUES ('x', ?, 'open', 1, 's', ?, 0, ?, 0, 'agentperf', '')`,
      )
      .run(type, evidence, START + 400);

  test('comes from an open alert, with why and since when', () => {
    database.feed(database.file(), [record({}, prompt(), toolCall('t1'))]);
    raise('tool_loop', '{"tool_name":"Bash","occurrences":12}');
    expect(only()).toMatchObject({ attention: 'looping', statusSince: START + 400, alertsOpen: 1 });
    expect(only().attentionReason).toContain('Bash ×12');
  });

  test('an alert type that nobody knows, whatever its name, draws none', () => {
    database.feed(database.file(), [record({}, prompt())]);
    raise('__proto__', '{}');
    expect(only()).toMatchObject({ attention: null, attentionReason: null, alertsOpen: 1 });
  });

  test('a snoozed alert is quiet until its time is over', () => {
    database.feed(database.file(), [record({}, prompt())]);
    raise('error_loop', '{}');
    database.db.prepare(`UPDATE alerts SET status = 'snoozed', snoozed_until = ?`).run(START + 5000);
    expect(only(START + 4000).attention).toBeNull();
    expect(only(START + 5000).attention).toBe('looping');
  });
});

test('a session that lost all its records to another is not shown', () => {
  database.feed(database.file(), [record({ session: 'b', uid: 'u1' })]);
  database.feed(database.file(), [record({ session: 'a', uid: 'u1' })]);
  expect(rows().map((row) => row.sessionId)).toEqual(['a']);
});

test('sub-agents of sub-agents are deeper, and all are in the rollup', () => {
  const line = (session: string) => record({ session }, call({ message: session }));
  database.feed(database.file(), ['s1', 's1/a', 's1/a/b'].map(line));
  const depths = rows().map((row) => [row.sessionId, row.depth, row.rollup.sessions]);
  expect(depths.sort()).toEqual([
    ['s1', 0, 3],
    ['s1/a', 1, 2],
    ['s1/a/b', 2, 1],
  ]);
});
