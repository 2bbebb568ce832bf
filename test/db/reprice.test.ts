import { afterEach, describe, expect, test } from 'vitest';
import type { RecorderOptions } from '../../src/db/stores.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, record } from '../helpers/records.ts';
import { storedDays, storedRollups, summedDays, summedRows } from '../helpers/rollup-oracle.ts';
import { makeTasks } from '../helpers/tasks.ts';

/** Each input token costs `rate`; models whose name `knows` refuses have no price. */
function pricing(rate: number, knows: (model: string) => boolean = () => true): RecorderOptions['pricing'] {
  return {
    fingerprint: `${rate} ${knows('new')}`,
    source: `prices ${rate}`,
    price: ({ model, usage }) =>
      knows(model)
        ? { costUsdMicros: (usage.input ?? 0) * rate, outputExtraUsdMicros: rate, cacheSavedUsdMicros: -rate }
        : { unpriced: 'unknown_model' },
    estimateOutput: () => null,
  };
}

const options: { pricing: RecorderOptions['pricing']; naming?: RecorderOptions['naming'] } = {
  pricing: pricing(1),
};
const ALIASES: RecorderOptions['naming'] = {
  canonical: (model) => ({ canonical: `alias-of-${model}`, provider: 'vendor' }),
  contextWindow: () => 7,
  pricedBy: () => 'config',
};
let database: TestDatabase;
afterEach(() => database.remove());

function open(first: RecorderOptions['pricing']): void {
  options.pricing = first;
  delete options.naming;
  database = new TestDatabase(options);
}

/** Another run, with other prices. */
function restartWith(next: RecorderOptions['pricing']): void {
  options.pricing = next;
  database.restart();
}

function repriceAll(): number {
  let steps = 0;
  while (database.recorder.reprice() !== null) steps++;
  return steps;
}

function feedCalls(): void {
  const file = database.file();
  database.feed(file, [
    record({ session: 'a' }, call({ message: 'm1', usage: { input: 10 } })),
    record({ session: 'a' }, call({ message: 'm2', model: 'new', usage: { input: 5 } })),
    record(
      { session: 'b' },
      call({ message: 'm1', usage: { input: 10 }, request: 'other', sidechain: true }),
    ),
  ]);
}

const sums = () =>
  database.all(
    `SELECT sum(cost) AS cost, sum(priced_calls) AS priced, sum(unpriced_calls) AS unpriced, sum(cost_extra) AS extra, sum(cache_saved) AS saved FROM rollups`,
  )[0];

describe('after prices changed', () => {
  test('calls and rollups have the new prices, a copy none in the sums', () => {
    open(pricing(1, (model) => model !== 'new'));
    feedCalls();
    expect(sums()).toEqual({ cost: 10, priced: 1, unpriced: 1, extra: 1, saved: -1 });
    restartWith(pricing(3));
    repriceAll();
    expect(sums()).toEqual({ cost: 45, priced: 2, unpriced: 0, extra: 6, saved: -6 });
    expect(storedRollups(database)).toEqual(summedRows(database));
    expect(storedDays(database)).toEqual(summedDays(database));
    expect(database.all(`SELECT cost, unpriced FROM model_calls ORDER BY cost`)).toEqual([
      { cost: 15, unpriced: null },
      { cost: 30, unpriced: null },
      { cost: 30, unpriced: null },
    ]);
    expect(database.value(`SELECT value FROM meta WHERE key = 'price_source'`)).toBe('prices 3');
    restartWith(pricing(3));
    expect(repriceAll()).toBe(0);
  });

  test('a price that is taken away leaves its calls unpriced', () => {
    open(pricing(2));
    feedCalls();
    restartWith(pricing(2, (model) => model !== 'new'));
    repriceAll();
    expect(sums()).toEqual({ cost: 20, priced: 1, unpriced: 1, extra: 2, saved: -2 });
    expect(storedRollups(database)).toEqual(summedRows(database));
    expect(storedDays(database)).toEqual(summedDays(database));
  });

  test('an attempt that counts what its calls cost counts the new cost', () => {
    open(pricing(1));
    const file = database.file('work-stream');
    database.feed(file, [
      record({ session: 's' }, call({ usage: { input: 100 } })),
      record(
        { session: 's' },
        {
          ...{
            type: 'session_end',
            status: 'completed',
            totalTokens: 100,
            costUsdMicros: null,
            durationMs: null,
          },
        },
      ),
    ]);
    expect(sums()).toMatchObject({ cost: 100 });
    restartWith(pricing(7));
    repriceAll();
    expect(sums()).toMatchObject({ cost: 700 });
    expect(storedRollups(database)).toEqual(summedRows(database));
    expect(storedDays(database)).toEqual(summedDays(database));
  });

  test('a killed run goes on where it stopped; prices that changed again begin anew', () => {
    open(pricing(1));
    feedCalls();
    const insert = database.db.prepare(
      `INSERT INTO model_calls (session_key, model_id, sidechain, input, visible_chars, finished, counted)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000) SELECT 1, 1, 0, 1, 0, 1, 0 FROM n`,
    );
    insert.run();
    restartWith(pricing(2));
    expect(database.recorder.reprice()).toEqual({ done: 20_000, total: 45_003 });
    database.restart();
    expect(database.recorder.reprice()).toEqual({ done: 40_000, total: 45_003 });
    restartWith(pricing(5));
    expect(database.recorder.reprice()).toEqual({ done: 20_000, total: 45_003 });
    expect(repriceAll()).toBe(1);
    expect(database.value(`SELECT count(*) FROM model_calls WHERE cost IS NOT input * 5`)).toBe(0);
    expect(storedRollups(database)).toEqual(summedRows(database));
    expect(storedDays(database)).toEqual(summedDays(database));
  });

  test('back to the old prices in the middle: what had the new ones gets the old again', () => {
    open(pricing(1));
    feedCalls();
    database.db.exec(
      `INSERT INTO model_calls (session_key, model_id, sidechain, input, visible_chars, finished, counted)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) SELECT 1, 1, 0, 1, 0, 1, 0 FROM n`,
    );
    restartWith(pricing(2));
    database.recorder.reprice();
    restartWith(pricing(1));
    expect(repriceAll()).toBe(1);
    expect(database.value(`SELECT count(*) FROM model_calls WHERE cost IS NOT input`)).toBe(0);
  });

  test('models get the names that go with them', () => {
    open(pricing(1));
    feedCalls();
    options.naming = ALIASES;
    restartWith(pricing(2));
    repriceAll();
    expect(
      database.all(
        `SELECT DISTINCT canonical, provider, context_window, priced_by FROM models WHERE name = 'new'`,
      ),
    ).toEqual([{ canonical: 'alias-of-new', provider: 'vendor', context_window: 7, priced_by: 'config' }]);
  });

  const complete = (taskId: string, sessionId: string | null, fields: object = {}) => {
    const about = { recordId: taskId, version: null, agent: null, taskId, sessionId, flags: '' };
    const data = JSON.stringify({ outcome: 'success', model: 'named', ...fields });
    const fact = { type: 'ledger', recordType: 'task_completion', ...about, data } as const;
    database.feed(database.file('ledger'), [
      { ...record({ uid: taskId }, fact), session: null, harness: 'unknown' },
    ]);
  };

  test('tasks that have their model from a record alone are made anew by its name', () => {
    open(pricing(1));
    feedCalls();
    complete('told', null);
    complete('seen', 'a');
    makeTasks(database);
    options.naming = ALIASES;
    restartWith(pricing(2));
    repriceAll();
    expect(database.all(`SELECT id FROM task_queue WHERE kind = 'task'`)).toEqual([{ id: 'told' }]);
  });

  test('what a record tells stays with the model that it names, whatever shared its name', () => {
    open(pricing(1));
    database.feed(database.file(), [record({}, call({ model: 'named-1' }))]);
    complete('told', null, { actual_cost_usd_micros: 5 });
    makeTasks(database);
    const models = () =>
      database.all(
        `SELECT m.canonical AS model, cost FROM rollups JOIN models m USING (model_id) WHERE cost = 5`,
      );
    const before = models();
    expect(before).toEqual([{ model: 'named', cost: 5 }]);
    options.naming = {
      ...ALIASES,
      canonical: (model) => ({ canonical: model === 'named-1' ? 'another' : model, provider: null }),
    };
    restartWith(pricing(2));
    repriceAll();
    makeTasks(database);
    expect(models()).toEqual(before);
    expect(storedDays(database)).toEqual(summedDays(database));
  });
});
