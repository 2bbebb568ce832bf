/** Whatever a row or a file holds, it is a value: nothing throws, nothing unusable is kept. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { NASTY_TEXTS } from '../nasty-texts.ts';
import { answer, calls, facts, MadeUp, NOW, question, START, tool } from './made-up.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agentperf-opencode-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function record(object: unknown) {
  const content = Buffer.from(typeof object === 'string' ? object : JSON.stringify(object));
  const file = { path: '/logs/storage/message/ses_a/msg_1.json', mtimeMs: START, nowMs: NOW };
  const reading = opencodeAdapter.document?.read(content, file, null) ?? [];
  if ('problem' in reading) return reading;
  const [first] = [...reading].flatMap(({ records }) => records.map(({ result }) => result));
  return first;
}

test('any JSON in the place of any field gives a record or a problem', () => {
  const shapes = [
    { id: 'ses_1', projectID: 'p', title: 't', directory: '/w', time: { created: START } },
    { id: 'msg_1', sessionID: 'ses_a', ...answer(START) },
    { id: 'msg_1', sessionID: 'ses_a', ...question(START) },
    {
      id: 'prt_1',
      sessionID: 'ses_a',
      messageID: 'msg_1',
      ...tool('bash', { status: 'completed', output: 'x' }),
    },
    { id: 'prt_1', sessionID: 'ses_a', messageID: 'msg_1', type: 'retry', error: {} },
  ];
  const field = fc.constantFrom(...new Set(shapes.flatMap((shape) => Object.keys(shape))));
  fc.assert(
    fc.property(fc.constantFrom(...shapes), field, fc.jsonValue(), (shape, name, value) => {
      const result = record({ ...shape, [name]: value });
      expect(result).toSatisfy((one: object) => 'kind' in one || 'problem' in one);
      expect(() =>
        opencodeAdapter.document?.describe(Buffer.from(JSON.stringify({ ...shape, [name]: value })), 0),
      ).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    'a name of the prototype',
    '{"id":"prt_1","sessionID":"s","messageID":"m","type":"__proto__","__proto__":{"x":1}}',
  ],
  ['a role of the prototype', '{"id":"msg_1","sessionID":"s","role":"constructor","time":{"created":1}}'],
  [
    'deep nesting',
    `{"id":"prt_1","sessionID":"s","messageID":"m","type":"tool","tool":"x","state":{"status":"running","input":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
  ],
  [
    'huge numbers',
    '{"id":"msg_1","sessionID":"s","role":"assistant","tokens":{"input":1e400,"output":-1},"time":{"created":1e300,"completed":9e15}}',
  ],
])('%s is no danger', (_what, content) => {
  expect(record(content)).toHaveProperty('kind');
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('a figure out of range is unknown and counted', () => {
  const tokens = { input: 1e13, output: 5, reasoning: -1, cache: { read: 'x', write: 2.5 } };
  const result = record({ id: 'msg_1', sessionID: 'ses_a', ...answer(START, { tokens, cost: -3 }) });
  expect(result).toMatchObject({ clampedFields: 5 });
  const [call] = calls(result !== undefined && 'facts' in result ? [result] : []);
  expect(call?.usage).toMatchObject({
    input: null,
    output: 5,
    reasoning: null,
    cacheRead: null,
    cacheCreationUnsplit: 2,
  });
  expect(call?.reportedCostUsdMicros).toBeNull();
});

test("a time in the future is that of reading, one that is impossible the file's", () => {
  const future = record({
    id: 'msg_1',
    sessionID: 's',
    role: 'user',
    time: { created: NOW + 10 * 86_400_000 },
  });
  expect(future).toMatchObject({ at: NOW, clampedFields: 1 });
  const impossible = record({ id: 'msg_1', sessionID: 's', role: 'user', time: { created: 'soon' } });
  expect(impossible).toMatchObject({ at: null, timeSource: 'inherited', clampedFields: 1 });
});

test('no text of a prompt, of an output or of an argument is kept', () => {
  const made = new MadeUp(folder);
  const secret = 'sk-ant-api03-abcdefghijklmnop';
  made.session('ses_a', { title: `deploy with ${secret}` });
  for (const [index, text] of NASTY_TEXTS.entries()) {
    const state = { status: 'error', input: { text }, output: text, error: `${secret} ${text}` };
    made.message(
      `msg_${index}`,
      'ses_a',
      answer(START + index, { error: { name: 'APIError', data: { message: text } } }),
    );
    made.part(`prt_${index}`, `msg_${index}`, 'ses_a', tool('bash', state));
  }
  const records = made.read();
  expect(records).toHaveLength(1 + 2 * NASTY_TEXTS.length);
  expect(JSON.stringify(facts(records))).not.toContain('abcdefghijklmnop');
  made.close();
});
