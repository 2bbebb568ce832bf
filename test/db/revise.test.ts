import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentEvent, LineResult } from '../../src/domain/event.ts';
import { batchOf, type FakeFile, TestDatabase } from '../helpers/database.ts';
import {
  apiError,
  call,
  compaction,
  failedResult,
  prompt,
  record,
  START,
  sessionEnd,
  toolCall,
  toolResult,
  turnEnd,
} from '../helpers/records.ts';

let database: TestDatabase;
let file: FakeFile;
beforeEach(() => {
  database = new TestDatabase();
  file = database.file('gemini-cli');
});
afterEach(() => database.remove());

/** The checkpoint of a document that was read is its size: behind every place in it. */
const SIZE = 10_000;

/** Records of a document, each at the place of its rank, as they are now. */
function write(results: readonly LineResult[], into = file) {
  const batch = batchOf({ ...into, offset: 0 }, results);
  const offsets = { fromOffset: into.offset, toOffset: SIZE };
  into.offset = SIZE;
  database.recorder.take({ ...batch, ...offsets, isDocument: true }, false);
  return database.settle();
}

const sum = (name: string) => database.value(`SELECT coalesce(sum(${name}), 0) FROM rollups`);
const kinds = () =>
  Object.fromEntries(
    database
      .all<{ name: string; count: number }>(
        `SELECT name, count FROM kind_counts JOIN kinds USING (kind_id) WHERE count <> 0`,
      )
      .map(({ name, count }) => [name, count]),
  );

describe('a record of a document that changes', () => {
  test('is one record, of the kind and role that it has now', () => {
    write([record({ kind: 'other:x' })]);
    write([record({ kind: 'gemini' }, toolCall('t1'))]);
    expect([sum('events'), sum('tool_calls')]).toEqual([1, 1]);
    expect(kinds()).toEqual({ gemini: 1 });
    expect(database.value(`SELECT role FROM events`)).toBe(3);
  });

  const once: readonly (readonly [string, readonly AgentEvent[], string])[] = [
    ['a call', [call({ message: 'm', request: 'm' })], 'model_calls'],
    ['a tool call', [toolCall('t1')], 'tool_calls'],
    ['a failed tool', [toolCall('t1'), failedResult('t1')], 'tool_errors'],
    ['a call without an id', [call()], 'model_calls'],
    ['a failure of a tool that is not known', [failedResult('t1')], 'tool_errors'],
    ['one that says no more than that', [{ ...failedResult('t1'), error: null }], 'tool_errors'],
    ['an error', [apiError()], 'errors'],
    ['a compaction', [compaction()], 'compactions'],
  ];
  test.each(once)('%s is counted once, whatever is told before it later', (_name, facts, name) => {
    write([record({}, ...facts)]);
    write([record({}, ...facts)]);
    write([record({}, { type: 'session_info', title: 'x', titleRank: 2 }, prompt(), ...facts)]);
    expect(sum(name)).toBe(1);
  });

  test('two errors of one record are two', () => {
    write([record({}, apiError('one'))]);
    write([record({}, turnEnd(), apiError('one'), apiError('two'))]);
    expect(sum('errors')).toBe(2);
  });

  test('a call takes the larger count, a tool its first result, a session its newest title', () => {
    const titled = (title: string): AgentEvent => ({ type: 'session_info', title, titleRank: 2 });
    write([
      record(
        {},
        titled('before'),
        call({ message: 'm', request: 'm', usage: { output: 1 } }),
        toolCall('t1'),
      ),
    ]);
    write([
      record(
        {},
        titled('after'),
        call({ message: 'm', request: 'm', usage: { output: 9 } }),
        toolCall('t1'),
        toolResult('t1'),
      ),
    ]);
    write([
      record(
        {},
        titled('after'),
        call({ message: 'm', request: 'm', usage: { output: 9 } }),
        toolCall('t1'),
        failedResult('t1'),
      ),
    ]);
    expect([sum('output'), sum('tool_errors')]).toEqual([9, 0]);
    expect(database.value(`SELECT title FROM sessions`)).toBe('after');
    expect(database.value(`SELECT is_error FROM tool_calls`)).toBe(0);
  });

  test('a call and its result in one record tell no duration', () => {
    write([record({}, toolCall('t1'), toolResult('t1'))]);
    write([
      record({}, toolCall('t1'), toolResult('t1')),
      record({}, toolCall('t2'), toolResult('t2', { durationMs: 7 })),
    ]);
    expect(database.all(`SELECT duration_ms AS ms FROM tool_calls ORDER BY offset`)).toEqual([
      { ms: null },
      { ms: 7 },
    ]);
  });

  test('a call that waited for a person waits no more when it says so', () => {
    write([record({}, toolCall('t1', { asksHuman: true }))]);
    const asked = () => database.value(`SELECT ask_key IS NOT NULL FROM sessions`);
    expect(asked()).toBe(1);
    write([record({}, toolCall('t1', { asksHuman: false }))]);
    expect(asked()).toBe(0);
  });

  test('an older record that changes does not turn the session back', () => {
    const later = record({ at: START + 5000 }, turnEnd());
    write([record({}, prompt()), later]);
    write([record({}, prompt(), toolCall('t1')), later]);
    expect(database.value(`SELECT turn_state FROM sessions`)).toBe('done');
  });

  test('the end of a session that is told again adds nothing', () => {
    const ended = record({}, sessionEnd({ totalTokens: 50 }));
    const stream = database.file('bosun');
    write([ended], stream);
    write([ended], stream);
    expect(sum('unclassified')).toBe(50);
  });

  test('what was rejected may be accepted later, and is counted as one of both', () => {
    write([{ rejected: 'not_an_object' }]);
    write([record()]);
    expect([sum('events'), database.value(`SELECT count(*) FROM skipped`)]).toEqual([1, 0]);
    write([{ rejected: 'not_an_object' }]);
    expect([sum('events'), database.value(`SELECT count(*) FROM skipped`)]).toEqual([1, 0]);
  });

  test('across a restart it is the same record', () => {
    write([record({}, call({ message: 'm', request: 'm' }), apiError())]);
    database.restart();
    write([record({ kind: 'other' }, call({ message: 'm', request: 'm' }), apiError())]);
    expect([sum('events'), sum('model_calls'), sum('errors')]).toEqual([1, 1, 1]);
  });
});

describe('a record whose id is that of its version', () => {
  const version = (uid: string) => record({ uid, kind: 'gemini' }, toolCall('t1'));

  test.each([
    ['the document first', ['one', 'two', 'log']],
    ['the log between', ['one', 'log', 'two']],
    ['the log first', ['log', 'one', 'two']],
  ])('%s: a log that holds the last version tells nothing new', (_name, steps) => {
    for (const step of steps) {
      if (step === 'log') database.feed(database.file('gemini-cli'), [version('two')]);
      else write([version(step)]);
    }
    write([version('two')]);
    expect(sum('events')).toBe(1);
    expect(kinds()).toEqual({ gemini: 1 });
    expect(sum('tool_calls')).toBe(1);
  });
});
