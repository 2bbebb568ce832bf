import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSightNotes, type SightNote } from '../../src/db/notes.ts';
import { evidenceOf, sessionFinder, sessionsWithEvidence } from '../../src/db/queries/evidence.ts';
import { selectSessionRows } from '../../src/db/queries/sessions.ts';
import type { SessionStatusEvent } from '../../src/domain/notes.ts';
import { readContext, statusOfStored } from '../../src/reading/session-reports.ts';
import { TestDatabase } from '../helpers/database.ts';
import { record, START } from '../helpers/records.ts';

const HOUR = 3_600_000;
const PROMPT = { type: 'prompt', length: 5, digest: 7, promptType: null } as const;
const DONE = { type: 'turn_end', reason: 'done', durationMs: null } as const;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const said = (
  status: SessionStatusEvent['status'],
  reason: string | null = null,
  rung: SessionStatusEvent['rung'] = 'hook',
): SessionStatusEvent => ({ type: 'session_status', status, rung, reason });

const keyOf = (id: string) => database.value('SELECT session_key FROM sessions WHERE session_id = ?', id);

function saw(id: string, fields: Partial<SightNote>): void {
  const at = fields.at ?? database.now;
  createSightNotes(database.db)([
    { sessionKey: keyOf(id), rung: 'process', status: 'unknown', reason: null, seenAt: at, ...fields, at },
  ]);
}

function rowOf(id: string) {
  const [row] = selectSessionRows(database.db, { sql: 's.session_id = ?', values: [id] }, 1);
  if (row === undefined) throw new Error(`no session ${id}`);
  return row;
}

const evidence = (id: string, now = database.now) => evidenceOf(database.db, now)(rowOf(id));
const status = (id: string, now = database.now) => statusOfStored(rowOf(id), readContext(database.db, now));

describe('what was told', () => {
  test('the newest word of each rung stays, in any order of lines', () => {
    const words = [
      record({ at: START + 2000 }, said('working')),
      record({ at: START + 3000 }, said('waiting', 'permission')),
      record({ at: START + 1000 }, said('idle')),
      record({ at: START + 1000 }, said('waiting', null, 'log')),
    ];
    for (const lines of [words, [...words].reverse()]) {
      database.feed(database.file(), lines);
      expect(evidence('s1')).toMatchObject([
        { rung: 'hook', status: 'waiting', reason: 'permission', at: START + 3000 },
        { rung: 'log', status: 'waiting', reason: null, at: START + 1000 },
      ]);
    }
  });

  test('it decides until the log goes on', () => {
    const file = database.file();
    database.feed(file, [record({}, PROMPT), record({ at: START + 1000 }, said('waiting', 'permission'))]);
    expect(status('s1', START + 5000)).toMatchObject({
      status: 'waiting',
      attention: 'waiting',
      evidence: { rung: 'hook', at: START + 1000, reason: 'permission' },
      since: START + 1000,
    });
    database.feed(file, [record({ at: START + 2000 }, PROMPT)]);
    expect(status('s1', START + 5000)).toMatchObject({ status: 'working', evidence: { rung: 'log' } });
  });
});

test('what was said of an attempt goes over to the session that works on it', () => {
  const of = { harness: 'codex' };
  database.feed(database.file('work-stream'), [
    record({ ...of, session: 'attempt-1', at: START + 1000 }, said('waiting')),
  ]);
  database.feed(database.file('work-stream'), [
    record({ ...of, session: 's9' }, { type: 'session_info', attemptId: 'attempt-1' }),
  ]);
  expect(evidence('s9')).toMatchObject([{ rung: 'hook', status: 'waiting' }]);
  expect(database.value('SELECT count(*) FROM evidence')).toBe(1);
});

describe('what was seen', () => {
  beforeEach(() => void database.feed(database.file(), [record({}, PROMPT)]));

  test('the last look counts, even where it says an earlier time', () => {
    saw('s1', { rung: 'registry', status: 'working', at: START + 5000 });
    saw('s1', { rung: 'registry', status: 'idle', reason: 'shell', at: START + 4000, seenAt: START + 9000 });
    expect(evidence('s1')).toEqual([
      { rung: 'registry', status: 'idle', reason: 'shell', at: START + 4000, seenAt: START + 9000 },
    ]);
  });

  test('a transaction that is open takes it in', () => {
    database.take(database.file(), [record({ session: 's2' }, PROMPT)]);
    saw('s1', { status: 'ended', reason: 'gone' });
    database.settle();
    expect(evidence('s1')).toHaveLength(1);
  });

  test('a monitor that stopped says nothing false half a minute later', () => {
    saw('s1', { rung: 'registry', status: 'waiting', at: START + 1000 });
    expect(status('s1', START + 31_000)).toMatchObject({ status: 'waiting', evidence: { rung: 'registry' } });
    expect(status('s1', START + 31_001)).toMatchObject({ status: 'working', evidence: { rung: 'log' } });
  });

  test('only the words of two days are read, and ends that were told', () => {
    const file = database.file();
    database.feed(file, [record({ session: 's2' }, said('ended', 'failed'))]);
    saw('s1', { status: 'ended', reason: 'gone' });
    const later = START + 49 * HOUR;
    expect(evidence('s1', START + 47 * HOUR)).toHaveLength(1);
    expect(evidence('s1', later)).toEqual([]);
    expect(evidence('s2', later)).toHaveLength(1);
    expect(sessionsWithEvidence(database.db, START + 47 * HOUR).sort()).toEqual(
      [keyOf('s1'), keyOf('s2')].sort(),
    );
    expect(sessionsWithEvidence(database.db, later)).toEqual([]);
  });

  test('nothing but rung, state, reason and times has a place in the table', () => {
    const columns = database.all<{ name: string }>('PRAGMA table_info(evidence)').map(({ name }) => name);
    expect(columns).toEqual(['session_key', 'rung', 'status', 'reason', 'at', 'seen_at']);
  });
});

describe('a sub-agent', () => {
  beforeEach(() => {
    database.feed(database.file(), [record({}, PROMPT)]);
    database.feed(database.file(), [record({ session: 's1/x' }, PROMPT)]);
    database.feed(database.file(), [record({ session: 's1/x/y' }, PROMPT)]);
    database.feed(database.file(), [record({ session: 's2/x' }, PROMPT)]);
  });

  test('is gone with the process of its main session', () => {
    saw('s1', { status: 'ended', reason: 'gone', at: START + 1000 });
    for (const id of ['s1', 's1/x', 's1/x/y'])
      expect(status(id, START + 5000)).toMatchObject({ status: 'ended', endedReason: 'abandoned' });
    expect(status('s2/x', START + 5000).status).toBe('working');
  });

  test('not when it was seen itself, or went on since', () => {
    saw('s1', { status: 'ended', reason: 'gone', at: START + 1000 });
    saw('s1/x', { at: START + 4000 });
    database.feed(database.file(), [record({ session: 's1/x/y', at: START + 2000 }, PROMPT)]);
    expect(status('s1/x', START + 5000).status).toBe('working');
    expect(status('s1/x/y', START + 5000).status).toBe('working');
  });

  test('that is done does not come back with the process of its main session', () => {
    database.feed(database.file(), [record({ session: 's1/z' }, DONE)]);
    saw('s1', { at: START + 9 * HOUR });
    expect(status('s1/z', START + 9 * HOUR)).toMatchObject({ status: 'ended', endedReason: 'completed' });
    expect(status('s1', START + 9 * HOUR).status).toBe('working');
  });
});

describe('finding a session for a process', () => {
  const finder = () => sessionFinder(database.db, (folder) => folder.replace('/home/dev', '~'));
  const at = (cwd: string) => ({ type: 'session_info', cwd }) as const;

  test('by id within its harness', () => {
    database.feed(database.file(), [record({}, PROMPT), record({ harness: 'codex' }, PROMPT)]);
    const keys = ['claude_code', 'codex', 'opencode'].map((harness) => finder().byId(harness, 's1'));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBeNull();
  });

  test('by its log: the session that wrote last, not the one whose history stands before it', () => {
    database.feed(database.file('claude-code', '/logs/one.jsonl'), [
      record({ session: 'old', copied: true }, PROMPT),
      record({ session: 'new' }, PROMPT),
    ]);
    expect(finder().byLog('/logs/one.jsonl')).toBe(keyOf('new'));
    expect(finder().byLog('/logs/two.jsonl')).toBeNull();
    const { dev, ino } = database.all<{ dev: number; ino: number }>('SELECT dev, ino FROM files')[0] ?? {
      dev: 0,
      ino: 0,
    };
    expect(finder().byInode(dev, ino)).toBe(keyOf('new'));
  });

  test('by its folder, as the sessions have it: main ones, alive since then', () => {
    database.feed(database.file(), [
      record({ session: 'a', at: START + HOUR }, at('~/app')),
      record({ session: 'a/x', at: START + HOUR }, at('~/app')),
      record({ session: 'b' }, at('~/app')),
      record({ session: 'c', at: START + HOUR }, at('~/other')),
    ]);
    expect(finder().inFolder('claude_code', '/home/dev/app', START + 1000)).toEqual([keyOf('a')]);
    expect(finder().inFolder('claude_code', '/home/dev/app', START)).toHaveLength(2);
    expect(finder().inFolder('codex', '/home/dev/app', START)).toEqual([]);
  });
});
