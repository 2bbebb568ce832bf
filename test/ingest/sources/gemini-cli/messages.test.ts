import { describe, expect, test } from 'vitest';
import { factsOf, gemini, header, only, records, response, time, tokens, tool, user } from './chats.ts';

const usageOf = (given: unknown) => only(factsOf(gemini('g1', 2, { tokens: given })), 'model_call')[0]?.usage;

describe('gemini §4: tokens', () => {
  test('cached is a part of input, thoughts stand beside output, tool beside input', () => {
    expect(
      usageOf({ input: 1000, output: 20, cached: 300, thoughts: 4, tool: 50, total: 1074 }),
    ).toMatchObject({
      input: 750,
      cacheRead: 300,
      output: 24,
      reasoning: 4,
      cacheCreation5m: null,
      unclassified: null,
    });
  });

  test('what is not logged is unknown, not 0', () => {
    expect(usageOf({ input: 7, output: 2 })).toMatchObject({
      input: 7,
      cacheRead: null,
      output: 2,
      reasoning: null,
    });
    expect(usageOf({ total: 9 })).toMatchObject({ input: null, output: null, unclassified: 9 });
  });

  test.each([
    ['all zero', { input: 0, output: 0, cached: 0, thoughts: 0, tool: 0, total: 0 }],
    ['null', null],
    ['absent', undefined],
    ['no object', 12],
  ])('%s: no call', (_name, given) => {
    expect(usageOf(given)).toBeUndefined();
  });

  test('junk is unknown and counted, never a sum of its own', () => {
    const [, record] = records([
      header(),
      gemini('g1', 2, { tokens: { input: -1, output: 1e308, cached: '40' } }),
    ]);
    expect(only(record?.facts ?? [], 'model_call')[0]?.usage).toMatchObject({
      input: null,
      output: null,
      cacheRead: 40,
    });
    expect(record?.clampedFields).toBe(3);
    expect(usageOf({ input: 10, cached: 30, output: 1 })).toMatchObject({ input: 0, cacheRead: 30 });
  });

  test('each message has the model that answered it', () => {
    const models = ['gemini-2.5-pro', 'gemini-3-flash-preview-customtools'].map(
      (model) => only(factsOf(gemini('g1', 2, { model, tokens: tokens() })), 'model_call')[0]?.model,
    );
    expect(models).toEqual(['gemini-2.5-pro', 'gemini-3-flash-preview-customtools']);
    const unnamed = gemini('g1', 2, { model: undefined, tokens: tokens() });
    expect(only(factsOf(unnamed), 'model_call')[0]?.model).toBe('unknown');
  });
});

describe('gemini §5: prompts and titles', () => {
  const prompts = (row: Record<string, unknown>) => only(factsOf(row), 'prompt').length;

  test('a person’s words are a prompt, as text or in parts', () => {
    expect([prompts(user('u1', 'do it')), prompts(user('u1', '', 1, { content: 'do it' }))]).toEqual([1, 1]);
  });

  test.each([
    ['context of the harness', '<session_context>\nToday is'],
    ['a slash command', '/compress'],
    ['a slash command with words', '/chat save before'],
    ['nothing', '   '],
  ])('%s is none', (_name, text) => {
    expect(factsOf(user('u1', text))).toEqual([]);
  });

  test('a path is no command; context beside a prompt is left out', () => {
    expect(prompts(user('u1', '/etc/hosts is wrong'))).toBe(1);
    const both = user('u1', '', 1, { content: [{ text: '<session_context>' }, { text: 'go' }] });
    expect(only(factsOf(both), 'prompt')[0]?.length).toBe(2);
  });

  test('what a tool gave back is no prompt', () => {
    expect(prompts(user('u1', '', 1, { content: response('ok') }))).toBe(0);
  });

  test('the first prompt is the title until the summary comes', () => {
    const [, first, second, set] = records([
      header(),
      user('u1', '\nfix the till\nand more', 1, { displayContent: [{ text: 'fix the till' }] }),
      user('u2', 'again', 2),
      { $set: { summary: 'Till repaired with token=abcdef123456' } },
    ]);
    expect(only(first?.facts ?? [], 'session_info')).toEqual([
      { type: 'session_info', title: 'fix the till', titleRank: 1 },
    ]);
    expect(second?.facts.map(({ type }) => type)).toEqual(['prompt']);
    expect(only(set?.facts ?? [], 'session_info')[0]).toMatchObject({ titleRank: 2 });
    expect(JSON.stringify(set)).not.toContain('abcdef123456');
    expect(
      only(records([header({ summary: 'From the start' })])[0]?.facts ?? [], 'session_info'),
    ).toMatchObject([{ title: 'From the start', titleRank: 2 }]);
  });
});

describe('gemini §5: errors and ends of turns', () => {
  const ends = (row: Record<string, unknown>) => only(factsOf(row), 'turn_end').map(({ reason }) => reason);
  const message = (type: string, content: unknown) => ({ id: 'x', timestamp: time(3), type, content });

  test('an answer without tools ends the turn; one with tools, or a thought, does not', () => {
    expect(ends(gemini('g1', 2, { content: 'done' }))).toEqual(['done']);
    expect(ends(gemini('g1', 2, { tokens: tokens() }))).toEqual([]);
    for (const status of ['success', 'error', 'executing'])
      expect(ends(gemini('g1', 2, { content: 'look', toolCalls: [tool('t', status)] }))).toEqual([]);
  });

  test('Request cancelled. is an interruption; other notices say nothing', () => {
    expect(ends(message('info', 'Request cancelled.'))).toEqual(['interrupted']);
    expect(factsOf(message('info', 'Update available'))).toEqual([]);
    expect(factsOf(message('warning', 'Request cancelled.'))).toEqual([]);
  });

  test('an error is one, redacted, and ends the turn', () => {
    const facts = factsOf(message('error', '[API Error: 429 for key AIzaSyA1234567890abcdefghijklmnop]'));
    expect(only(facts, 'error')).toMatchObject([{ source: 'api', retryInMs: null }]);
    expect(JSON.stringify(facts)).not.toContain('AIzaSyA');
    expect(only(facts, 'turn_end')).toHaveLength(1);
    expect(only(factsOf(message('error', 'bad flag')), 'error')[0]?.source).toBe('agent');
  });
});
