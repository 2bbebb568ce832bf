/** What the entries of 2.x say (opencode.md 3). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, calls, MadeUp, START, tokens } from './made-up.ts';

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

describe('opencode §3: entries of 2.x', () => {
  const entry = (type: string, data: Record<string, unknown>) => {
    made.entry('msg_1', 'ses_a', type, { time: { created: START }, ...data });
    return made.read().at(-1);
  };

  test('an answer holds its tools; its model stands in an object', () => {
    const record = entry('assistant', {
      ...{ agent: 'build', model: { id: 'claude-sonnet-4-5', providerID: 'anthropic', variant: 'max' } },
      ...{ tokens: tokens(50, 6, 4, 100), cost: 0.5, finish: 'stop' },
      time: { created: START, completed: START + 900 },
      content: [
        { type: 'text', id: 't', text: 'running' },
        {
          ...{
            type: 'tool',
            id: 'call_1',
            name: 'bash',
            time: { created: START, ran: START + 100, completed: START + 300 },
          },
          state: {
            status: 'completed',
            input: { command: 'false' },
            structured: { exit: 1 },
            content: [{ type: 'text', text: 'no' }],
          },
        },
        {
          ...{ type: 'tool', id: 'call_2', name: 'read', time: { created: START } },
          state: { status: 'error', input: {}, content: [], error: { type: 'unknown', message: 'gone' } },
        },
        {
          type: 'tool',
          id: 'call_3',
          name: 'read',
          time: { created: START },
          state: { status: 'streaming', input: '' },
        },
      ],
    });
    expect(record).toMatchObject({ kind: 'assistant', at: START + 900 });
    expect(record?.facts).toMatchObject([
      { type: 'session_info', effort: 'max' },
      {
        ...{
          type: 'model_call',
          model: 'claude-sonnet-4-5',
          provider: 'anthropic',
          reportedCostUsdMicros: 500_000,
        },
        usage: { input: 50, output: 10, reasoning: 4, cacheRead: 100 },
      },
      { type: 'tool_call', name: 'bash' },
      { type: 'tool_result', isError: true, durationMs: 200, error: { sample: 'no' } },
      { type: 'tool_call', name: 'read' },
      { type: 'tool_result', isError: true, durationMs: null, error: { sample: 'gone' } },
      { type: 'turn_end', reason: 'done' },
    ]);
  });

  test('a call has the key that the same message had in 1.x', () => {
    made.message('msg_0', 'ses_a', answer(START));
    const [before] = calls(made.read());
    const { modelID, providerID, ...data } = answer(START);
    made.entry('msg_0', 'ses_a', 'assistant', { ...data, model: { id: modelID, providerID } });
    const [after] = calls(made.read());
    expect(after?.messageKey).toBe(before?.messageKey);
  });

  test('a compaction counts when it is done, with what it used', () => {
    const model = { id: 'claude-haiku-4-5', providerID: 'anthropic' };
    const record = entry('compaction', {
      status: 'completed',
      reason: 'auto',
      summary: 's',
      model,
      tokens: tokens(9, 1),
    });
    expect(record?.facts).toMatchObject([{ type: 'compaction', trigger: 'auto' }, { type: 'model_call' }]);
  });

  test.each([
    ['compaction', { status: 'running', reason: 'auto' }, ['progress']],
    ['shell', { status: 'running', command: 'ls' }, ['progress']],
    ['user', { text: 'please' }, ['prompt', 'session_info']],
    ['idle', { outcome: 'interrupted' }, ['turn_end']],
    ['synthetic', { text: 'context' }, []],
    ['model-switched', { model: { id: 'x' } }, []],
  ])('%s %j', (type, data, expected) => {
    const record = entry(type, data);
    expect(record?.kind).toBe(type);
    expect(record?.facts.map((fact) => fact.type)).toEqual(expected);
  });

  test('a type that is not known is kept as other', () => {
    expect(entry('dreamt', {})).toMatchObject({ kind: 'other:dreamt', facts: [] });
  });
});
