import { describe, expect, test } from 'vitest';
import {
  call,
  counts,
  event,
  type Fields,
  factsOf,
  idAt,
  meta,
  output,
  read,
  readInParts,
  row,
  START,
  savedAfter,
  sessionOf,
  THREAD,
  tokens,
  turn,
} from './rollout.ts';

const HOUR = 3_600_000;
const FORKED = START + HOUR;
const CHILD = idAt(FORKED, 7);
const OLD_TURN = idAt(START + 1000, 2);
const NEW_TURN = idAt(FORKED + 400, 3);

const ONE = counts(100, 60, 20, 5);
const TWO = counts(300, 160, 50, 9);
const STEP = counts(200, 100, 30, 4);
const OWN = counts(310, 165, 52, 9);
const OWN_STEP = counts(10, 5, 2, 0);

/** The parent's rows, all at `at`: what a fork begins with. */
const history = (at: number, turnId: string | undefined = OLD_TURN): Fields[] => [
  meta({}, at),
  event('task_started', { turn_id: turnId }, at),
  event('user_message', { message: 'build it' }, at),
  turn({ turn_id: turnId, model: 'parent-model' }, at),
  call('c1', at),
  output('c1', 'Exit code: 1\nOutput:\nbad', at),
  tokens(ONE, ONE, at),
  row('compacted', { message: '' }, at),
  event('error', { message: 'overloaded' }, at),
  tokens(TWO, STEP, at),
];
const own = (at: number, turnId: string | undefined = NEW_TURN): Fields[] => [
  event('task_started', { turn_id: turnId }, at),
  event('user_message', { message: 'now this' }, at),
  turn({ turn_id: turnId, model: 'child-model' }, at),
  call('c2', at + 1),
  tokens(OWN, OWN_STEP, at + 2000),
];
const fork = (fields: Fields = { forked_from_id: THREAD }) => meta({ id: CHILD, ...fields }, FORKED);
const spawn = {
  subagent: {
    thread_spawn: { parent_thread_id: THREAD, depth: 1, agent_nickname: 'Ada', agent_role: 'explorer' },
  },
};

/** What a file counts as its own. */
function counted(rows: readonly Fields[]) {
  const records = read(rows);
  const { model_call, prompt, tool_call } = Object.fromEntries(
    (['model_call', 'prompt', 'tool_call'] as const).map((type) => [type, factsOf(records, type)]),
  ) as Record<string, unknown[]>;
  const others = (['tool_result', 'error', 'compaction'] as const).flatMap((type) => factsOf(records, type));
  return {
    calls: model_call?.length,
    prompts: prompt?.length,
    tools: tool_call?.length,
    others: others.length,
  };
}
const OWN_ONLY = { calls: 1, prompts: 1, tools: 1, others: 0 };

describe('codex §5: copied history at the start of a file counts nothing', () => {
  test.each<[string, Fields[]]>([
    ['a fork whose work begins seconds later', [fork(), ...history(FORKED), ...own(FORKED + 5000)]],
    [
      'a fork whose work begins in the same second: its turn is younger than the thread',
      [fork(), ...history(FORKED), ...own(FORKED + 500)],
    ],
    [
      'without ids of turns, by the second alone',
      [fork(), ...history(FORKED, undefined), ...own(FORKED + 5000, undefined)],
    ],
    ['with ids of turns that tell no time', [fork(), ...history(FORKED, 't1'), ...own(FORKED + 5000, 't2')]],
    ['a sub-agent', [fork({ source: spawn }), ...history(FORKED), ...own(FORKED + 500)]],
    [
      'a parent that only parent_thread_id names',
      [fork({ parent_thread_id: THREAD }), ...history(FORKED), ...own(FORKED + 5000)],
    ],
    ['no word of a parent but its session_meta', [fork({}), ...history(FORKED), ...own(FORKED + 5000)]],
    ['the times of the parent kept', [fork(), ...history(START), ...own(FORKED + 5000)]],
    [
      'a history of a fork of a fork',
      [
        fork(),
        meta({ id: idAt(START - HOUR), forked_from_id: 'x' }, FORKED),
        ...history(FORKED),
        ...own(FORKED + 5000),
      ],
    ],
    [
      'a copy that takes longer than the second, with ids of turns',
      [fork(), ...history(FORKED), ...history(FORKED + 1700), ...own(FORKED + 9000)],
    ],
    [
      'a fork that took its parent’s time over',
      [
        fork({ forked_from_id: THREAD, timestamp: new Date(START).toISOString() }),
        ...history(FORKED),
        ...own(FORKED + 500),
      ],
    ],
    [
      'a copy that takes longer than the second, without',
      [
        fork(),
        ...Array.from({ length: 14 }, (_, n) => history(FORKED + n * 90, undefined)).flat(),
        ...own(FORKED + 9000, undefined),
      ],
    ],
  ])('%s', (_name, rows) => {
    expect(counted(rows)).toEqual(OWN_ONLY);
  });

  test('the last copied total is the baseline: only what the child itself used is added', () => {
    const [only] = factsOf(
      read([fork(), ...history(FORKED), tokens(TWO, STEP, FORKED + 5000), tokens(OWN, null, FORKED + 6000)]),
      'model_call',
    );
    expect(only?.usage).toMatchObject({ input: 5, cacheRead: 5, output: 2, reasoning: 0 });
  });

  test('the copy is marked, belongs to the child and counts in no other session', () => {
    const records = read([fork(), ...history(FORKED), ...own(FORKED + 5000)]);
    expect(records.map(({ copied }) => copied)).toEqual([
      false,
      ...history(0).map(() => true),
      ...own(0).map(() => false),
    ]);
    expect(new Set(records.map(({ session }) => session?.id))).toEqual(new Set([CHILD]));
  });

  test('a record of another thread is a copy whenever it was written', () => {
    const record = (thread: string, at: number) =>
      row(
        'token_usage_record',
        { thread_id: thread, response_id: 'r', usage: ONE, thread_token_usage: ONE },
        at,
      );
    const rows = [
      fork(),
      record(THREAD, FORKED),
      record(THREAD, FORKED + 3000),
      record(CHILD, FORKED + 3000),
      tokens(OWN, OWN_STEP, FORKED + 4000),
    ];
    expect(factsOf(read(rows), 'model_call')).toHaveLength(1);
  });

  test('a sub-agent without copied history counts from its first turn on', () => {
    expect(counted([fork({ source: spawn }), ...own(FORKED + 5)])).toEqual(OWN_ONLY);
    expect(counted([fork({ source: spawn }), ...own(FORKED + 5000, undefined)])).toEqual(OWN_ONLY);
  });

  test('a resumed file is one thread: what is appended later counts', () => {
    const rows = [
      meta(),
      ...own(START),
      meta({}, START + HOUR),
      ...own(START + HOUR).slice(0, 4),
      tokens(counts(400, 165, 60, 9), counts(90, 0, 8, 0), START + HOUR),
    ];
    expect(counted(rows)).toEqual({ calls: 2, prompts: 2, tools: 2, others: 0 });
  });

  test('any cut of the file gives the same records', () => {
    const rows = [fork({ source: spawn }), ...history(FORKED), ...own(FORKED + 500), ...own(FORKED + HOUR)];
    const whole = readInParts(rows, rows.length);
    for (const size of [1, 2, 3, 5, 8]) expect(readInParts(rows, size)).toEqual(whole);
  });

  test('the state that is saved stays small, however long the file', () => {
    const rows = [
      fork(),
      ...Array.from({ length: 400 }, () => history(FORKED)).flat(),
      ...own(FORKED + 5000),
    ];
    expect(savedAfter(rows).length).toBeLessThan(2000);
  });
});

describe('codex §2 and §6: whose child a thread is', () => {
  const sessionIs = (fields: Fields) => read([meta({ id: CHILD, ...fields })])[0]?.session;

  test.each<[string, Fields, string | null]>([
    ['a sub-agent by its source', { source: spawn }, THREAD],
    ['a sub-agent by parent_thread_id', { parent_thread_id: THREAD, thread_source: 'subagent' }, THREAD],
    [
      'a helper of the harness',
      { source: { subagent: { other: 'review' } }, parent_thread_id: THREAD },
      THREAD,
    ],
    ['a fork is a main session', { forked_from_id: THREAD }, null],
    ['a fork by a person', { parent_thread_id: THREAD, thread_source: 'user' }, null],
    ['an ordinary one', {}, null],
  ])('%s', (_name, fields, parentId) => {
    expect(sessionIs(fields)).toEqual({ id: parentId === null ? CHILD : `${parentId}/${CHILD}`, parentId });
  });

  test('a sub-agent of a sub-agent hangs below it, where it names the session', () => {
    const deep = { subagent: { thread_spawn: { parent_thread_id: 'mid', depth: 2 } } };
    expect(sessionIs({ source: deep, session_id: 'root' })).toEqual({
      id: `root/mid/${CHILD}`,
      parentId: 'root/mid',
    });
    expect(sessionIs({ source: deep })).toEqual({ id: `mid/${CHILD}`, parentId: 'mid' });
  });

  test.each<[Fields, string | undefined]>([
    [{ source: spawn }, 'explorer'],
    [
      {
        source: {
          subagent: { thread_spawn: { parent_thread_id: THREAD, agent_nickname: 'Ada', agent_role: null } },
        },
      },
      'Ada',
    ],
    [{ parent_thread_id: THREAD, agent_role: 'worker' }, 'worker'],
    [{ source: { subagent: { other: 'compact' } } }, 'compact'],
    [{ source: { subagent: 'review' } }, 'review'],
    [{}, undefined],
  ])('the type of %j is %s', (fields, type) => {
    expect(sessionOf(read([meta({ id: CHILD, ...fields })])).agentType).toBe(type);
  });

  test('a fork says whose history it continues', () => {
    expect(sessionOf(read([fork()]))).toMatchObject({ resumedFrom: THREAD });
    expect(sessionOf(read([fork({ source: spawn })]))).not.toHaveProperty('resumedFrom');
  });
});
