import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';
import {
  apiError,
  call,
  failedResult,
  prompt,
  record,
  START,
  toolCall,
  turnEnd,
} from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

interface Owned {
  readonly session: string;
  readonly events: number;
  readonly tools: number;
  readonly errors: number;
}

/** Whose records there are, by rows. */
function owned(): Owned[] {
  return database.all<Owned>(
    `SELECT session_id AS session, (SELECT count(*) FROM events e WHERE e.session_key = s.session_key AND flags & 1) AS events,
       (SELECT count(*) FROM tool_calls t WHERE t.session_key = s.session_key) AS tools,
       (SELECT count(*) FROM errors e WHERE e.session_key = s.session_key) AS errors
     FROM sessions s WHERE events > 0 ORDER BY session_id`,
  );
}

const history = (session: string, copied = false) => [
  record({ session, copied, uid: 'u1', at: START }, toolCall('t1')),
  record({ session, copied, uid: 'u2', at: START + 1000 }, failedResult('t1')),
  record({ session, copied, uid: 'u3', at: START + 2000 }, apiError()),
];

describe('a record that several files hold is one record', () => {
  test.each([
    ['the smaller id first', ['a', 'b']],
    ['the larger id first', ['b', 'a']],
  ])('%s: it belongs to the session with the smaller id, with its tools and errors', (_order, sessions) => {
    for (const session of sessions) database.feed(database.file(), history(session));
    expect(owned()).toEqual([{ session: 'a', events: 3, tools: 1, errors: 2 }]);
    expect(
      database.all(
        `SELECT sum(events) AS e, sum(tool_calls) AS t, sum(tool_errors) AS f, sum(errors) AS x FROM rollups`,
      ),
    ).toEqual([{ e: 3, t: 1, f: 1, x: 2 }]);
  });

  test.each([
    ['copy first', true],
    ['original first', false],
  ])('%s: a row that says it was copied loses, whatever its session id', (_order, copyFirst) => {
    const feeds = [
      () => database.feed(database.file(), history('a', true)),
      () => database.feed(database.file(), history('b')),
    ];
    for (const feed of copyFirst ? feeds : feeds.reverse()) feed();
    expect(owned()).toMatchObject([{ session: 'b', events: 3 }]);
  });

  test('its call is one, although the call has no id of its own', () => {
    for (let copy = 0; copy < 3; copy++)
      database.feed(database.file(), [record({ session: 'a', uid: 'u1', at: START }, call())]);
    expect(
      database.all(`SELECT sum(events) AS e, sum(model_calls) AS c, sum(input) AS i FROM rollups`),
    ).toEqual([{ e: 1, c: 1, i: 3 }]);
  });

  test('the same session telling a copied record as its own makes it its own', () => {
    database.feed(database.file(), [record({ session: 'b', copied: true, uid: 'u1' })]);
    database.feed(database.file(), [record({ session: 'b', uid: 'u1' })]);
    database.feed(database.file(), [record({ session: 'c', uid: 'u1' })]);
    expect(owned()).toMatchObject([{ session: 'b', events: 1 }]);
  });

  test('a copy is a skipped line with the reason duplicate, once however often it is read', () => {
    database.feed(database.file(), history('a'));
    const copy = database.file();
    const result = database.feed(copy, history('b'));
    expect([...result.skipped]).toEqual([['duplicate', 3]]);
    expect(result.records).toBe(0);
    database.rewind(copy);
    expect([...database.feed(copy, history('b')).skipped]).toEqual([]);
    expect(database.value(`SELECT count(*) FROM skipped`)).toBe(3);
  });

  test("a session's span follows the records that it owns", () => {
    database.feed(database.file(), [...history('b'), record({ session: 'b', uid: 'own', at: START + 9000 })]);
    database.feed(database.file(), history('a'));
    expect(database.all(`SELECT session_id, first_at, last_at FROM sessions ORDER BY 1`)).toEqual([
      { session_id: 'a', first_at: START, last_at: START + 2000 },
      { session_id: 'b', first_at: START + 9000, last_at: START + 9000 },
    ]);
  });

  test.each([
    ['original first', ['a', 'b']],
    ['copy first', ['b', 'a']],
  ])('%s: the owner knows that its turn is over', (_order, sessions) => {
    for (const session of sessions)
      database.feed(database.file(), [
        record({ session, uid: 'u1', at: START }, prompt()),
        record({ session, uid: 'u2', at: START + 1 }, turnEnd()),
      ]);
    expect(database.value<string>(`SELECT turn_state FROM sessions WHERE session_id = 'a'`)).toBe('done');
  });

  test('two ids with one hash are two records: a copy has the time or the length of what it copies', () => {
    const file = database.file();
    database.feed(file, [record({ uid: 'u1' })]);
    database.db.prepare(`UPDATE events SET length = 7`).run();
    expect(database.feed(database.file(), [record({ uid: 'u1', at: START + 5 })]).records).toBe(1);
  });
});

describe('stream, session file and error file repeat each other (DATA.md 3)', () => {
  const line = (role: string, content: number, at = START) =>
    record(
      {
        session: 's1',
        harness: 'codex',
        at,
        kind: 'error',
        sibling: { contentKey: content, scope: '/logs', role },
      },
      apiError(),
    );
  const counted = () => database.value(`SELECT sum(events) FROM rollups`);

  test('the n-th equal line of one file is the n-th of the others; the largest n counts', () => {
    database.feed(database.file('work-stream'), [line('stream', 1), line('stream', 1), line('stream', 2)]);
    database.feed(database.file('work-stream'), [line('session', 1), line('session', 2)]);
    database.feed(database.file('work-stream'), [line('error', 1), line('error', 1), line('error', 1)]);
    expect(counted()).toBe(4);
    expect(database.value(`SELECT count(*) FROM errors`)).toBe(4);
  });

  test('a repeated line stays a row, so that reading it again changes nothing', () => {
    const files = [database.file('work-stream'), database.file('work-stream')];
    const feed = () => {
      database.feed(files[0]!, [line('stream', 1), line('stream', 1)]);
      database.feed(files[1]!, [line('session', 1), line('session', 1)]);
    };
    feed();
    for (const restart of [false, true]) {
      for (const file of files) database.rewind(file);
      if (restart) database.restart();
      feed();
      expect(counted()).toBe(2);
      expect(database.value(`SELECT max(count) FROM sibling_lines`)).toBe(2);
    }
  });

  test('equal lines of other folders are other events', () => {
    const elsewhere = { ...line('session', 1), sibling: { contentKey: 1, scope: '/other', role: 'session' } };
    database.feed(database.file('work-stream'), [line('stream', 1), elsewhere]);
    expect(counted()).toBe(2);
  });

  test('a line with an id of its own joins by it first', () => {
    const withId = (role: string) => ({
      ...record({ uid: 'event-1', kind: 'error' }),
      sibling: line(role, 1).sibling,
    });
    database.feed(database.file('work-stream'), [withId('stream')]);
    database.feed(database.file('work-stream'), [withId('session')]);
    expect(counted()).toBe(1);
  });
});

describe('while much is read for the first time, ids are kept in memory', () => {
  test('copies are found the same way, before, across and behind it', () => {
    database.feed(database.file(), [record({ uid: 'before' })]);
    database.recorder.beginBulk();
    database.feed(database.file(), [record({ uid: 'before' }), record({ uid: 'within' })]);
    database.feed(database.file(), [record({ uid: 'within' })]);
    expect(database.value(`SELECT count(*) FROM sqlite_master WHERE name = 'events_by_uid'`)).toBe(0);
    database.recorder.endBulk();
    database.feed(database.file(), [record({ uid: 'within' }), record({ uid: 'before' })]);
    expect(database.value(`SELECT count(*) FROM sqlite_master WHERE name = 'events_by_uid'`)).toBe(1);
    expect(database.value(`SELECT sum(events) FROM rollups`)).toBe(2);
  });

  test('the rows of records are the same, be they written one by one or many at a time', () => {
    const records = Array.from({ length: 77 }, (_, n) => record({ uid: `u${n % 60}` }));
    const rows = () => database.all(`SELECT offset, length, at, flags, uid_key FROM events ORDER BY offset`);
    database.recorder.beginBulk();
    database.feed(database.file(), records);
    const stored = rows();
    expect(stored).toHaveLength(60);
    database.remove();
    database = new TestDatabase();
    database.feed(database.file(), records);
    expect(rows()).toEqual(stored);
  });

  test('a process that dies in it leaves a database that finds copies all the same', () => {
    database.recorder.beginBulk();
    database.feed(database.file(), [record({ uid: 'u1' })]);
    database.restart();
    database.feed(database.file(), [record({ uid: 'u1' })]);
    expect(database.value(`SELECT sum(events) FROM rollups`)).toBe(1);
  });
});
