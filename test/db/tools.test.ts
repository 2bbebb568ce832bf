import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';
import { failedResult, prompt, record, START, toolCall, toolResult } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

type Row = Record<string, number | null>;
const rows = (): Row[] => database.all<Row>(`SELECT * FROM tool_calls ORDER BY at, tool_key`);

describe('a call and its result are one row', () => {
  const called = record({ at: START }, toolCall('t1'));
  const answered = record({ at: START + 1500 }, toolResult('t1', { resultDigest: 5, changeDigest: 6 }));
  const joined = {
    at: START,
    result_at: START + 1500,
    duration_ms: 1500,
    is_error: 0,
    result_digest: 5,
    change_digest: 6,
  };

  test('in one commit', () => {
    database.feed(database.file(), [called, answered]);
    expect(rows()).toMatchObject([joined]);
  });

  test('over two commits and another process', () => {
    const file = database.file();
    database.feed(file, [called]);
    expect(rows()).toMatchObject([{ result_at: null, is_error: null, duration_ms: null }]);
    database.restart();
    database.feed(file, [answered]);
    expect(rows()).toMatchObject([joined]);
  });

  test('a duration that the log tells beats the times of the lines', () => {
    database.feed(database.file(), [
      called,
      record({ at: START + 1500 }, toolResult('t1', { durationMs: 40 })),
    ]);
    expect(rows()).toMatchObject([{ duration_ms: 40 }]);
  });

  test('clocks that go back make a duration of 0, never a negative one', () => {
    database.feed(database.file(), [called, record({ at: START - 5000 }, toolResult('t1'))]);
    expect(rows()).toMatchObject([{ duration_ms: 0 }]);
  });

  test('the first result stays; a second one changes nothing', () => {
    database.feed(database.file(), [called, answered, record({ at: START + 9000 }, failedResult('t1'))]);
    expect(rows()).toMatchObject([joined]);
  });

  test('a result without a call is no call; its error counts', () => {
    database.feed(database.file(), [record({}, failedResult('nowhere'))]);
    expect(rows()).toEqual([]);
    expect(database.all(`SELECT tool_calls, tool_errors, errors FROM rollups`)).toEqual([
      { tool_calls: 0, tool_errors: 1, errors: 1 },
    ]);
  });

  test('several calls of one line are several rows, joined each to its own', () => {
    database.feed(database.file(), [
      record({}, toolCall('t1'), toolCall('t2')),
      record({ at: START + 10 }, toolResult('t2'), failedResult('t1')),
    ]);
    const errors = database.all(`SELECT is_error FROM tool_calls ORDER BY is_error`);
    expect(errors).toEqual([{ is_error: 0 }, { is_error: 1 }]);
  });
});

describe('ids that are not unique', () => {
  const turn = (session: string, at: number) => [
    record({ session, at }, toolCall('call_1')),
    record({ session, at: at + 100 }, toolResult('call_1')),
  ];

  test('one id in another session at another time is another call, with its own result', () => {
    database.feed(database.file(), turn('s1', START));
    database.feed(database.file(), turn('s2', START + 5000));
    expect(rows()).toMatchObject([
      { at: START, duration_ms: 100 },
      { at: START + 5000, duration_ms: 100 },
    ]);
    expect(database.value(`SELECT count(DISTINCT session_key) FROM tool_calls`)).toBe(2);
  });

  test('one id at the same time in another session is a copy', () => {
    database.feed(database.file(), [...turn('s1', START), ...turn('s2', START)]);
    expect(rows()).toHaveLength(1);
    expect(database.value(`SELECT sum(tool_calls) FROM rollups`)).toBe(1);
  });
});

describe('a format without ids', () => {
  const stream = { harness: 'codex' };
  const at = (seconds: number) => ({ ...stream, at: START + seconds * 1000 });

  test('a result joins the oldest open call of its name', () => {
    database.feed(database.file('work-stream'), [
      record(at(0), toolCall(null, { name: 'Bash' })),
      record(at(1), toolCall(null, { name: 'Read', kind: 'read' })),
      record(at(2), toolCall(null, { name: 'Bash' })),
      record(at(3), toolResult(null, { name: 'Read' })),
      record(at(4), failedResult(null)),
    ]);
    expect(rows()).toMatchObject([
      { at: START, is_error: 1 },
      { at: START + 1000, is_error: 0 },
      { at: START + 2000, result_at: null },
    ]);
  });

  test('a result without a name joins a call without one', () => {
    database.feed(database.file('work-stream'), [
      record(at(0), toolCall(null, { name: null, kind: 'other' })),
      record(at(1), toolResult(null, { name: null })),
    ]);
    expect(rows()).toMatchObject([{ tool_id: null, result_at: START + 1000 }]);
  });

  test("another session's call is never joined", () => {
    database.feed(database.file('work-stream'), [
      record({ ...at(0), session: 's1' }, toolCall(null)),
      record({ ...at(1), session: 's2' }, toolResult(null)),
    ]);
    expect(rows()).toMatchObject([{ result_at: null }]);
  });
});

test('a call that asks a person is open until its answer comes', () => {
  const file = database.file();
  const asked = () => database.all(`SELECT ask_key IS NOT NULL AS asks, ask_at FROM sessions`);
  database.feed(file, [record({}, prompt()), record({}, toolCall('ask', { asksHuman: true, kind: 'ask' }))]);
  expect(asked()).toEqual([{ asks: 1, ask_at: START }]);
  database.feed(file, [record({ at: START + 9 }, toolResult('ask', { denied: true }))]);
  expect(asked()).toMatchObject([{ asks: 0 }]);
});
