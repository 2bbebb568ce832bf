import { describe, expect, it } from 'vitest';
import { wellFormed } from '../../../src/domain/well-formed.ts';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';
import { assistantRow, envelopeRow, type Fields, resultRow, SESSION, userRow } from './claude-code-rows.ts';

const describeRow = (row: Fields | string) =>
  claudeCodeAdapter.describe(Buffer.from(typeof row === 'string' ? row : JSON.stringify(row)));
const call = (name: unknown, input: unknown) =>
  describeRow(assistantRow({ content: [{ type: 'tool_use', id: 't', name, input }] })).headline;

describe('describe', () => {
  it('says what a person asked, and keeps the rest as body', () => {
    expect(describeRow(userRow('Add a cart\nwith a till'))).toEqual({
      role: 'user',
      headline: 'Add a cart',
      body: 'Add a cart\nwith a till',
    });
    expect(describeRow(userRow('Add a cart')).body).toBe('');
  });

  it.each([
    ['Bash', { command: 'npm test', description: 'Run tests' }, 'Bash npm test'],
    ['Edit', { file_path: '/home/dev/infra/main.tf', old_string: 'a' }, 'Edit main.tf'],
    ['Grep', { pattern: 'TODO', path: 'src' }, 'Grep TODO'],
    ['Task', { description: 'Find callers', prompt: 'Find all callers' }, 'Task Find callers'],
    ['AskUserQuestion', { questions: [{ question: 'Which one?' }] }, 'AskUserQuestion Which one?'],
    ['TodoWrite', { todos: [] }, 'TodoWrite'],
    ['mcp__db__list', null, 'mcp__db__list'],
    [{ a: 1 }, 'text', 'unknown tool'],
  ])('names a tool call in a few words: %j', (name, input, expected) => {
    expect(call(name, input)).toBe(expected);
  });

  it('shows what tools answered', () => {
    expect(describeRow(resultRow({ content: '\n1 failing\nmore', is_error: true }))).toMatchObject({
      role: 'tool',
      headline: '1 failing',
    });
    expect(describeRow(resultRow({ content: '' })).headline).toBe('No output');
    expect(describeRow(resultRow({ content: [{ type: 'text', text: 'ok' }] })).headline).toBe('ok');
  });

  it.each([
    [assistantRow({ content: [{ type: 'text', text: 'All done.\nBye' }] }), 'All done.'],
    [assistantRow({ content: [{ type: 'thinking', thinking: 'Hm' }] }), 'Thinking: Hm'],
    [
      envelopeRow('system', { subtype: 'compact_boundary', compactMetadata: { preTokens: 9 } }),
      'Compacted at 9 tokens',
    ],
    [
      envelopeRow('system', {
        subtype: 'api_error',
        error: { status: 529, error: { error: { message: 'Overloaded' } } },
      }),
      'API error 529: Overloaded',
    ],
    [envelopeRow('system', { subtype: 'turn_duration' }), 'turn duration'],
    [envelopeRow('progress', { data: { type: 'hook_progress', hookName: 'Stop' } }), 'hook progress: Stop'],
    [{ type: 'custom-title', sessionId: SESSION, customTitle: 'Cart' }, 'Title: Cart'],
    [{ type: 'brand-new' }, 'brand-new'],
    ['{"type":', 'line that cannot be read'],
  ])('has one line for every row', (row, headline) => {
    expect(describeRow(row).headline).toBe(headline);
  });

  it('stays within its limits', () => {
    const text = describeRow(userRow('👍'.repeat(5000)));
    expect(text.headline.length).toBeLessThanOrEqual(200);
    expect(text.body.length).toBeLessThanOrEqual(4000);
    expect(wellFormed(text.body)).toBe(text.body);
  });
});

describe('recognises', () => {
  const recognises = (content: string) => claudeCodeAdapter.recognises('/any/name.log', Buffer.from(content));

  it.each([
    ['a first prompt', `${JSON.stringify(userRow('hi'))}\n`],
    ['metadata rows first', `{"type":"summary","summary":"x","leafUuid":"y"}\n`],
    ['a broken line first', `{"type":"us\n${JSON.stringify(userRow('hi'))}\n`],
    ['a first line longer than the head', JSON.stringify(userRow('x'.repeat(70_000))).slice(0, 65_536)],
    [
      'rows cut down to their usage',
      '{"type":"assistant","message":{"usage":{"cache_creation_input_tokens":1}}}\n',
    ],
    ['a last line without its newline', JSON.stringify(userRow('hi'))],
  ])('%s', (_what, content) => {
    expect(recognises(content)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    [
      'a work stream',
      '{"timestamp":"2026-02-09T14:00:00Z","session_id":"s","event_type":"tool_call","data":{}}\n',
    ],
    ['Codex', '{"timestamp":"2026-02-09T14:00:00Z","type":"session_meta","payload":{"id":"x"}}\n'],
    ['Gemini', '{"sessionId":"s","projectHash":"p"}\n{"id":"m","type":"user","content":"hi"}\n'],
    [
      'stream-json output of the same program',
      '{"type":"system","subtype":"init","session_id":"s"}\n{"type":"assistant","session_id":"s","message":{"usage":{"cache_creation_input_tokens":1}}}\n',
    ],
    ['text that talks of it', 'parentUuid isSidechain\n'],
  ])('not %s', (_what, content) => {
    expect(recognises(content)).toBe(false);
  });
});
