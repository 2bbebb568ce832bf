/** What is counted once, through agentperf's own database: both storages, both generations, whole or in pieces. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Archive, FAILED, ONE_TURN, writeTurn } from './archive.ts';
import { answer, START, tokens, tool } from './made-up.ts';

let archive: Archive;
beforeEach(() => {
  archive = new Archive();
});
afterEach(() => archive.remove());

test("opencode §4: a sub-agent's messages are its own, under its parent", async () => {
  const db = archive.database();
  db.session('ses_main');
  db.message('msg_1', 'ses_main', answer(START));
  db.session('ses_sub', { parent_id: 'ses_main' });
  writeTurn(db, 'ses_sub', 's');
  await archive.ingest();
  expect(archive.sums()).toMatchObject([
    { session: 'ses_main', calls: 1, input: 10 },
    { session: 'ses_main/ses_sub', ...ONE_TURN },
  ]);
});

test('opencode §1: a database that is read while it is written is counted as if it were read at its end', async () => {
  const db = archive.database();
  const working = answer(START + 10, {
    tokens: tokens(0, 0),
    finish: undefined,
    time: { created: START + 10 },
  });
  db.session('ses_a');
  db.message('msg_1', 'ses_a', working, START + 10);
  await archive.ingest();
  for (const status of ['pending', 'running']) {
    db.db.exec(`DELETE FROM part`);
    db.part('prt_1', 'msg_1', 'ses_a', tool('read', { status, time: { start: START + 20 } }), START + 20);
    await archive.ingest();
  }
  db.update('part', 'prt_1', tool('read', FAILED), START + 30);
  await archive.ingest();
  db.update('message', 'msg_1', answer(START + 10, { tokens: tokens(100, 5) }), START + 520);
  await archive.ingest();
  const live = archive.sums();
  archive.forget();
  await archive.ingest();
  expect(archive.sums()).toEqual(live);
  expect(live).toEqual([
    { session: 'ses_a', events: 3, calls: 1, input: 100, tools: 1, failed: 1, errors: 1, compactions: 0 },
  ]);
});

test('opencode §1: a tool that ends after hours, while other sessions go on, is counted when its session does', async () => {
  const later = START + 3 * 3_600_000;
  const working = answer(START, { tokens: tokens(0, 0), finish: undefined, time: { created: START } });
  const db = archive.database();
  const others = async (id: string, at: number) => {
    db.session(`ses_${id}`, { time_updated: at });
    db.message(`msg_${id}`, `ses_${id}`, answer(at), at);
    await archive.ingest();
  };
  db.session('ses_a');
  db.message('msg_a', 'ses_a', working, START);
  db.part('prt_a', 'msg_a', 'ses_a', tool('bash', { status: 'running', time: { start: START } }), START);
  await others('b', later);
  db.update('part', 'prt_a', tool('bash', FAILED), later + 60_000);
  await archive.ingest();
  await others('c', later + 120_000);
  db.part('prt_s', 'msg_a', 'ses_a', { type: 'step-finish', tokens: tokens(1, 1) }, later + 130_000);
  await archive.ingest();
  expect(archive.sums()[0]).toMatchObject({ session: 'ses_a', events: 4, tools: 1, failed: 1, errors: 1 });
});

test.each([
  ['together', false],
  ['the files first', true],
])('opencode §1: the JSON storage beside a database is not counted again: %s', async (_what, filesFirst) => {
  const db = archive.database('data/db');
  db.session('ses_a');
  writeTurn(db, 'ses_a', 'x');
  const rows = db.db.prepare(`SELECT id, session_id AS sessionID, data FROM message`).all() as Record<
    string,
    string
  >[];
  for (const { data, ...ids } of rows)
    put(`message/${ids.sessionID}/${ids.id}`, { ...ids, ...JSON.parse(data as string) });
  const parts = db.db
    .prepare(`SELECT id, session_id AS sessionID, message_id AS messageID, data FROM part`)
    .all();
  for (const { data, ...ids } of parts as Record<string, string>[])
    put(`part/${ids.messageID}/${ids.id}`, { ...ids, ...JSON.parse(data as string) });
  if (filesFirst) await archive.ingest('data/storage');
  await archive.ingest();
  expect(archive.sums()).toMatchObject([{ session: 'ses_a', ...ONE_TURN }]);
});

describe('opencode §4: an answer that is left unfinished', () => {
  const left = answer(START, { tokens: tokens(10, 5), time: { created: START } });
  const TEN_MINUTES = 600_000;

  test('in a database is counted when nobody wrote to it for ten minutes, and once when it is completed', async () => {
    const db = archive.database();
    db.session('ses_a');
    db.message('msg_1', 'ses_a', left, START);
    archive.now = START + 1_000;
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ calls: 0 }]);
    archive.now = START + TEN_MINUTES + 1;
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ calls: 1, input: 10 }]);
    db.update('message', 'msg_1', answer(START), START + 2 * TEN_MINUTES);
    archive.now = START + 2 * TEN_MINUTES;
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ events: 2, calls: 1, input: 10 }]);
  });

  test('in the JSON storage too', async () => {
    const file = put('message/ses_a/msg_1', { id: 'msg_1', sessionID: 'ses_a', ...left });
    fs.utimesSync(file, START / 1000, START / 1000);
    archive.now = START + 1_000;
    await archive.ingest();
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ events: 1, calls: 0 }]);
    archive.now = START + TEN_MINUTES + 1;
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ events: 1, calls: 1, input: 10 }]);
    const { size } = archive.all<{ size: number }>(`SELECT size FROM files`)[0] ?? {};
    expect(size).toBe(fs.statSync(file).size);
    put('message/ses_a/msg_1', { id: 'msg_1', sessionID: 'ses_a', ...answer(START) });
    await archive.ingest();
    expect(archive.sums()).toMatchObject([{ events: 1, calls: 1, input: 10 }]);
  });
});

function put(name: string, object: unknown): string {
  const file = path.join(archive.folder, 'data/storage', `${name}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(object));
  return file;
}

test('opencode §3: a database that is migrated from 1.x to 2.x is not counted again', async () => {
  const db = archive.database();
  db.session('ses_a');
  writeTurn(db, 'ses_a', 'x');
  await archive.ingest();
  const rows = db.db.prepare(`SELECT id, data FROM message`).all() as { id: string; data: string }[];
  for (const { id, data } of rows) {
    const { role, modelID, providerID, ...rest } = JSON.parse(data);
    const isSummary = rest.summary === true;
    const type = isSummary ? 'assistant' : role;
    db.entry(id, 'ses_a', type, { ...rest, model: { id: modelID, providerID } });
  }
  db.entry(
    'msg_new',
    'ses_a',
    'assistant',
    answer(START + 90_000, { model: { id: 'm' }, tokens: tokens(3, 1) }),
  );
  await archive.ingest();
  expect(archive.sums()).toMatchObject([{ session: 'ses_a', ...ONE_TURN, calls: 3, input: 110 }]);
});

test('a locked database is a problem, and is read when it is free', async () => {
  const db = archive.database();
  db.session('ses_a');
  db.db.pragma('journal_mode = DELETE');
  db.db.exec('BEGIN EXCLUSIVE');
  const { problems } = await archive.ingest();
  expect(problems).toMatchObject([
    { source: 'opencode', reason: 'locked by another program; it is read again soon' },
  ]);
  db.db.exec('COMMIT');
  expect((await archive.ingest()).records).toBe(1);
});
