import { describe, expect, test } from 'vitest';
import {
  call,
  counts,
  event,
  type Fields,
  facts,
  factsOf,
  item,
  meta,
  read,
  row,
  START,
  sessionOf,
  THREAD,
  tokens,
  turn,
} from './rollout.ts';

const user = (text: string, at = START) => event('user_message', { message: text, images: [] }, at);
const said = (role: string, text: string) =>
  item('message', { role, content: [{ type: role === 'user' ? 'input_text' : 'output_text', text }] });
const completed = (type: string, fields: Fields = {}) =>
  event('item_completed', { item: { type, ...fields } });
const promptsOf = (...rows: Fields[]) =>
  facts('prompt', ...rows).map(({ promptType, length }) => [promptType, length]);

describe('codex §6: prompts', () => {
  test('an event and the item of the same prompt are one, whichever comes first', () => {
    expect(promptsOf(said('user', 'fix it'), user('fix it'), said('assistant', 'ok'))).toEqual([
      ['initial', 6],
    ]);
    expect(promptsOf(user('fix it'), said('user', 'fix it'), said('assistant', 'ok'))).toEqual([
      ['initial', 6],
    ]);
  });

  test('the same words in another turn are another prompt', () => {
    expect(promptsOf(user('go on'), said('assistant', 'ok'), user('go on'))).toHaveLength(2);
  });

  test('an item UserMessage of a paginated file is a prompt, and its item is not another', () => {
    const paginated = completed('UserMessage', { content: [{ type: 'text', text: 'run it' }] });
    expect(promptsOf(said('user', 'run it'), paginated, call('c1'))).toEqual([['initial', 6]]);
    expect(promptsOf(user('run it'), paginated, call('c1'))).toEqual([['initial', 6]]);
  });

  test.each([
    '<environment_context>\n<cwd>/x</cwd>',
    '<user_instructions>be kind',
    '# AGENTS.md instructions for /x\n',
  ])('the preamble %j is no prompt and no title', (preamble) => {
    const rows = [meta(), said('user', preamble), said('user', 'add a login'), said('assistant', 'ok')];
    expect(factsOf(read(rows), 'prompt')).toHaveLength(1);
    expect(sessionOf(read(rows))).toMatchObject({ title: 'add a login', titleRank: 1 });
    expect(promptsOf(user(preamble))).toEqual([]);
  });

  test('where no event ever tells of it, the item is the prompt', () => {
    expect(
      promptsOf(said('user', 'first'), said('assistant', 'a'), said('user', 'second'), call('c1')),
    ).toEqual([
      ['initial', 5],
      ['followup', 6],
    ]);
  });

  test('a picture without words is a prompt', () => {
    expect(promptsOf(event('user_message', { message: '', images: ['x'] }))).toEqual([['initial', 0]]);
  });

  test('the title is the first prompt’s, redacted; a name of the thread stands before it', () => {
    const rows = [
      meta(),
      user('use sk-ant-api03-abcdefghijklmnop for it'),
      said('assistant', 'ok'),
      user('more'),
    ];
    expect(sessionOf(read(rows))).toMatchObject({ title: 'use [redacted] for it', titleRank: 1 });
    const named = [...rows, event('thread_name_updated', { thread_name: 'Login' })];
    expect(sessionOf(read(named))).toMatchObject({ title: 'Login', titleRank: 2 });
  });
});

describe('codex §2: a compaction is written down twice and counted once', () => {
  const compacted = row('compacted', {
    message: '',
    replacement_history: [{ type: 'function_call', call_id: 'old', name: 'x' }],
  });

  test.each<[string, Fields[], number]>([
    ['row and event', [compacted, event('context_compacted')], 1],
    ['event and row', [event('context_compacted'), compacted], 1],
    ['row and item', [compacted, completed('ContextCompaction')], 1],
    [
      'row, count and event',
      [compacted, tokens(counts(5, 0, 1, 0), counts(5, 0, 1, 0)), event('context_compacted')],
      1,
    ],
    [
      'two of them',
      [compacted, event('context_compacted'), call('c1'), compacted, event('context_compacted')],
      2,
    ],
    ['the row alone', [compacted, said('assistant', 'ok'), compacted], 2],
  ])('%s', (_name, rows, count) => {
    expect(facts('compaction', ...rows)).toHaveLength(count);
  });

  test('its history is no work: none of its items counts', () => {
    expect(facts('tool_call', compacted)).toEqual([]);
  });

  test('it says how full the context was', () => {
    expect(facts('compaction', tokens(counts(90, 0, 10, 0), counts(90, 0, 10, 0)), compacted)).toEqual([
      { type: 'compaction', trigger: null, preTokens: 100 },
    ]);
  });
});

describe('codex §6: ends of turns and errors', () => {
  test.each([
    ['task_complete', { duration_ms: 81 }, [{ type: 'turn_end', reason: 'done', durationMs: 81 }]],
    ['turn_complete', {}, [{ type: 'turn_end', reason: 'done', durationMs: null }]],
    [
      'turn_aborted',
      { reason: 'interrupted' },
      [{ type: 'turn_end', reason: 'interrupted', durationMs: null }],
    ],
    ['turn_aborted', { reason: 'replaced' }, []],
    ['turn_aborted', { reason: 'review_ended' }, [{ type: 'turn_end', reason: 'done', durationMs: null }]],
  ])('%s %j', (type, payload, expected) => {
    expect(facts('turn_end', event(type, payload))).toEqual(expected);
  });

  const error = { message: 'stream disconnected', codex_error_info: 'response_stream_disconnected' };

  test('an error of a turn is counted once, by its event, its end, or both', () => {
    const end = event('task_complete', { error });
    expect(facts('error', end)).toMatchObject([
      { source: 'api', sample: 'stream disconnected response_stream_disconnected' },
    ]);
    expect(facts('error', event('error', error), end)).toHaveLength(1);
    expect(facts('error', event('error', error), event('task_started'), event('error', error))).toHaveLength(
      2,
    );
  });

  test('an error whose details are an object', () => {
    const limit = event('error', { error: { kind: 'rate_limit', message: 'Rate limit exceeded' } });
    expect(facts('error', limit)).toMatchObject([{ sample: 'Rate limit exceeded rate_limit' }]);
  });
});

describe('codex §2: the session and its settings', () => {
  test('who and where: from the first row, the turns, and the events', () => {
    const rows = [
      meta(),
      turn(),
      turn({ cwd: '/home/dev/till', effort: 'low' }),
      event('task_started', { model_context_window: 400_000 }),
    ];
    expect(sessionOf(read(rows))).toEqual({
      cwd: '/home/dev/till',
      branch: 'main',
      harnessVersion: '0.104.0',
      effort: 'low',
      contextWindow: 400_000,
    });
  });

  test('effort may stand in the settings of the mode alone', () => {
    const mode = { mode: 'default', settings: { reasoning_effort: 'xhigh' } };
    expect(sessionOf(read([meta(), turn({ effort: undefined, collaboration_mode: mode })]))).toMatchObject({
      effort: 'xhigh',
    });
  });

  test('the session is the first session_meta’s; before it, the uuid of the file’s name', () => {
    const named = read([turn(), meta({ id: 'own-id' }), turn()]).map(({ session }) => session?.id);
    expect(named).toEqual([THREAD, 'own-id', 'own-id']);
  });

  test('every originator is read alike', () => {
    for (const originator of ['codex_exec', 'Codex Desktop', 'JetBrains'])
      expect(read([meta({ originator })])[0]).toMatchObject({
        kind: 'session_meta',
        session: { id: THREAD },
      });
  });
});
