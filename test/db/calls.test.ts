import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestDatabase } from '../helpers/database.ts';
import { type CallFields, call, type RecordFields, record, START } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

interface Counted {
  readonly session: string;
  readonly calls: number;
  readonly input: number;
  readonly output: number;
}

/** What counts, by session. */
function counted(): Counted[] {
  return database.all<Counted>(
    `SELECT session_id AS session, sum(model_calls) AS calls, sum(input) AS input, sum(output) AS output
     FROM rollups JOIN sessions USING (session_key) GROUP BY session_key HAVING calls > 0 ORDER BY session_id`,
  );
}

/** Feeds one row a file, in this order. */
function feed(...rows: readonly { record?: RecordFields; call: CallFields }[]): void {
  for (const row of rows) database.feed(database.file(), [record(row.record ?? {}, call(row.call))]);
}

const usage = (input: number, output: number) => ({ input, output });

describe('rows of one call (DATA.md 3)', () => {
  test('rows with the same message and request are one call with the largest of each figure', () => {
    feed(
      { call: { message: 'm', request: 'r', usage: { input: 10, output: 1, cacheRead: 7 } } },
      { call: { message: 'm', request: 'r', usage: { input: 10, output: 50, cacheRead: null } } },
      { call: { message: 'm', request: 'r', usage: { input: 10, output: 20, cacheRead: 7 } } },
    );
    expect(counted()).toEqual([{ session: 's1', calls: 1, input: 10, output: 50 }]);
    expect(database.value(`SELECT cache_read FROM model_calls`)).toBe(7);
  });

  test('what a later row tells of how long it took is kept, whichever is read first', () => {
    const rows = [null, 700, 650].map((durationMs) => ({ call: { message: 'm', request: 'r', durationMs } }));
    for (const [message, order] of [rows, rows.toReversed()].entries())
      feed(...order.map(({ call }) => ({ call: { ...call, message: `m${message}` } })));
    expect(database.all(`SELECT duration_ms FROM model_calls`)).toEqual([
      { duration_ms: 700 },
      { duration_ms: 700 },
    ]);
  });

  test('streamed rows of one call within one commit are one call as well', () => {
    database.feed(database.file(), [
      record({}, call({ message: 'm', request: 'r', usage: usage(10, 1) })),
      record({}, call({ message: 'm', request: 'r', usage: usage(10, 9) })),
    ]);
    expect(counted()).toEqual([{ session: 's1', calls: 1, input: 10, output: 9 }]);
  });

  test('what was not logged stays unknown, never 0', () => {
    feed({ call: { message: 'm', usage: { input: 1, output: null, cacheRead: null } } });
    expect(database.all(`SELECT output, cache_read FROM model_calls`)).toEqual([
      { output: null, cache_read: null },
    ]);
  });

  test('without a request id, the same input and cache figures are one call', () => {
    feed({ call: { message: 'm', usage: usage(10, 1) } }, { call: { message: 'm', usage: usage(10, 8) } });
    expect(counted()).toEqual([{ session: 's1', calls: 1, input: 10, output: 8 }]);
  });

  test('without a request id, other figures are another call: some servers give every call one id', () => {
    feed({ call: { message: 'm', usage: usage(10, 1) } }, { call: { message: 'm', usage: usage(11, 8) } });
    expect(counted()).toEqual([{ session: 's1', calls: 2, input: 21, output: 9 }]);
  });

  test('one message id with other figures under another request is another call', () => {
    feed(
      { call: { message: 'm', request: 'r1', usage: usage(10, 1) } },
      { call: { message: 'm', request: 'r2', usage: usage(11, 8) } },
    );
    expect(counted()).toEqual([{ session: 's1', calls: 2, input: 21, output: 9 }]);
  });

  test('rows without a message id are calls of their own', () => {
    const row = record({ harness: 'codex' }, call({ usage: usage(10, 1) }));
    database.feed(database.file('work-stream'), [row, row]);
    expect(counted()).toEqual([{ session: 's1', calls: 2, input: 20, output: 2 }]);
  });
});

describe('copies of a call under another request', () => {
  const original = {
    record: { session: 'main', at: START + 1000 },
    call: { message: 'm', request: 'r1', usage: usage(10, 5) },
  };
  const later = {
    record: { session: 'resumed', at: START + 2000 },
    call: { message: 'm', request: 'r2', usage: usage(10, 5) },
  };
  const aside = {
    record: { session: 'main/a1', at: START },
    call: { message: 'm', request: 'r3', usage: usage(10, 5), sidechain: true },
  };

  test.each([
    ['original first', [original, later, aside]],
    ['side question first', [aside, later, original]],
    ['later copy first', [later, original, aside]],
  ])('%s: the earliest that is no side chain is kept', (_order, rows) => {
    feed(...rows);
    expect(counted()).toEqual([{ session: 'main', calls: 1, input: 10, output: 5 }]);
    expect(database.value(`SELECT count(*) FROM model_calls`)).toBe(3);
  });

  test('of copies of one time the smaller session id is kept', () => {
    const at = (session: string, request: string) => ({
      record: { session },
      call: { message: 'm', request, usage: usage(10, 5) },
    });
    feed(at('b', 'r1'), at('a', 'r2'));
    expect(counted()).toMatchObject([{ session: 'a' }]);
  });

  test('a copy stops being one when its figures turn out to be others', () => {
    feed(original, later);
    feed({ ...later, call: { ...later.call, usage: { input: 12, output: 5 } } });
    expect(counted()).toMatchObject([
      { session: 'main', calls: 1, input: 10 },
      { session: 'resumed', calls: 1, input: 12 },
    ]);
  });
});

describe('price and estimate', () => {
  test('a call is priced again when more of it becomes known', () => {
    feed({ call: { message: 'm', request: 'r', usage: usage(10, 1) } });
    expect(database.value(`SELECT sum(cost) FROM rollups`)).toBe(11);
    feed({ call: { message: 'm', request: 'r', usage: usage(10, 40) } });
    expect(database.value(`SELECT sum(cost) FROM rollups`)).toBe(50);
  });

  test('a call without a price is listed, not counted as free', () => {
    feed({ call: { message: 'm', model: 'unpriced-x' } });
    expect(
      database.all(`SELECT sum(priced_calls) AS priced, sum(unpriced_calls) AS unpriced FROM rollups`),
    ).toEqual([{ priced: 0, unpriced: 1 }]);
    expect(database.value<string>(`SELECT unpriced FROM model_calls`)).toBe('no_price');
  });

  test('visible characters add up over the rows of a call; a final count needs no estimate', () => {
    const row = (finished: boolean) => ({
      call: { message: 'm', request: 'r', usage: usage(10, 1), visibleChars: 40, finished },
    });
    feed(row(false), row(false));
    expect(database.value(`SELECT output_estimated FROM model_calls`)).toBe(20);
    expect(database.value(`SELECT sum(output_extra) FROM rollups`)).toBe(19);
    feed(row(true));
    expect(database.value<null>(`SELECT output_estimated FROM model_calls`)).toBeNull();
    expect(database.value(`SELECT sum(output_extra) FROM rollups`)).toBe(0);
  });

  test('the characters of a copied row are not counted twice', () => {
    const row = record(
      { uid: 'u1' },
      call({ message: 'm', request: 'r', usage: usage(10, 1), visibleChars: 40, finished: false }),
    );
    database.feed(database.file(), [row]);
    database.feed(database.file(), [row]);
    expect(database.value(`SELECT visible_chars FROM model_calls`)).toBe(40);
  });

  test("the harness's own figure is kept beside ours, never in it", () => {
    feed({ call: { message: 'm', usage: usage(10, 1), reportedCostUsdMicros: 900 } });
    expect(database.all(`SELECT sum(cost) AS cost, sum(reported_cost) AS reported FROM rollups`)).toEqual([
      { cost: 11, reported: 900 },
    ]);
  });
});
