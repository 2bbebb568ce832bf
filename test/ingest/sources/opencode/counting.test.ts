/** How calls are counted (opencode.md 4). */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, calls, MadeUp, NOW, ofType, question, START, tokens } from './made-up.ts';

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

const answered = (data: Record<string, unknown>, id = 'msg_1') => {
  made.message(id, 'ses_a', data);
  return calls(made.read());
};

describe('opencode §4: token classes', () => {
  test('input stands beside the cache; reasoning stands beside output and is billed as output', () => {
    const [call] = answered(answer(START, { tokens: { total: 15_274, ...tokens(18, 2, 22, 15_232) } }));
    expect(call?.usage).toMatchObject({
      ...{ input: 18, cacheRead: 15_232, cacheCreationUnsplit: 0, output: 24, reasoning: 22 },
      ...{ cacheCreation5m: null, cacheCreation1h: null, unclassified: null },
    });
  });

  test('a total that adds up without reasoning says that output holds it already', () => {
    const [call] = answered(answer(START, { tokens: { total: 100, ...tokens(40, 50, 30, 7, 3) } }));
    expect(call?.usage).toMatchObject({ output: 50, reasoning: 30 });
  });

  test('without a total, reasoning is added', () => {
    const [call] = answered(answer(START, { tokens: tokens(40, 50, 30) }));
    expect(call?.usage).toMatchObject({ output: 80, reasoning: 30 });
  });

  test('a class that is not logged is unknown, and one of a wrong type too', () => {
    made.message('msg_1', 'ses_a', answer(START, { tokens: { input: 120, output: 'many' } }));
    const [, record] = made.read();
    expect(record?.clampedFields).toBe(1);
    expect(calls(record === undefined ? [] : [record])[0]?.usage).toMatchObject({
      input: 120,
      output: null,
      cacheRead: null,
    });
  });
});

describe('opencode §4: a message is a call', () => {
  test('its step-finish part repeats the same tokens and is not added', () => {
    made.message('msg_1', 'ses_a', answer(START));
    made.part('prt_1', 'msg_1', 'ses_a', {
      type: 'step-finish',
      reason: 'stop',
      cost: 0,
      tokens: tokens(10, 5),
    });
    expect(calls(made.read()).map(({ usage }) => usage.input)).toEqual([10]);
  });

  test('of a very old message with several steps, each step is a call', () => {
    made.message('msg_1', 'ses_a', answer(START, { tokens: tokens(30, 3), cost: 0.06 }));
    for (const [index, input] of [10, 20, 30].entries())
      made.part(`prt_${index}`, 'msg_1', 'ses_a', {
        ...{ type: 'step-finish', reason: 'tool-calls', cost: input / 1000, tokens: tokens(input, 3) },
      });
    const steps = calls(made.read());
    expect(steps.map(({ usage }) => usage.input)).toEqual([10, 20, 30]);
    expect(steps.map((call) => call.reportedCostUsdMicros)).toEqual([10_000, 20_000, 30_000]);
    expect(new Set(steps.map((call) => call.messageKey)).size).toBe(3);
  });

  test('an unfinished message is not counted until it is completed, then once', () => {
    const open = answer(START, { tokens: tokens(0, 0), finish: undefined, time: { created: START } });
    made.message('msg_1', 'ses_a', open, START);
    expect(calls(made.read())).toEqual([]);
    made.update('message', 'msg_1', answer(START), START + 2000);
    expect(calls(made.read())).toHaveLength(1);
    expect(calls(made.read())).toEqual([]);
  });

  test('tokens without completion are not counted while the message is written, but once it is left behind', () => {
    const left = answer(START, { time: { created: START } });
    made.message('msg_1', 'ses_a', left, START);
    expect(calls(made.read(START + 100))).toEqual([]);
    made.message('msg_2', 'ses_a', question(START + 60_000));
    made.message(
      'msg_3',
      'ses_a',
      answer(START + 60_010, { tokens: tokens(0, 0), time: { created: START + 60_010 } }),
    );
    expect(calls(made.read(START + 60_100)).map(({ usage }) => usage.input)).toEqual([10]);
    expect(calls(made.read(START + 60_200))).toEqual([]);
  });

  test('a message that is completed while the next prompt waits is one call', () => {
    made.message('msg_1', 'ses_a', answer(START, { time: { created: START } }), START + 50);
    made.message('msg_2', 'ses_a', question(START + 40));
    expect(calls(made.read(START + 100))).toEqual([]);
    made.update('message', 'msg_1', answer(START), START + 150);
    expect(calls(made.read(START + 200))).toHaveLength(1);
  });

  test('tokens without completion are counted when nobody wrote to the message for ten minutes', () => {
    made.message('msg_1', 'ses_a', answer(START, { time: { created: START } }), START);
    expect(calls(made.read(START + 11 * 60_000))).toHaveLength(1);
  });

  describe('counted while it was left unfinished and completed after all, it is', () => {
    const steps = (...inputs: number[]) => {
      for (const [index, input] of inputs.entries())
        made.part(`prt_${index}`, 'msg_1', 'ses_a', { type: 'step-finish', tokens: tokens(input, 5) });
    };
    const keys = (records: ReturnType<typeof made.read>) => calls(records).map((call) => call.messageKey);

    test('one call', () => {
      made.message('msg_1', 'ses_a', answer(START, { time: { created: START } }), START);
      const atRest = keys(made.read(START + 11 * 60_000));
      made.update('message', 'msg_1', answer(START), START + 12 * 60_000);
      expect(keys(made.read(START + 12 * 60_000))).toEqual(atRest);
      expect(atRest).toHaveLength(1);
    });

    test('one call a step, the first of which is the one that was counted', () => {
      made.message('msg_1', 'ses_a', answer(START, { time: { created: START } }), START);
      steps(10);
      const [first, ...none] = keys(made.read(START + 11 * 60_000));
      expect(none).toEqual([]);
      made.db.exec('DELETE FROM part');
      steps(10, 10, 20);
      made.update('message', 'msg_1', answer(START, { tokens: tokens(20, 5) }), START + 12 * 60_000);
      const all = keys(made.read(START + 12 * 60_000));
      expect(all[0]).toBe(first);
      expect(new Set(all).size).toBe(3);
    });
  });

  test('a message without any tokens is no call', () => {
    expect(answered(answer(START, { tokens: tokens(0, 0) }))).toEqual([]);
  });
});

test("opencode §2: a session's own sums repeat those of its messages and are not added", () => {
  made.db.exec(`UPDATE session SET cost = 9, tokens_input = 999`);
  made.message('msg_1', 'ses_a', answer(START, { cost: 0.5 }));
  const records = made.read();
  expect(calls(records).map(({ usage }) => usage.input)).toEqual([10]);
  expect(ofType(records, 'reported_total')).toEqual([]);
});

describe('opencode §4: cost', () => {
  test("is the harness's own in micro-dollars; 0 is not known", () => {
    made.message('msg_1', 'ses_a', answer(START, { cost: 0.0123 }));
    made.message('msg_2', 'ses_a', answer(START + 1, { cost: 0 }));
    expect(calls(made.read()).map((call) => call.reportedCostUsdMicros)).toEqual([12_300, null]);
  });

  test('provider and model are taken from the message, flat or nested', () => {
    made.message('msg_1', 'ses_a', answer(START));
    const nested = {
      modelID: undefined,
      providerID: undefined,
      model: { providerID: 'openai', modelID: 'gpt-5' },
    };
    made.message('msg_2', 'ses_a', answer(START + 1, nested));
    expect(calls(made.read()).map(({ model, provider }) => [model, provider])).toEqual([
      ['claude-sonnet-4-5', 'anthropic'],
      ['gpt-5', 'openai'],
    ]);
  });
});

describe('opencode §4: forks', () => {
  test('copies have one key with what they are copies of, and lose against it', () => {
    const data = answer(START + 10);
    made.message('msg_1', 'ses_a', data);
    made.session('ses_fork', {
      title: 'T (fork #1)',
      time_created: START + 5000,
      time_updated: START + 5000,
    });
    made.message('msg_2', 'ses_fork', data, START + 5001);
    made.part(
      'prt_2',
      'msg_2',
      'ses_fork',
      { type: 'retry', attempt: 1, error: { name: 'APIError' } },
      START + 5001,
    );
    const records = made.read();
    const [original, copy] = calls(records);
    expect(copy?.messageKey).toBe(original?.messageKey);
    expect(copy?.requestKey).toBe(copy?.messageKey);
    expect([original?.sidechain, copy?.sidechain]).toEqual([false, true]);
    const copied = records.filter((record) => record.copied);
    expect(copied.map(({ kind, facts }) => `${kind} ${facts.length}`).sort()).toEqual([
      'assistant 1',
      'retry 0',
    ]);
  });

  test.each([
    ['created', answer(START + 11)],
    ['model', answer(START + 10, { modelID: 'claude-haiku-4-5' })],
    ['tokens', answer(START + 10, { tokens: tokens(10, 6) })],
  ])('another %s is another call', (_what, other) => {
    made.message('msg_1', 'ses_a', answer(START + 10));
    made.message('msg_2', 'ses_a', other);
    const [one, two] = calls(made.read());
    expect(one?.messageKey).not.toBe(two?.messageKey);
  });
});

test('opencode §4: a summary message is a compaction, whose request is not another one', () => {
  made.message('msg_1', 'ses_a', question(START));
  made.part('prt_1', 'msg_1', 'ses_a', { type: 'compaction', auto: true });
  made.message(
    'msg_2',
    'ses_a',
    answer(START + 10, { summary: true, agent: 'compaction', mode: 'compaction' }),
  );
  const records = made.read(NOW);
  expect(ofType(records, 'compaction')).toHaveLength(1);
  expect(ofType(records, 'turn_end')).toEqual([]);
  expect(calls(records)).toHaveLength(1);
});

test('opencode §2: a compaction part in an answer is one by itself', () => {
  made.message('msg_1', 'ses_a', answer(START));
  made.part('prt_1', 'msg_1', 'ses_a', { type: 'compaction', auto: false });
  expect(ofType(made.read(), 'compaction')).toMatchObject([{ trigger: 'manual' }]);
});
