/** Forks through agentperf's own database, in any order and in pieces (opencode.md 4). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Archive, FAILED, NOTHING, ONE_TURN, writeTurn } from './archive.ts';
import { answer, type MadeUp, START, tokens } from './made-up.ts';

let archive: Archive;
beforeEach(() => {
  archive = new Archive();
});
afterEach(() => archive.remove());

describe('opencode §4: forks are counted once', () => {
  const FORKED = START + 60_000;
  /** The ids of newer sessions sort before those of older ones. */
  const fork = (db: MadeUp): void => {
    db.session('ses_a_fork', { title: 'T (fork #1)', time_created: FORKED, time_updated: FORKED });
    writeTurn(db, 'ses_a_fork', 'f', FORKED + 1);
    db.message('msg_own', 'ses_a_fork', answer(FORKED + 5000, { tokens: tokens(1000, 5) }));
  };
  const original = (db: MadeUp): void => {
    db.session('ses_z_original');
    writeTurn(db, 'ses_z_original', 'o');
  };
  const expected = [
    { session: 'ses_a_fork', events: 8, ...NOTHING, calls: 1, input: 1000 },
    { session: 'ses_z_original', events: 7, ...ONE_TURN },
  ];

  test('in one database, whole', async () => {
    const db = archive.database();
    original(db);
    fork(db);
    await archive.ingest();
    expect(archive.sums()).toEqual(expected);
    await archive.ingest();
    expect(archive.sums()).toEqual(expected);
  });

  test('in one database, as it grows', async () => {
    const db = archive.database();
    original(db);
    await archive.ingest();
    fork(db);
    await archive.ingest();
    expect(archive.sums()).toEqual(expected);
  });

  test.each([
    ['the original first', [original, fork]],
    ['the fork first', [fork, original]],
  ])('in two databases, %s', async (_what, writers) => {
    for (const [index, write] of writers.entries()) {
      write(archive.database(`data${index}`));
      await archive.ingest(`data${index}`);
    }
    expect(archive.sums()).toEqual(expected);
  });

  test('in 2.x, where the copies bear the times of the original', async () => {
    const db = archive.database('data', 'v2');
    const data = answer(START + 10, {
      model: { id: 'm', providerID: 'p' },
      content: [{ type: 'tool', id: 'c', name: 'read', state: FAILED }],
    });
    db.session('ses_z_original', {}, 'session_v2');
    db.entry('msg_o', 'ses_z_original', 'assistant', data);
    await archive.ingest();
    const times = { time_created: FORKED, time_updated: FORKED };
    db.session('ses_a_fork', { ...times, fork_session_id: 'ses_z_original' }, 'session_v2');
    db.entry('msg_f_1', 'ses_a_fork', 'assistant', data);
    await archive.ingest();
    expect(archive.sums()).toMatchObject([
      { session: 'ses_a_fork', calls: 0, tools: 0 },
      { session: 'ses_z_original', calls: 1, tools: 1 },
    ]);
  });

  test('a fork whose original is gone is the one that counts', async () => {
    fork(archive.database());
    await archive.ingest();
    expect(archive.sums()).toEqual([{ session: 'ses_a_fork', events: 8, ...NOTHING, calls: 3, input: 1107 }]);
  });
});
