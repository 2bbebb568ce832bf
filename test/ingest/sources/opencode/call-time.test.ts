/** How long a call took (opencode.md 2, 3, 4). */

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ParsedRecord } from '../../../../src/domain/event.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { Archive } from './archive.ts';
import { answer, calls, NOW, START, tokens, tool } from './made-up.ts';

type Fields = Record<string, unknown>;

const TEXT = { type: 'text', text: 'done', time: { start: START + 100, end: START + 490 } };
const DONE = { status: 'completed', output: 'x', time: { start: START + 100, end: START + 400 } };
/** What an answer without tools leaves. */
const SAID: readonly Fields[] = [
  { type: 'step-start' },
  { type: 'reasoning', text: 'hm', time: { start: START + 50, end: START + 90 } },
  TEXT,
  { type: 'step-finish', reason: 'stop', cost: 0, tokens: tokens(10, 5) },
];
const STEP = { type: 'step-finish', tokens: tokens(20, 5) };
const END = START + 500;

let archive: Archive;
beforeEach(() => {
  archive = new Archive();
});
afterEach(() => archive.remove());

const durations = (records: readonly ParsedRecord[]) => calls(records).map((call) => call.durationMs);

/** Each storage gives the same answer, made of the same parts, to read. */
const STORAGES: Readonly<Record<string, (data: Fields, parts: readonly Fields[]) => ParsedRecord[]>> = {
  'the database of 1.x': (data, parts) => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', data);
    for (const [index, part] of parts.entries()) made.part(`prt_${index}`, 'msg_1', 'ses_a', part);
    return made.read();
  },
  'the database of 2.x': (data, parts) => {
    const made = archive.database('data', 'v2');
    made.session('ses_a', {}, 'session_v2');
    made.entry('msg_1', 'ses_a', 'assistant', { ...data, content: parts });
    return made.read();
  },
  'the JSON storage': (data, parts) => {
    for (const [index, part] of parts.entries()) put(`part/msg_1/prt_${index}.json`, part);
    return readFile(put('message/ses_a/msg_1.json', { id: 'msg_1', sessionID: 'ses_a', ...data }));
  },
};

function put(name: string, object: Fields): string {
  const file = path.join(archive.folder, 'storage', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(object));
  return file;
}

function readFile(file: string): ParsedRecord[] {
  const context = { path: file, mtimeMs: START, nowMs: NOW };
  const parts = opencodeAdapter.document?.read(fs.readFileSync(file), context, null) ?? [];
  if ('problem' in parts) throw new Error(parts.problem);
  return [...parts].flatMap(({ records }) => records.map(({ result }) => result as ParsedRecord));
}

describe.each(Object.entries(STORAGES))('in %s', (_name, read) => {
  const timed = (time: unknown, fields: Fields = {}) =>
    durations(read(answer(START, { time, ...fields }), SAID));

  test('an answer without tools took from its begin to its completion', () => {
    expect(durations(read(answer(START), SAID))).toEqual([500]);
  });

  test.each([
    ['named by its finish', { finish: 'tool-calls' }, SAID],
    ['among its parts', {}, [...SAID, tool('bash', DONE)]],
    ['among its parts, where no finish is logged', { finish: undefined }, [tool('bash', DONE), TEXT]],
    ['with an output of some size', {}, [tool('bash', { ...DONE, output: 'x'.repeat(9000) }), TEXT]],
  ])('of one with a tool %s nothing is known', (_where, fields, parts) => {
    expect(durations(read(answer(START, fields), parts))).toEqual([null]);
  });

  test.each([
    ['without any part', []],
    ['that was tried again', [...SAID, { type: 'retry', attempt: 1, error: { name: 'APIError' } }]],
    ['with a part of a type nobody knows', [...SAID, { type: 'dreamt' }]],
    ['with a part that is damaged', [...SAID, {}]],
  ])('of one %s nothing is known', (_what, parts) => {
    expect(durations(read(answer(START), parts))).toEqual([null]);
  });

  test.each([
    ['aborted', { error: { name: 'MessageAbortedError', data: {} } }],
    ['broken off by an error', { error: { name: 'APIError', data: { message: 'Overloaded' } } }],
  ])('of one that was %s nothing is known', (_what, fields) => {
    expect(timed({ created: START, completed: END }, fields)).toEqual([null]);
  });

  test.each([
    ['the clock went backwards', { created: START, completed: START - 500 }],
    ['both are one', { created: START, completed: START }],
    ['its begin is missing', { completed: END }],
    ['one is text', { created: new Date(START).toISOString(), completed: END }],
    ['one is in seconds', { created: START / 1000, completed: END }],
    ['one is far ahead of the clock', { created: START, completed: NOW + 90_000_000 }],
  ])('times are not repaired: %s', (_what, time) => {
    expect(timed(time)).toEqual([null]);
  });
});

test('the time of a message with several steps is that of none', () => {
  for (const name of ['the database of 1.x', 'the JSON storage'])
    expect(durations(STORAGES[name]?.(answer(START), [...SAID, STEP]) ?? []), name).toEqual([null, null]);
});

describe('through the database', () => {
  const stored = () =>
    archive.all<{ ms: number | null; counted: number }>(
      'SELECT duration_ms AS ms, counted FROM model_calls ORDER BY counted DESC',
    );

  test('an answer that was counted before it was complete gets its time when it is', async () => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START, { time: { created: START } }), START);
    made.part('prt_1', 'msg_1', 'ses_a', TEXT);
    archive.now = START + 11 * 60_000;
    await archive.ingest();
    expect(stored()).toEqual([{ ms: null, counted: 1 }]);
    made.update('message', 'msg_1', answer(START), archive.now);
    await archive.ingest();
    expect(stored()).toEqual([{ ms: 500, counted: 1 }]);
  });

  test('a fork that copied it, with its parts or without, adds no time', async () => {
    const made = archive.database();
    made.session('ses_a');
    made.message('msg_1', 'ses_a', answer(START));
    made.part('prt_1', 'msg_1', 'ses_a', TEXT);
    for (const [index, parts] of [[TEXT], []].entries()) {
      const forked = START + 60_000 * (index + 1);
      made.session(`ses_f${index}`, { time_created: forked, time_updated: forked });
      made.message(`msg_f${index}`, `ses_f${index}`, answer(START), forked);
      for (const part of parts) made.part(`prt_f${index}`, `msg_f${index}`, `ses_f${index}`, part, forked);
    }
    await archive.ingest();
    expect(stored()).toEqual([{ ms: 500, counted: 1 }]);
  });
});
