import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SalvagedTable } from '../../../src/db/salvage/copy-tables.ts';
import { nameLost, settle } from '../../../src/db/salvage/settle.ts';
import { TestDatabase } from '../../helpers/database.ts';
import { call, failedResult, record, START, toolCall } from '../../helpers/records.ts';
import { storedRollups } from '../../helpers/rollup-oracle.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

describe('rows agree with each other again', () => {
  const damaged = (...tables: string[]): SalvagedTable[] =>
    tables.map((table) => ({ table, rows: 0, damaged: true }));
  const events = () =>
    database.all(
      `SELECT session_id AS session, sum(events) AS events FROM rollups JOIN sessions USING (session_key) GROUP BY 1 ORDER BY 1`,
    );

  test('lost names get others, so that rows are neither mixed up nor left out', () => {
    database.feed(database.file(), [
      record({ kind: 'assistant', taskId: 'task-1' }, call({ message: 'm' }), toolCall('t')),
      record({}, failedResult('t')),
    ]);
    const lost = ['kinds', 'models', 'tools', 'fingerprints', 'task_names', 'sessions', 'files'];
    for (const table of lost) database.db.exec(`DELETE FROM ${table}`);
    nameLost(database.db);
    for (const table of lost)
      expect([table, database.value(`SELECT count(*) > 0 FROM ${table}`)]).toEqual([table, 1]);
    expect(database.all(`SELECT name FROM kinds WHERE kind_id = 1`)).toEqual([{ name: 'other:lost-1' }]);
    expect(database.all(`SELECT session_id, harness, first_at FROM sessions`)).toMatchObject([
      { session_id: 'lost-1', harness: 'unknown' },
    ]);
    expect(database.file().lineage).toBe(2);
  });

  test('lost seats are those of their places again', () => {
    database.feed(database.file(), [
      record({ session: 'a' }, { type: 'session_info', agent: 'x', cwd: '/w/p' }, call({})),
      record({ session: 'b' }, { type: 'session_info', agent: 'y' }, call({ message: 'n' })),
    ]);
    const seats = () => database.all(`SELECT seat_id, kind, name FROM seats ORDER BY seat_id`);
    const before = seats();
    expect(before.length).toBeGreaterThan(4);
    database.db.exec(`DELETE FROM seats WHERE seat_id > 1`);
    nameLost(database.db);
    expect(seats()).toEqual(before);
  });

  test('sessions that the logs tell are forgotten, with their number kept; the others stay whole', () => {
    const [there, gone] = [database.file(), database.file()];
    database.feed(there, [
      record({ session: 'told', uid: 'u1' }, call({ message: 'a' })),
      { rejected: 'blank' },
    ]);
    database.feed(gone, [
      record({ session: 'kept', uid: 'u2' }, call({ message: 'b' })),
      { rejected: 'blank' },
    ]);
    settle(database.db, [], [there.lineage]);
    expect(events()).toEqual([{ session: 'kept', events: 1 }]);
    expect(database.all(`SELECT session_key, session_id, first_at FROM sessions`)).toEqual([
      { session_key: 1, session_id: 'told', first_at: null },
      { session_key: 2, session_id: 'kept', first_at: START },
    ]);
    expect(database.all(`SELECT lineage FROM skipped`)).toEqual([{ lineage: gone.lineage }]);
    expect(database.all(`SELECT offset FROM files ORDER BY file_id`)).toEqual([
      { offset: 0 },
      { offset: 200 },
    ]);
    expect(database.all(`SELECT count FROM kind_counts`)).toEqual([{ count: 1 }]);
  });

  test('a session in a log that is there and one that is gone stays, and reading again adds nothing to it', () => {
    const [there, gone] = [database.file('work-stream'), database.file('work-stream')];
    const stream = { session: 'both', harness: 'codex' };
    const lines = [record({ ...stream, at: START + 5 }, call({ usage: { input: 7, output: 0 } }))];
    database.feed(gone, [record(stream, call({ usage: { input: 9, output: 0 } }))]);
    database.feed(there, lines);
    settle(database.db, [], [there.lineage]);
    Object.assign(there, { offset: 0, lineNo: 0 });
    database.restart();
    database.feed(there, lines);
    expect(events()).toEqual([{ session: 'both', events: 2 }]);
    expect(database.value('SELECT sum(input) FROM rollups')).toBe(16);
  });

  test('what it lost of a log that is there comes back with what followed from it, once', () => {
    const [there, gone] = [database.file('work-stream'), database.file('work-stream')];
    const stream = (seconds: number) => ({ session: 'both', harness: 'codex', at: START + seconds * 1000 });
    const lines = [
      record(stream(1), call({ usage: { input: 7, output: 0 } })),
      record(stream(2), toolCall('t1')),
      record(stream(3), failedResult('t1')),
    ];
    database.feed(gone, [record(stream(0), call({ usage: { input: 9, output: 0 } }))]);
    database.feed(there, lines);
    const before = storedRollups(database);
    database.db.prepare('DELETE FROM events WHERE lineage = ?').run(there.lineage);
    settle(database.db, damaged('events'), [there.lineage]);
    Object.assign(there, { offset: 0, lineNo: 0 });
    database.restart();
    database.feed(there, lines);
    expect(storedRollups(database)).toEqual(before);
  });

  test('alerts outlive the forgetting of their session', () => {
    const there = database.file();
    database.feed(there, [record({ session: 'told' })]);
    database.db.exec(`INSERT INTO alerts (alert_id, type, status, session_key, subject, evidence, episode_start, opened_at, last_at, writer, pending)
      VALUES ('a1', 'tool_loop', 'dismissed', 1, '', '{}', 0, 0, 0, 'agentperf', '')`);
    settle(database.db, [], [there.lineage]);
    database.restart();
    Object.assign(there, { offset: 0, lineNo: 0 });
    database.feed(there, [record({ session: 'told' })]);
    expect(
      database.all(`SELECT status, session_id, first_at FROM alerts JOIN sessions USING (session_key)`),
    ).toEqual([{ status: 'dismissed', session_id: 'told', first_at: START }]);
  });
});
