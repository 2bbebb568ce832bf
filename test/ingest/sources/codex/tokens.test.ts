import { describe, expect, test } from 'vitest';
import {
  counts,
  event,
  type Fields,
  facts,
  meta,
  read,
  row,
  START,
  sessionOf,
  tokens,
  turn,
} from './rollout.ts';

/** Input, cache reads, output and reasoning of each call. */
const used = (...rows: Fields[]) =>
  facts('model_call', ...rows).map(({ usage }) => [
    usage.input,
    usage.cacheRead,
    usage.output,
    usage.reasoning,
  ]);

const FIRST = counts(100, 60, 20, 5);
const SECOND = counts(300, 160, 50, 9);
const DIFFERENCE = counts(200, 100, 30, 4);

describe('codex §3: token classes', () => {
  test('cached and written tokens are a part of input, reasoning is a part of output', () => {
    const [call] = facts(
      'model_call',
      tokens({ ...FIRST, cache_write_input_tokens: 7 }, { ...FIRST, cache_write_input_tokens: 7 }),
    );
    expect(call?.usage).toEqual({
      input: 33,
      cacheRead: 60,
      cacheCreation5m: null,
      cacheCreation1h: null,
      cacheCreationUnsplit: 7,
      output: 20,
      unclassified: null,
      reasoning: 5,
    });
  });

  test('more cached than input is a clamped field, never a negative count', () => {
    const [, , counted] = read([meta(), turn(), tokens(counts(10, 60, 5, 0), counts(10, 60, 5, 0))]);
    expect(counted?.clampedFields).toBe(1);
    expect(counted?.facts).toContainEqual(
      expect.objectContaining({ usage: expect.objectContaining({ input: 0, cacheRead: 60 }) }),
    );
  });

  test('a total that the log does not split is unclassified', () => {
    const [call] = facts('model_call', tokens({ total_tokens: 90 }, { total_tokens: 90 }));
    expect(call?.usage).toMatchObject({ input: null, output: null, unclassified: 90 });
  });

  test('the window is kept for the fill of the context', () => {
    expect(sessionOf(read([meta(), tokens(FIRST, FIRST)]))).toMatchObject({ contextWindow: 258_400 });
  });
});

describe('codex §4: what a token count adds', () => {
  test('a repeated total is not counted again', () => {
    const repeats = [
      tokens(FIRST, FIRST),
      tokens(FIRST, FIRST, START + 9),
      tokens(SECOND, DIFFERENCE),
      tokens(SECOND, DIFFERENCE),
    ];
    expect(used(...repeats)).toEqual([
      [40, 60, 20, 5],
      [100, 100, 30, 4],
    ]);
  });

  test('a repeated total with an estimate of the context, as after a manual compaction, is no usage', () => {
    expect(
      used(tokens(FIRST, FIRST), tokens(FIRST, { ...counts(0, 0, 0, 0), total_tokens: 5363 })),
    ).toHaveLength(1);
  });

  test('two equal requests are two calls: the total moved', () => {
    expect(used(tokens(FIRST, FIRST), tokens(counts(200, 120, 40, 10), FIRST))).toHaveLength(2);
  });

  test('a total that dropped is a new baseline, and the last request is added', () => {
    expect(used(tokens(SECOND, SECOND), tokens(FIRST, FIRST), tokens(FIRST, FIRST))).toEqual([
      [140, 160, 50, 9],
      [40, 60, 20, 5],
    ]);
  });

  test('info null is only about limits', () => {
    const limits = event('token_count', { info: null, rate_limits: null });
    expect(used(limits, tokens(FIRST, FIRST), limits, tokens(FIRST, FIRST))).toHaveLength(1);
  });

  test('without the last request the difference of the totals counts', () => {
    expect(used(tokens(FIRST, null), tokens(SECOND, null))).toEqual([
      [40, 60, 20, 5],
      [100, 100, 30, 4],
    ]);
    expect(used(tokens(SECOND, null), tokens(FIRST, null))[1]).toEqual([40, 60, 20, 5]);
  });

  test('without a total each count adds what the last request used', () => {
    expect(used(tokens(null, FIRST), event('token_count', { input_tokens: 9, output_tokens: 2 }))).toEqual([
      [40, 60, 20, 5],
      [9, null, 2, null],
    ]);
  });

  test('zeros are no call', () => {
    expect(used(tokens(counts(0, 0, 0, 0), counts(0, 0, 0, 0)))).toEqual([]);
  });
});

describe('codex §4: token_usage_record stands before token_count', () => {
  const record = (response: string, usage: Fields, total: Fields, at = START) =>
    row(
      'token_usage_record',
      { thread_id: 't', response_id: response, usage, thread_token_usage: total },
      at,
    );

  test('one call for each response; counts beside it say nothing of usage', () => {
    const rows = [
      record('r1', FIRST, FIRST),
      tokens(FIRST, FIRST),
      record('r2', DIFFERENCE, SECOND),
      tokens(SECOND, DIFFERENCE),
    ];
    expect(used(...rows)).toEqual([
      [40, 60, 20, 5],
      [100, 100, 30, 4],
    ]);
  });

  test('a response that a count told of before the file had records is not counted again', () => {
    expect(
      used(tokens(FIRST, FIRST), record('r1', FIRST, FIRST), record('r2', DIFFERENCE, SECOND)),
    ).toHaveLength(2);
  });

  test('the same record twice has one key, the same figures in another response another', () => {
    const calls = facts(
      'model_call',
      record('r1', FIRST, FIRST),
      record('r1', FIRST, FIRST, START + 5),
      record('r1', FIRST, SECOND),
    );
    expect(calls[0]?.messageKey).toBe(calls[1]?.messageKey);
    expect(calls[0]?.requestKey).toBe(calls[1]?.requestKey);
    expect(calls[2]?.messageKey).not.toBe(calls[0]?.messageKey);
  });
});

describe('codex §6: the model of a call', () => {
  const modelOf = (...rows: Fields[]) => {
    const calls = read([...rows, tokens(FIRST, FIRST)]).flatMap(({ facts: of }) =>
      of.filter(({ type }) => type === 'model_call'),
    );
    return (calls[0] as { model: string }).model;
  };
  const settings = event('thread_settings_applied', {
    thread_settings: { model: 'gpt-5.6-luna', reasoning_effort: 'low' },
  });

  test.each([
    [
      'the latest turn before it',
      [meta(), turn({ model: 'a' }), turn({ model: 'codex-auto-review' })],
      'codex-auto-review',
    ],
    ['the thread settings where no turn says one', [meta(), settings], 'gpt-5.6-luna'],
    ['unknown where nothing says one', [meta()], 'unknown'],
  ])('%s', (_name, rows, model) => {
    expect(modelOf(...rows)).toBe(model);
  });

  test("the row's own, where no turn says one", () => {
    const own = event('token_count', {
      info: { model: 'gpt-5.2-codex', last_token_usage: FIRST, total_token_usage: FIRST },
    });
    expect(read([meta(), own])[1]?.facts).toContainEqual(
      expect.objectContaining({ type: 'model_call', model: 'gpt-5.2-codex' }),
    );
  });

  test('the provider is the one of the thread', () => {
    expect(facts('model_call', tokens(FIRST, FIRST))[0]).toMatchObject({
      provider: 'openai',
      finished: true,
    });
  });
});
