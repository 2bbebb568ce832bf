import { describe, expect, test } from 'vitest';
import { geminiCliAdapter } from '../../../../src/ingest/sources/gemini-cli.ts';
import { document, type Fields, gemini, header, pretty, readDocument, tool, user } from './chats.ts';

const told = (row: Fields | string) =>
  geminiCliAdapter.describe(Buffer.from(typeof row === 'string' ? row : JSON.stringify(row)));

describe('the text of a line', () => {
  test.each([
    ['a prompt', user('u1', 'fix the till\nplease'), 'user', 'fix the till'],
    ['an image', user('u1', '', 1, { content: [{ inlineData: {} }] }), 'user', 'Image or file'],
    ['an answer', gemini('g1', 2, { content: 'done' }), 'assistant', 'done'],
    ['a tool', gemini('g1', 2, { toolCalls: [tool('t1', 'success')] }), 'assistant', 'run_shell_command ls'],
    [
      'a thought',
      gemini('g1', 2, { thoughts: [{ subject: 'Plan', description: 'look' }] }),
      'assistant',
      'Thinking: Plan: look',
    ],
    ['an error', { id: 'e', type: 'error', content: 'no' }, 'system', 'error: no'],
    ['a checkpoint', { $set: { messages: [1, 2] } }, 'system', 'Checkpoint: 2 messages'],
    ['a title', { $set: { summary: 'Till' } }, 'system', 'Title: Till'],
    ['a patch', { $set: {} }, 'system', 'Session changed'],
    ['a rewind', { $rewindTo: 'u1' }, 'system', 'Rewound'],
    ['a header', header(), 'system', 'Session'],
    ['junk', '{"id"', 'system', 'line that cannot be read'],
  ])('%s', (_name, row, role, headline) => {
    expect(told(row)).toMatchObject({ role, headline });
  });

  test('is cut: one line, a body, no half character', () => {
    const text = told(user('u1', `${'x'.repeat(199)}😀${'y'.repeat(9000)}`));
    expect([text.headline.length, text.body.length]).toEqual([199, 4000]);
  });
});

describe('the text of a record of a document', () => {
  const messages = [user('u1', 'first'), user('u2', 'second'), gemini('g1', 3, { content: 'third' })];
  const { records } = readDocument(document(messages, { summary: 'Count' }));
  const at = (offset: number | undefined, content = document(messages, { summary: 'Count' })) =>
    geminiCliAdapter.document?.describe(Buffer.from(pretty(content)), offset ?? -1);

  test('is found by its place', () => {
    expect(records.map(({ offset }) => at(offset)?.headline)).toEqual([
      'Session: Count',
      'first',
      'second',
      'third',
      'Last change',
    ]);
  });

  test('is found when messages before it are gone; what is gone itself says nothing', () => {
    const left = document(messages.slice(1));
    expect(at(records[2]?.offset, left)?.headline).toBe('second');
    expect(at(records[1]?.offset, left)).toBeNull();
    expect(at(12345)).toBeNull();
    expect(geminiCliAdapter.document?.describe(Buffer.from('{'), records[1]?.offset ?? 0)).toBeNull();
  });
});
