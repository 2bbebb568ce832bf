/** Texts for the timeline and the NOW column, read from the database on demand. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openForeign } from '../../../../src/db/foreign.ts';
import type { LineText } from '../../../../src/domain/adapter.ts';
import { opencodeAdapter } from '../../../../src/ingest/sources/opencode.ts';
import { answer, MadeUp, question, START, tool } from './made-up.ts';

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

function textAt(offset: number): LineText | null {
  const db = openForeign(made.path);
  try {
    return opencodeAdapter.database?.describe(db, offset) ?? null;
  } finally {
    db.close();
  }
}

/** Texts by kind of record. */
const texts = (): Record<string, LineText | null> =>
  Object.fromEntries(
    made.located().map(({ offset, result }) => ['kind' in result ? result.kind : '', textAt(offset)]),
  );

test('rows of 1.x', () => {
  made.message('msg_1', 'ses_a', question(START));
  made.part('prt_1', 'msg_1', 'ses_a', { type: 'text', text: 'fix the till\nand test it' });
  made.message('msg_2', 'ses_a', answer(START + 10));
  made.part('prt_2', 'msg_2', 'ses_a', { type: 'reasoning', text: 'hm' });
  made.part(
    'prt_3',
    'msg_2',
    'ses_a',
    tool('bash', { status: 'completed', input: { command: 'npm test' }, output: 'ok' }),
  );
  made.part('prt_4', 'msg_2', 'ses_a', {
    type: 'retry',
    error: { name: 'APIError', data: { message: 'Overloaded' } },
  });
  expect(texts()).toEqual({
    session: { role: 'system', headline: 'Session: Title of ses_a', body: 'Title of ses_a' },
    user: { role: 'user', headline: 'fix the till', body: 'fix the till\nand test it' },
    text: { role: 'user', headline: 'fix the till', body: 'fix the till\nand test it' },
    assistant: { role: 'assistant', headline: 'bash', body: '' },
    reasoning: { role: 'assistant', headline: 'Thinking: hm', body: 'hm' },
    tool: { role: 'tool', headline: 'bash npm test', body: 'ok' },
    retry: { role: 'system', headline: 'APIError: Overloaded', body: 'Overloaded' },
  });
});

test('rows of 2.x', () => {
  const state = { status: 'running', input: { filePath: 'a.ts' }, content: [] };
  made.entry('msg_1', 'ses_a', 'user', { text: 'please', time: { created: START } });
  made.entry('msg_2', 'ses_a', 'assistant', {
    ...{ time: { created: START + 1 }, content: [{ type: 'tool', id: 'c', name: 'read', state }] },
  });
  made.entry('msg_3', 'ses_a', 'shell', { command: 'ls', output: 'a.ts', time: { created: START + 2 } });
  expect(texts()).toMatchObject({
    user: { role: 'user', headline: 'please' },
    assistant: { role: 'tool', headline: 'read a.ts' },
    shell: { role: 'tool', headline: 'shell ls', body: 'a.ts' },
  });
});

describe('a row that is gone', () => {
  test('has no text, and another row with its number is not taken for it', () => {
    made.message('msg_1', 'ses_a', question(START));
    const offset = made.located().at(-1)?.offset ?? 0;
    expect(textAt(offset)).not.toBeNull();
    made.db.exec(`DELETE FROM message`);
    expect(textAt(offset)).toBeNull();
    made.message('msg_2', 'ses_a', question(START));
    expect(textAt(offset)).toBeNull();
  });
});

test('a file of the JSON storage', () => {
  const described = (object: unknown) =>
    opencodeAdapter.document?.describe(Buffer.from(JSON.stringify(object)), 0);
  const ids = { id: 'prt_1', sessionID: 'ses_a', messageID: 'msg_1' };
  expect(
    described({ ...ids, ...tool('grep', { status: 'error', input: { pattern: 'x' }, error: 'no' }) }),
  ).toEqual({
    ...{ role: 'tool', headline: 'grep x', body: 'no' },
  });
  expect(described({ id: 'ses_a', projectID: 'p', title: 'T', time: { created: START } })?.headline).toBe(
    'Session: T',
  );
  expect(opencodeAdapter.document?.describe(Buffer.from('{'), 0)).toBeNull();
});
