import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSightNotes } from '../../src/db/notes.ts';
import { sessionsAtRest } from '../../src/writing/surroundings.ts';
import { TestDatabase } from '../helpers/database.ts';
import { record, START } from '../helpers/records.ts';

const PROMPT = { type: 'prompt', length: 5, digest: 7, promptType: null } as const;
const WAITING = { type: 'session_status', status: 'waiting', rung: 'hook', reason: null } as const;

let database: TestDatabase;
beforeEach(() => {
  database = new TestDatabase();
});
afterEach(() => database.remove());

const keyOf = (id: string) => database.value('SELECT session_key FROM sessions WHERE session_id = ?', id);

test('sessions that evidence knows to wait, rest or be over, and none that works or that nobody told of', () => {
  for (const session of ['quiet', 'waits', 'rests', 'gone', 'busy', 'went on'])
    database.feed(database.file(), [record({ session }, PROMPT)]);
  database.feed(database.file(), [record({ session: 'waits', at: START + 1000 }, WAITING)]);
  database.feed(database.file(), [
    record({ session: 'went on', at: START + 1000 }, WAITING),
    record({ session: 'went on', at: START + 2000 }, PROMPT),
  ]);
  const at = START + 5000;
  const seen = { reason: null, at, seenAt: at };
  createSightNotes(database.db)([
    { ...seen, sessionKey: keyOf('rests'), rung: 'registry', status: 'idle' },
    { ...seen, sessionKey: keyOf('busy'), rung: 'registry', status: 'working' },
    { ...seen, sessionKey: keyOf('gone'), rung: 'process', status: 'ended' },
    { ...seen, sessionKey: keyOf('quiet'), rung: 'process', status: 'unknown' },
  ]);
  expect(sessionsAtRest(database.db, at)).toEqual(
    new Map([
      [keyOf('waits'), 'waiting'],
      [keyOf('rests'), 'idle'],
      [keyOf('gone'), 'ended'],
    ]),
  );
  expect(sessionsAtRest(database.db, at + 31_000).has(keyOf('rests'))).toBe(false);
});

test('nobody told anything', () => {
  database.feed(database.file(), [record({}, PROMPT)]);
  expect(sessionsAtRest(database.db, START).size).toBe(0);
});
