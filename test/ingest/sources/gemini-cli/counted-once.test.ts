/** Chats that several files tell, through the whole of reading: each counted once, in any order and in any pieces. */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { document, type Fields, gemini, header, pretty, SESSION, time, tokens, tool, user } from './chats.ts';
import { COUNTED, conversation, GeminiHome, lines, NAME, resumed } from './home.ts';

let home: GeminiHome;
beforeEach(() => {
  home = new GeminiHome();
});
afterEach(() => home.logs.remove());

describe('gemini §2: a document that was resumed as a log', () => {
  test.each([
    ['document first', ['document', 'log']],
    ['log first', ['log', 'document']],
    ['both at once', ['both']],
  ])('%s: each message, call, tool and error is counted once', async (_name, steps) => {
    for (const step of steps) {
      if (step !== 'log') home.writeDocument(conversation);
      if (step !== 'document') home.writeLog(resumed);
      await home.ingest();
    }
    // Header, four messages, the document's last change, the log's patch.
    expect(home.sums()).toEqual({ events: 7, ...COUNTED });
    expect(home.logs.value(`SELECT count(*) FROM sessions`)).toBe(1);
    expect(home.logs.value(`SELECT count(*) FROM skipped WHERE reason = 'duplicate'`)).toBe(5);
  });

  const unfinished = [
    conversation[0] as Fields,
    gemini('g1', 2, { tokens: tokens(), toolCalls: [tool('t1', 'executing')] }),
  ];

  test('read in pieces, the document before it was whole', async () => {
    home.writeDocument(unfinished);
    await home.ingest();
    home.writeDocument(conversation);
    await home.ingest();
    home.writeLog(resumed);
    await home.ingest();
    expect(home.sums()).toEqual({ events: 7, ...COUNTED });
  });

  test('the log read between two states of the document', async () => {
    home.writeDocument(unfinished);
    await home.ingest();
    home.writeDocument(conversation);
    home.writeLog(resumed);
    await home.ingest();
    expect(home.sums()).toEqual({ events: 7, ...COUNTED });
  });

  test('the document’s last state was never read, and it is gone: the log tells the rest', async () => {
    home.writeDocument(unfinished);
    await home.ingest();
    fs.rmSync(home.at(`${NAME}.json`));
    home.writeLog(resumed);
    await home.ingest();
    const { events, ...counted } = home.sums();
    expect(counted).toEqual(COUNTED);
  });

  test('what goes on in the log adds to it', async () => {
    home.writeDocument(conversation);
    home.writeLog([
      ...resumed,
      user('u2', 'more', 10),
      gemini('g3', 11, { tokens: tokens(), content: 'ok' }),
    ]);
    await home.ingest();
    expect(home.sums()).toMatchObject({ events: 9, model_calls: 3, output: 39 });
  });
});

describe('gemini §3, §4: one log', () => {
  const rows = [
    header(),
    user('u1', 'go'),
    { $set: { lastUpdated: time(2) } },
    gemini('g1', 2),
    gemini('g1', 2, { tokens: tokens() }),
    gemini('g1', 2, { tokens: tokens(), toolCalls: [tool('t1', 'executing')] }),
    gemini('g1', 2, { tokens: tokens(), toolCalls: [tool('t1', 'success')] }),
    gemini('g2', 8, { tokens: tokens(), content: 'ok' }),
    user('u2', 'wrong', 9),
    gemini('g3', 10, { tokens: tokens(), content: 'sorry' }),
    { $rewindTo: 'u2' },
    user('u3', 'better', 12),
    gemini('g4', 13, { tokens: tokens(), content: 'yes' }),
    {
      $set: {
        messages: [user('s1', 'summary', 14), gemini('g4', 13, { tokens: tokens(), content: 'yes' })],
        lastUpdated: time(14),
      },
    },
    gemini('g5', 15, { tokens: tokens({ input: 0, output: 0, cached: 0, thoughts: 0 }), content: 'x' }),
  ];
  const EXPECTED = {
    events: rows.length,
    model_calls: 4,
    input: 240,
    cache_read: 160,
    output: 52,
    reasoning: 12,
    tool_calls: 1,
    compactions: 1,
  };

  test('last tokens of a message count once; neither rewind nor checkpoint takes any back or counts them again', async () => {
    home.writeLog(rows);
    await home.ingest();
    expect(home.sums()).toEqual(EXPECTED);
  });

  test('in pieces, line by line and in the middle of lines, it is the same', async () => {
    const file = home.at(`${NAME}.jsonl`);
    const content = Buffer.from(lines(rows));
    for (let end = 100; end < content.length + 150; end += 150) {
      home.write(file, '');
      fs.writeFileSync(file, content.subarray(0, end));
      await home.ingest();
    }
    expect(home.sums()).toEqual(EXPECTED);
  });

  test('a log that is written anew under its name, each message in its last state, adds nothing', async () => {
    home.writeLog(rows);
    await home.ingest();
    const kept = [rows[0], rows[1], rows[6], rows[7]] as Fields[];
    home.write(home.at(`${NAME}.jsonl.tmp-4711`), lines(kept));
    fs.renameSync(home.at(`${NAME}.jsonl.tmp-4711`), home.at(`${NAME}.jsonl`));
    await home.ingest();
    expect(home.sums()).toEqual(EXPECTED);
  });

  test('§1: what was read of a log stays when the log is deleted', async () => {
    home.writeLog(rows);
    home.writeDocument(conversation, home.at('session-2026-01-01T00-00-ffffffff.json', 'till'));
    await home.ingest();
    const before = home.sums();
    fs.rmSync(home.root, { recursive: true });
    await home.ingest();
    expect(home.sums()).toEqual(before);
  });

  test('§1: a project’s folder that moves to its short name is the same chats', async () => {
    home.write(home.at(`${NAME}.jsonl`, 'f'.repeat(64)), lines(rows));
    home.writeDocument(conversation, home.at('session-2026-01-01T00-00-ffffffff.json', 'f'.repeat(64)));
    await home.ingest();
    const before = home.sums();
    fs.renameSync(path.join(home.root, 'f'.repeat(64)), path.join(home.root, 'shop'));
    await home.ingest();
    expect(home.sums()).toEqual(before);
  });
});

test('gemini §1: a sub-agent’s tokens are its own, below its parent', async () => {
  home.write(
    home.at(`${NAME}.jsonl`),
    lines([header(), user('u1', 'go'), gemini('g1', 2, { tokens: tokens(), content: 'ok' })]),
  );
  home.write(
    home.at(`${SESSION}/sub-1.jsonl`),
    lines([
      header({ sessionId: 'sub-1', kind: 'subagent' }),
      gemini('g1', 3, { tokens: tokens({ input: 50 }) }),
    ]),
  );
  await home.ingest();
  const inputOf = (id: string) =>
    home.logs.value(
      `SELECT sum(input) FROM rollups JOIN sessions USING (session_key) WHERE session_id = '${id}'`,
    );
  expect([inputOf(SESSION), inputOf(`${SESSION}/sub-1`)]).toEqual([60, 10]);
  expect(home.logs.value(`SELECT parent_id FROM sessions WHERE session_id LIKE '%sub-1'`)).toBe(SESSION);
});

test('gemini §2: a half-written document keeps what was read, is a problem, and is read when it is whole', async () => {
  home.writeDocument(conversation.slice(0, 2));
  await home.ingest();
  const before = home.sums();
  home.write(home.at(`${NAME}.json`), pretty(document(conversation)).slice(0, -40));
  const { problems } = await home.ingest();
  expect(problems.map(({ path: file }) => path.basename(file))).toEqual([`${NAME}.json`]);
  expect(home.sums()).toEqual(before);
  home.writeDocument(conversation);
  expect((await home.ingest()).problems).toEqual([]);
  expect(home.sums()).toEqual({ events: 6, ...COUNTED });
  expect(await home.ingest()).toMatchObject({ files: 0, records: 0 });
});

test('other JSON of Gemini CLI is left alone', async () => {
  home.write(path.join(home.root, 'shop', 'logs.json'), '[{"sessionId":"a","messageId":0,"type":"user"}]');
  home.write(home.at(`${NAME}.jsonl.unreadable-1777626000000`), lines(resumed));
  home.write(home.at(`${NAME}.jsonl.tmp-12`), lines(resumed));
  home.write(
    path.join(home.root, 'shop', 'tool-outputs', 'session-a', 'x.json'),
    pretty(document(conversation)),
  );
  expect(await home.ingest()).toMatchObject({ files: 0, records: 0, problems: [] });
});
