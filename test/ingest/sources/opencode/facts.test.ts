/** What messages and parts say (opencode.md 2, 4). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, facts, MadeUp, ofType, question, START, tool } from './made-up.ts';

let folder: string;
let made: MadeUp;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
  made = new MadeUp(folder);
  made.session('ses_a');
});
afterEach(() => {
  made.close();
  fs.rmSync(folder, { recursive: true });
});

function ofPart(data: Record<string, unknown>, message = answer(START)) {
  made.message('msg_1', 'ses_a', message);
  made.part('prt_1', 'msg_1', 'ses_a', data);
  const record = made.read().find(({ uidKey, kind }) => uidKey !== null && kind === String(data.type));
  return record?.facts ?? [];
}

describe('opencode §2: prompts', () => {
  test("are texts in a user's message, with a title until OpenCode has made one", () => {
    expect(ofPart({ type: 'text', text: 'fix the till\nnow' }, question(START))).toMatchObject([
      { type: 'prompt', length: 16, promptType: null },
      { type: 'session_info', title: 'fix the till', titleRank: 1 },
    ]);
  });

  test.each([
    ['what OpenCode put beside it', { type: 'text', text: 'file content', synthetic: true }],
    ['what the model does not see', { type: 'text', text: 'note', ignored: true }],
    ['nothing', { type: 'text', text: ' ' }],
  ])('%s is none', (_what, part) => {
    expect(ofPart(part, question(START))).toEqual([]);
  });

  test('text in an answer is none', () => {
    expect(ofPart({ type: 'text', text: 'done' })).toEqual([]);
  });
});

describe('opencode §4: tools', () => {
  const time = { start: START + 100, end: START + 350 };

  test('a pending call is not a call yet: its arguments are still being written', () => {
    expect(ofPart(tool('bash', { status: 'pending' }))).toEqual([]);
  });

  test('a running call is open, and as old as its start', () => {
    made.message('msg_1', 'ses_a', answer(START));
    made.part('prt_1', 'msg_1', 'ses_a', tool('bash', { status: 'running', time: { start: START + 100 } }));
    const record = made.read().find(({ kind }) => kind === 'tool');
    expect(record).toMatchObject({
      at: START + 100,
      facts: [{ type: 'tool_call', name: 'bash', kind: 'shell' }],
    });
  });

  test('a completed call has its result and duration', () => {
    const state = { status: 'completed', output: 'ok', metadata: { exit: 0 }, time };
    expect(ofPart(tool('bash', state))).toMatchObject([
      { type: 'tool_call', name: 'bash' },
      { type: 'tool_result', isError: false, durationMs: 250, denied: false, error: null },
    ]);
  });

  test('an exit code that is not 0 is a failure although the call is completed', () => {
    const state = { status: 'completed', output: 'ls: no such file', metadata: { exit: 1 }, time };
    expect(ofPart(tool('bash', state))[1]).toMatchObject({
      isError: true,
      error: { sample: 'ls: no such file' },
    });
  });

  test('a call with the status error failed', () => {
    const state = { status: 'error', error: 'File not found: /w/x', time };
    expect(ofPart(tool('read', state))[1]).toMatchObject({ isError: true, denied: false });
  });

  test.each([
    'The user rejected permission to use this specific tool call.',
    'The user dismissed this question',
  ])('%s: denied', (error) => {
    expect(ofPart(tool('bash', { status: 'error', error, time }))[1]).toMatchObject({ denied: true });
  });

  test.each(['question', 'plan_exit'])('%s waits for a person', (name) => {
    expect(ofPart(tool(name, { status: 'running', time }))).toMatchObject([{ asksHuman: true }]);
  });

  test('an edit tells its lines and what it changed', () => {
    const metadata = { diff: '@@ -1 +1 @@', filediff: { additions: 3, deletions: 1 } };
    const state = { status: 'completed', output: '', metadata, time };
    const [, result] = ofPart(tool('edit', state));
    expect(result).toMatchObject({ linesAdded: 3, linesDeleted: 1, changeDigest: expect.any(Number) });
  });

  test('providers that number their calls anew in each message give different calls', () => {
    for (const id of ['1', '2']) {
      made.message(`msg_${id}`, 'ses_a', answer(START + Number(id)));
      made.part(`prt_${id}`, `msg_${id}`, 'ses_a', tool('bash', { status: 'running', time }, 'call_0'));
    }
    expect(new Set(ofType(made.read(), 'tool_call').map(({ toolKey }) => toolKey)).size).toBe(2);
  });
});

describe('opencode §4: the end of a turn', () => {
  const endings = (fields: Record<string, unknown>) => {
    made.message('msg_1', 'ses_a', answer(START, fields));
    return facts(made.read()).filter(({ type }) => type === 'turn_end' || type === 'error');
  };

  test.each(['stop', 'length', 'content-filter'])('%s ends it', (finish) => {
    expect(endings({ finish })).toMatchObject([{ type: 'turn_end', reason: 'done' }]);
  });

  test.each(['tool-calls', 'unknown'])('%s does not', (finish) => {
    expect(endings({ finish })).toEqual([]);
  });

  test('MessageAbortedError is an interruption and no error', () => {
    const error = { name: 'MessageAbortedError', data: { message: 'The operation was aborted.' } };
    expect(endings({ error, finish: undefined })).toMatchObject([
      { type: 'turn_end', reason: 'interrupted' },
    ]);
  });

  test('any other error is one, and ends the turn', () => {
    const error = { name: 'APIError', data: { message: 'Overloaded', statusCode: 529 } };
    expect(endings({ error, finish: undefined })).toMatchObject([
      { type: 'error', source: 'api', sample: 'Overloaded (status 529)' },
      { type: 'turn_end', reason: 'done' },
    ]);
  });

  test('it is as old as the completion of the message', () => {
    made.message('msg_1', 'ses_a', answer(START));
    expect(made.read().at(-1)).toMatchObject({ kind: 'assistant', at: START + 500 });
  });
});

test('opencode §2: a retry is an error of the API', () => {
  const part = {
    type: 'retry',
    attempt: 1,
    error: { name: 'APIError', data: { message: 'Too many requests' } },
  };
  expect(ofPart(part)).toMatchObject([{ type: 'error', source: 'api' }]);
});

test("opencode §2: a variant is the effort, and a sub-agent's agent its type", () => {
  made.session('ses_b', { parent_id: 'ses_a' });
  made.message('msg_1', 'ses_b', answer(START, { agent: 'explore', variant: 'high' }));
  expect(ofType(made.read(), 'session_info').at(-1)).toMatchObject({ agentType: 'explore', effort: 'high' });
});

test('a type that is not known is kept as other', () => {
  made.message('msg_1', 'ses_a', { role: 'narrator', time: { created: START } });
  made.part('prt_1', 'msg_1', 'ses_a', { type: 'hologram' });
  expect(made.read().map(({ kind }) => kind)).toEqual(['session', 'other:narrator', 'other:hologram']);
});
