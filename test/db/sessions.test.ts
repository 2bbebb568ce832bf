import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionInfo } from '../../src/domain/session-info.ts';
import type { SourceId } from '../../src/domain/source.ts';
import { TestDatabase } from '../helpers/database.ts';
import { call, prompt, record, START, sessionEnd } from '../helpers/records.ts';

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

type Row = Record<string, string | number | null>;

function session(id: string): Row {
  return database.all<Row>(`SELECT * FROM sessions WHERE session_id = ?`, id)[0] as Row;
}

const info = (fields: Omit<SessionInfo, 'type'>, at = START) =>
  record({ at }, { type: 'session_info', ...fields });

describe('what is known of a session', () => {
  test('the newest record wins, read in any order; a gap is filled by any', () => {
    const records = [
      info({ branch: 'main', effort: 'high' }, START),
      info({ branch: 'fix', cwd: '/work/shop' }, START + 2000),
      info({ branch: 'old', harnessVersion: '2.0' }, START + 1000),
    ];
    database.feed(database.file(), records);
    expect(session('s1')).toMatchObject({
      branch: 'fix',
      effort: 'high',
      cwd: '/work/shop',
      harness_version: '2.0',
    });
  });

  test('its project is the repository of its folder', () => {
    database.feed(database.file(), [info({ cwd: '/work/shop' })]);
    expect(session('s1').project).toBe('shop');
  });

  test('a title of a higher rank wins; of two first prompts the first stays, of two set titles the newest', () => {
    database.feed(database.file(), [info({ title: 'first prompt', titleRank: 1 })]);
    database.feed(database.file(), [info({ title: 'second prompt', titleRank: 1 }, START + 1)]);
    expect(session('s1').title).toBe('first prompt');
    database.feed(database.file(), [info({ title: 'mine', titleRank: 3 }, START + 2)]);
    database.feed(database.file(), [info({ title: 'theirs', titleRank: 2 }, START + 3)]);
    expect(session('s1').title).toBe('mine');
    database.feed(database.file(), [info({ title: 'mine again', titleRank: 3 }, START + 4)]);
    expect(session('s1').title).toBe('mine again');
  });

  test('a time that the log does not tell only stands in until one comes that it does', () => {
    const file = database.file();
    database.feed(file, [record({ at: START + 900_000, timeSource: 'inherited' })]);
    expect(session('s1')).toMatchObject({ first_at: START + 900_000, last_at: START + 900_000 });
    database.feed(file, [record({ at: START })]);
    expect(session('s1')).toMatchObject({ first_at: START, last_at: START });
  });

  test('when it was seen to work on a task is told anew where nothing is stored of it; of two who say so a work stream stands', () => {
    const sights = () => database.all('SELECT first_at, last_at, source FROM session_tasks');
    const seen = (source: SourceId, at: number) =>
      database.feed(database.file(source), [record({ taskId: 't', at })]);
    seen('work-stream', START);
    seen('bosun', START + 1000);
    expect(sights()).toEqual([{ first_at: START, last_at: START + 1000, source: 'work-stream' }]);
    database.db.exec('UPDATE session_tasks SET first_at = NULL, last_at = NULL, source = NULL');
    seen('bosun', START);
    expect(sights()).toEqual([{ first_at: START, last_at: START, source: 'bosun' }]);
  });

  test('the newest call says model and context; the peak stays', () => {
    database.feed(database.file(), [
      record({ at: START + 1 }, call({ message: 'm2', usage: { input: 300, cacheRead: 200 }, model: 'new' })),
      record({ at: START }, call({ message: 'm1', usage: { input: 10 }, model: 'old' })),
      record({ at: START + 2 }, call({ message: 'm3', usage: { input: 40 }, model: 'new' })),
    ]);
    expect(session('s1')).toMatchObject({ context_tokens: 40, context_peak: 500 });
    expect(database.value<string>(`SELECT name FROM models JOIN sessions USING (model_id)`)).toBe('new');
  });

  test('only lines that were seen as they were written count as growth', () => {
    const file = database.file();
    database.feed(file, [record({})]);
    expect(session('s1').grew_at).toBeNull();
    database.now = START + 77;
    database.feed(file, [record({})], true);
    expect(session('s1').grew_at).toBe(START + 77);
  });

  test('work after its end opens it again', () => {
    const file = database.file('work-stream');
    database.feed(file, [record({ harness: 'codex' }, sessionEnd({ status: 'failed' }))]);
    expect(session('s1')).toMatchObject({ end_status: 'failed', end_at: START });
    database.feed(file, [record({ harness: 'codex', at: START + 5 }, prompt())]);
    expect(session('s1')).toMatchObject({ end_status: null, end_at: null, turn_state: 'running' });
  });

  test('a sub-agent knows its parent and has figures of its own', () => {
    database.feed(database.file(), [
      record({ session: 's1' }, call({ message: 'm1' })),
      record({ session: 's1/a1' }, call({ message: 'm2' })),
    ]);
    expect(session('s1/a1').parent_id).toBe('s1');
    expect(database.all(`SELECT sum(model_calls) AS calls FROM rollups GROUP BY session_key`)).toEqual([
      { calls: 1 },
      { calls: 1 },
    ]);
  });
});

test('a session that is being written is not forgotten, however many others there are', () => {
  database.remove();
  let isTelling = false;
  database = new TestDatabase({
    observe: (sessionKey) =>
      isTelling
        ? [{ kind: 'resolve', type: 'tool_loop', sessionKey, subject: '', episodeStart: 0, at: 0 }]
        : [],
  });
  const file = database.file();
  database.take(
    file,
    Array.from({ length: 10_001 }, (_, n) => record({ session: `s${n}` })),
  );
  isTelling = true;
  database.take(file, [
    record({ session: 's0' }, prompt(), { type: 'session_info', branch: 'main' }),
    record({ session: 's0' }, { type: 'session_info', effort: 'high' }),
  ]);
  database.settle();
  expect(session('s0')).toMatchObject({ branch: 'main', effort: 'high' });
});

test('a row that only carries the usage of a call says nothing of what the session does now', () => {
  database.feed(database.file('codex'), [
    record({ at: START, harness: 'codex' }, prompt()),
    record({ at: START + 1000, harness: 'codex', kind: 'a kind of usage' }, call()),
  ]);
  expect(session('s1')).toMatchObject({ now_at: START, last_at: START + 1000 });
});
