/** Rules of opencode.md that no other test proves. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { opencodeAdapter } from '../../../src/ingest/sources/opencode.ts';
import { Archive } from './opencode/archive.ts';
import { answer, calls, ofType, question, START, tokens } from './opencode/made-up.ts';

let archive: Archive;
beforeEach(() => {
  archive = new Archive();
});
afterEach(() => archive.remove());

describe('opencode §1: the database', () => {
  it('rows that stand only in the write-ahead log are read', async () => {
    const made = archive.database();
    made.db.pragma('wal_checkpoint(TRUNCATE)');
    made.db.pragma('wal_autocheckpoint = 0');
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START));
    await archive.ingest();
    made.message('msg_2', 'ses_a', answer(START + 9000));
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ session: 'ses_a', calls: 2, input: 20 }]);
  });

  it('it is not written to', async () => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START));
    const changes = () => made.db.pragma('data_version', { simple: true });
    const before = changes();
    await archive.ingest();
    expect(changes()).toBe(before);
  });
});

describe('opencode §2: what counts nothing', () => {
  it('the event log repeats what messages and parts say', async () => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START));
    made.db.exec(
      'CREATE TABLE event (id TEXT PRIMARY KEY, aggregate_id TEXT, seq INTEGER, type TEXT, data TEXT)',
    );
    const data = JSON.stringify({ info: { id: 'msg_1', sessionID: 'ses_a', ...answer(START) } });
    made.db
      .prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?)')
      .run('e1', 'ses_a', 1, 'message.updated.1', data);
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ events: 2, calls: 1, input: 10 }]);
  });

  it('the summary of changes in a question is no compaction', () => {
    const made = archive.database();
    made.session('ses_a');
    const model = { providerID: 'anthropic', modelID: 'claude-sonnet-4-5' };
    made.message('msg_1', 'ses_a', { ...question(START), model, summary: { diffs: [] } });
    const records = made.read();
    expect([ofType(records, 'compaction'), calls(records)]).toEqual([[], []]);
  });

  it.each(['step-start', 'patch', 'file', 'snapshot', 'agent', 'reasoning'])('a part %s', (type) => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START));
    made.part('prt_1', 'msg_1', 'ses_a', { type, text: 'x', hash: 'h', files: ['a.ts'] });
    const record = made.read().find(({ kind }) => kind === type);
    const counted = ['model_call', 'tool_call', 'tool_result', 'error', 'compaction', 'prompt', 'turn_end'];
    expect(record?.facts.filter((fact) => counted.includes(fact.type))).toEqual([]);
  });
});

describe('opencode §3: 2.x', () => {
  it('sessions of a beta that has them in the table `session` are known by its columns', () => {
    const made = archive.database('data', 'v2');
    made.db.exec('ALTER TABLE session_v2 RENAME TO session');
    made.session('ses_a', { fork_session_id: 'ses_0' });
    made.entry('msg_1', 'ses_a', 'assistant', {
      ...answer(START, { tokens: tokens(30, 3) }),
      model: { id: 'm', providerID: 'p' },
    });
    const records = made.read();
    expect(ofType(records, 'session_info')[0]).toMatchObject({
      title: 'Title of ses_a',
      resumedFrom: 'ses_0',
    });
    expect(calls(records).map(({ usage }) => usage.input)).toEqual([30]);
  });
});

describe('opencode §4: what is not stored', () => {
  it('the branch is unknown, and declared so', () => {
    const made = archive.database();
    made.session('ses_a');
    expect(ofType(made.read(), 'session_info')[0]).not.toHaveProperty('branch');
    expect(opencodeAdapter.yields).not.toContain('branch');
  });

  it('there is no end of a session: it lasts from its first row to its last', async () => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START + 60_000));
    await archive.ingest();
    const [session] = archive.all('SELECT last_at, end_at FROM sessions');
    expect(session).toEqual({ last_at: START + 60_500, end_at: null });
  });
});
