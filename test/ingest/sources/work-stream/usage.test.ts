import { describe, expect, it } from 'vitest';
import { noUsage } from '../../../../src/domain/usage.ts';
import { streamUsage, totalTokens } from '../../../../src/ingest/sources/work-stream/usage.ts';

const read = (data: Record<string, unknown>) => {
  const clamps = { count: 0 };
  return { usage: streamUsage(data, clamps), clamped: clamps.count };
};

describe('streamUsage: disjoint classes from any naming', () => {
  it.each([
    [
      'OpenAI chat: cached tokens are inside the prompt, reasoning inside the completion',
      {
        prompt_tokens: 1000,
        completion_tokens: 70,
        total_tokens: 1070,
        prompt_tokens_details: { cached_tokens: 400 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { input: 600, cacheRead: 400, output: 70, reasoning: 20 },
    ],
    [
      'Codex: cached_input_tokens is inside input_tokens',
      { input_tokens: 1000, cached_input_tokens: 300, output_tokens: 70, reasoning_output_tokens: 9 },
      { input: 700, cacheRead: 300, output: 70, reasoning: 9 },
    ],
    [
      'Anthropic: cache classes stand beside the input',
      {
        input_tokens: 3,
        cache_read_input_tokens: 1000,
        cache_creation_input_tokens: 50,
        output_tokens: 7,
        cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
      },
      { input: 3, cacheRead: 1000, cacheCreation5m: 20, cacheCreation1h: 30, output: 7 },
    ],
    [
      'Copilot SDK: cache classes stand beside the input',
      { inputTokens: 100, outputTokens: 5, cacheReadTokens: 40, cacheWriteTokens: 7 },
      { input: 100, cacheRead: 40, cacheCreationUnsplit: 7, output: 5 },
    ],
    [
      'OpenCode: reasoning stands beside the output, cache inside an object',
      { tokens: { input: 10, output: 5, reasoning: 3, cache: { read: 4, write: 2 } } },
      { input: 10, cacheRead: 4, cacheCreationUnsplit: 2, output: 8, reasoning: 3 },
    ],
    [
      'Gemini in its wrapper: thoughts beside the candidates, cached inside the prompt',
      {
        usageMetadata: {
          promptTokenCount: 100,
          cachedContentTokenCount: 60,
          candidatesTokenCount: 7,
          thoughtsTokenCount: 3,
        },
      },
      { input: 40, cacheRead: 60, output: 10, reasoning: 3 },
    ],
    ['a field `output` that is text is no count', { output: 'ok', input_tokens: 4 }, { input: 4 }],
    [
      'Anthropic without the split',
      { input_tokens: 3, cache_creation_input_tokens: 50, output_tokens: 7 },
      { input: 3, cacheCreationUnsplit: 50, output: 7 },
    ],
    [
      'Gemini: thoughts stand beside the candidates',
      { promptTokenCount: 100, cachedContentTokenCount: 60, candidatesTokenCount: 10, thoughtsTokenCount: 5 },
      { input: 40, cacheRead: 60, output: 15, reasoning: 5 },
    ],
    ['a total alone', { total_tokens: 99 }, { unclassified: 99 }],
    ['an object inside', { usage: { inputTokens: 4, outputTokens: 2 } }, { input: 4, output: 2 }],
  ])('%s', (_dialect, data, expected) => {
    expect(read(data)).toEqual({ usage: { ...noUsage(), ...expected }, clamped: 0 });
  });

  it('is null when there is no figure', () => {
    expect(read({ note: 'x' }).usage).toBeNull();
  });

  it('never lets a part be larger than its whole', () => {
    const { usage, clamped } = read({
      input_tokens: 10,
      cached_input_tokens: 50,
      output_tokens: 5,
      reasoning_tokens: 8,
    });
    expect(usage).toMatchObject({ input: 0, cacheRead: 10, output: 5, reasoning: 5 });
    expect(clamped).toBe(2);
  });

  it('keeps the usable figures beside a bad one', () => {
    const { usage, clamped } = read({ input_tokens: -1, output_tokens: '7' });
    expect(usage).toMatchObject({ input: null, output: 7 });
    expect(clamped).toBe(2);
  });
});

it('totalTokens takes the total, else adds what the aggregate says of input and output', () => {
  expect(totalTokens({ total_tokens: 5, prompt_tokens: 1 }, { count: 0 })).toBe(5);
  expect(totalTokens({ prompt_tokens: 1000, completion_tokens: 50 }, { count: 0 })).toBe(1050);
  expect(totalTokens({}, { count: 0 })).toBeNull();
});
