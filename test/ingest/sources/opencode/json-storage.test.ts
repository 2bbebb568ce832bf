/** The JSON storage: a file an object, in both layouts (opencode.md 1, 2). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../../../src/domain/event.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { answer, calls, MadeUp, NOW, ofType, question, START, tokens, tool } from './made-up.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

interface Layout {
  readonly name: string;
  readonly session: (id: string) => string;
  readonly message: (session: string, id: string) => string;
  readonly part: (session: string, message: string, id: string) => string;
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'storage/<kind>',
    session: (id) => `storage/session/proj/${id}.json`,
    message: (session, id) => `storage/message/${session}/${id}.json`,
    part: (_session, message, id) => `storage/part/${message}/${id}.json`,
  },
  {
    name: 'project/<name>/storage/session/<kind>',
    session: (id) => `project/shop/storage/session/info/${id}.json`,
    message: (session, id) => `project/shop/storage/session/message/${session}/${id}.json`,
    part: (session, message, id) => `project/shop/storage/session/part/${session}/${message}/${id}.json`,
  },
];

function put(name: string, object: unknown): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof object === 'string' ? object : JSON.stringify(object));
  return file;
}

function reading(file: string, saved: string | null = null, nowMs = NOW) {
  const context = { path: file, mtimeMs: START + 2000, nowMs };
  return opencodeAdapter.document?.read(fs.readFileSync(file), context, saved) ?? [];
}

function record(file: string, nowMs = NOW): ParsedRecord {
  const parts = reading(file, null, nowMs);
  if ('problem' in parts) throw new Error(parts.problem);
  return [...parts].flatMap(({ records }) =>
    records.map(({ result }) => result as ParsedRecord),
  )[0] as ParsedRecord;
}

const session = (id: string, fields: Record<string, unknown> = {}) => ({
  ...{ id, version: '0.9.1', projectID: 'proj', directory: '/w/shop', title: `Title of ${id}` },
  time: { created: START, updated: START + 9000 },
  ...fields,
});

describe.each(LAYOUTS)('opencode §1: $name', (layout) => {
  test('a session, its messages and parts are one record each', () => {
    const file = put(
      layout.session('ses_a'),
      session('ses_a', { summary: { additions: 3, deletions: 1, files: 2 } }),
    );
    expect(record(file)).toMatchObject({
      ...{ kind: 'session', session: { id: 'ses_a', parentId: null }, clampedFields: 0 },
      facts: [
        { title: 'Title of ses_a', cwd: '/w/shop', harnessVersion: '0.9.1', linesAdded: 3, filesModified: 2 },
      ],
    });
    const message = put(layout.message('ses_a', 'msg_1'), {
      id: 'msg_1',
      sessionID: 'ses_a',
      ...answer(START),
    });
    expect(record(message)).toMatchObject({ kind: 'assistant', session: { id: 'ses_a' }, at: START + 500 });
    expect(calls([record(message)])).toHaveLength(1);
  });

  test('a sub-agent is known by the file of its session', () => {
    put(layout.session('ses_a'), session('ses_a'));
    put(layout.session('ses_b'), session('ses_b', { parentID: 'ses_a' }));
    const message = put(layout.message('ses_b', 'msg_1'), {
      id: 'msg_1',
      sessionID: 'ses_b',
      ...answer(START),
    });
    expect(record(message).session).toEqual({ id: 'ses_a/ses_b', parentId: 'ses_a' });
  });

  test("a part finds its message: a user's text is a prompt", () => {
    put(layout.message('ses_a', 'msg_1'), { id: 'msg_1', sessionID: 'ses_a', ...question(START) });
    const ids = { id: 'prt_1', sessionID: 'ses_a', messageID: 'msg_1' };
    const part = put(layout.part('ses_a', 'msg_1', 'prt_1'), { ...ids, type: 'text', text: 'please' });
    expect(record(part)).toMatchObject({ at: START, facts: [{ type: 'prompt' }, { type: 'session_info' }] });
  });

  test('a part that names neither session nor message is placed by its folder', () => {
    put(layout.message('ses_a', 'msg_1'), { id: 'msg_1', sessionID: 'ses_a', ...answer(START) });
    const state = { status: 'running', time: { start: START } };
    const part = put(layout.part('ses_a', 'msg_1', 'prt_1'), { id: 'prt_1', ...tool('bash', state) });
    expect(record(part)).toMatchObject({ session: { id: 'ses_a' }, facts: [{ type: 'tool_call' }] });
  });

  test('opencode §4: of a very old message with several steps, each step is a call', () => {
    for (const [index, input] of [10, 20].entries())
      put(layout.part('ses_a', 'msg_1', `prt_${index}`), {
        ...{ id: `prt_${index}`, messageID: 'msg_1', type: 'step-finish', cost: 0, tokens: tokens(input, 1) },
      });
    const data = answer(START, { tokens: tokens(20, 1) });
    const message = put(layout.message('ses_a', 'msg_1'), { id: 'msg_1', sessionID: 'ses_a', ...data });
    expect(calls([record(message)]).map(({ usage }) => usage.input)).toEqual([10, 20]);
  });

  test("opencode §4: a fork's copy carries its call only", () => {
    put(layout.session('ses_f'), session('ses_f', { time: { created: START + 60_000 } }));
    const message = put(layout.message('ses_f', 'msg_9'), {
      id: 'msg_9',
      sessionID: 'ses_f',
      ...answer(START),
    });
    expect(record(message)).toMatchObject({ copied: true, facts: [{ type: 'model_call', sidechain: true }] });
    const ids = { id: 'prt_9', sessionID: 'ses_f', messageID: 'msg_9' };
    const state = { status: 'running', time: { start: START } };
    const part = put(layout.part('ses_f', 'msg_9', 'prt_9'), { ...ids, ...tool('bash', state) });
    expect(record(part)).toMatchObject({ copied: true, facts: [] });
  });

  test('a file beside it that is damaged, a link or missing means that nothing is known', () => {
    put(layout.session('ses_a'), '{"id":"ses_a","parentID":');
    const message = put(layout.message('ses_a', 'msg_1'), {
      id: 'msg_1',
      sessionID: 'ses_a',
      ...answer(START),
    });
    expect(record(message).session).toEqual({ id: 'ses_a', parentId: null });
  });
});

test('opencode §1: the ids are those of the database, so that records of both join', () => {
  const made = new MadeUp(folder);
  made.session('ses_a');
  made.message('msg_1', 'ses_a', answer(START));
  made.part('prt_1', 'msg_1', 'ses_a', { type: 'text', text: 'done' }, START + 77);
  const fromDatabase = made.read();
  made.close();
  const files = [
    put('storage/session/proj/ses_a.json', session('ses_a')),
    put('storage/message/ses_a/msg_1.json', { id: 'msg_1', sessionID: 'ses_a', ...answer(START) }),
    put('storage/part/msg_1/prt_1.json', {
      id: 'prt_1',
      sessionID: 'ses_a',
      messageID: 'msg_1',
      type: 'text',
      text: 'done',
    }),
  ];
  const fromFiles = files.map((file) => record(file));
  const keys = (records: readonly ParsedRecord[]) =>
    new Map(records.map(({ kind, uidKey }) => [kind, uidKey]));
  expect(keys(fromFiles)).toEqual(keys(fromDatabase));
  // Two records with one id are one when they are of one time.
  const timeOf = (records: readonly ParsedRecord[], kind: string) =>
    records.find((one) => one.kind === kind)?.at;
  for (const kind of ['assistant', 'text'])
    expect(timeOf(fromFiles, kind), kind).toBe(timeOf(fromDatabase, kind));
  expect(calls(fromFiles)[0]?.messageKey).toBe(calls(fromDatabase)[0]?.messageKey);
});

describe('a file that is rewritten', () => {
  test('is given again when it changed, and only then', () => {
    const file = put('storage/message/ses_a/msg_1.json', {
      id: 'msg_1',
      sessionID: 'ses_a',
      ...question(START),
    });
    const first = reading(file);
    const saved = 'problem' in first ? null : ([...first][0]?.saved ?? null);
    expect(reading(file, saved)).toEqual([]);
    put('storage/message/ses_a/msg_1.json', {
      id: 'msg_1',
      sessionID: 'ses_a',
      ...question(START),
      agent: 'plan',
    });
    expect(reading(file, saved)).toHaveLength(1);
  });

  test.each([
    ['half written', '{"id":"msg_1","sessionID":"ses', 'half written'],
    ['empty', '', 'half written'],
    ['with the marks of a merge', '<<<<<<< HEAD\n{"id":"msg_1"}\n=======\n{}\n>>>>>>> x\n', 'half written'],
  ])('%s: a problem', (_what, content, expected) => {
    expect(reading(put('storage/message/ses_a/msg_1.json', content))).toMatchObject({
      problem: expect.stringContaining(expected),
    });
  });

  test('that is no object of OpenCode: a problem', () => {
    expect(reading(put('notes.json', { id: 'x' }))).toEqual({
      problem: 'not a session, message or part of OpenCode',
    });
  });

  test('a message that was left behind is counted, one that is being written is not', () => {
    const left = { id: 'msg_1', sessionID: 'ses_a', ...answer(START, { time: { created: START } }) };
    const file = put('storage/message/ses_a/msg_1.json', left);
    expect(calls([record(file, START + 3000)])).toEqual([]);
    put('storage/message/ses_a/msg_2.json', { id: 'msg_2', sessionID: 'ses_a', ...question(START + 1) });
    expect(calls([record(file, START + 3000)])).toEqual([]);
    put('storage/message/ses_a/msg_3.json', { id: 'msg_3', sessionID: 'ses_a', ...answer(START + 2) });
    expect(calls([record(file, START + 3000)])).toHaveLength(1);
  });

  test('ids that lead out of the storage are no names of files', () => {
    const ids = { id: 'prt_1', sessionID: '../../../etc', messageID: '../msg' };
    const file = put('storage/part/msg_1/prt_1.json', { ...ids, ...tool('bash', { status: 'running' }) });
    expect(ofType([record(file)], 'tool_call')).toHaveLength(1);
  });
});
