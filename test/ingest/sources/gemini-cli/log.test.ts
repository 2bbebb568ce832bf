import { describe, expect, test } from 'vitest';
import {
  accepted,
  type Fields,
  factsOf,
  gemini,
  header,
  only,
  readLines,
  records,
  SESSION,
  time,
  tokens,
  tool,
  user,
} from './chats.ts';

const kinds = (rows: Parameters<typeof records>[0]) => records(rows).map(({ kind }) => kind);

describe('gemini §3: lines of the event log', () => {
  test('header, messages by type, patches, checkpoints and rewinds are told apart', () => {
    expect(
      kinds([
        header(),
        user('u1', 'list files'),
        gemini('g1'),
        { id: 'i1', timestamp: time(3), type: 'info', content: 'Session started' },
        { id: 'w1', timestamp: time(3), type: 'warning', content: 'slow' },
        { $set: { lastUpdated: time(4) } },
        { $set: { messages: [], lastUpdated: time(5) } },
        { $rewindTo: 'u1' },
      ]),
    ).toEqual(['header', 'user', 'gemini', 'info', 'warning', 'set', 'checkpoint', 'rewind']);
  });

  test('a type that is not known is kept as other, one under another name is read as what it is', () => {
    const [, unknown, model] = records([
      header(),
      { id: 'x', timestamp: time(1), type: 'hologram', content: 'hi' },
      { id: 'm', timestamp: time(2), type: 'model', content: 'hi', tokens: tokens() },
    ]);
    expect([unknown?.kind, unknown?.facts]).toEqual(['other:hologram', []]);
    expect([model?.kind, only(model?.facts ?? [], 'model_call').length]).toEqual(['other:model', 1]);
  });

  test('lines that are no record say why', () => {
    const results = readLines(['', '{"id":"g1","type":"gem', '[1]', '{"what":1}', '{"id":"g1"}']);
    expect(results).toEqual([
      { rejected: 'blank' },
      { rejected: 'invalid_json' },
      { rejected: 'not_an_object' },
      { rejected: 'missing_event_type' },
      { rejected: 'missing_event_type' },
    ]);
  });

  test('a message is written again whenever it changes: another version of one call, a record of its own', () => {
    const [, first, second, again] = records([
      header(),
      gemini('g1', 2, { tokens: tokens() }),
      gemini('g1', 2, { tokens: tokens(), toolCalls: [tool('t1', 'success')] }),
      gemini('g1', 2, { tokens: tokens(), toolCalls: [tool('t1', 'success')] }),
    ]);
    const [one, other] = [first, second].map((record) => only(record?.facts ?? [], 'model_call')[0]);
    expect(one?.messageKey).not.toBeNull();
    expect([other?.messageKey, other?.requestKey]).toEqual([one?.messageKey, one?.requestKey]);
    expect(first?.uidKey).not.toBe(second?.uidKey);
    expect(again?.uidKey).toBe(second?.uidKey);
  });

  test('the session is the header’s; until one comes, the file’s name stands in', () => {
    const [before, , behind] = records([user('u0', 'early'), header(), user('u1', 'late')]);
    expect(before?.session).toEqual({ id: 'session-2026-05-01T09-00-0a1b2c3d', parentId: null });
    expect(behind?.session).toEqual({ id: SESSION, parentId: null });
  });

  test('a patch may name another session: what follows is its own', () => {
    const [, , behind] = records([header(), { $set: { sessionId: 'other' } }, user('u1', 'hi')]);
    expect(behind?.session?.id).toBe('other');
  });
});

describe('gemini §3: checkpoints and rewinds', () => {
  const turn = [user('u1', 'go'), gemini('g1', 2, { tokens: tokens(), content: 'done' })];

  test('a checkpoint repeats messages: what is known is not told again', () => {
    expect(factsOf(...turn, { $set: { messages: turn, lastUpdated: time(9) } })).toEqual([]);
  });

  test('what only a checkpoint holds is told by it; its made-up turns are no prompts', () => {
    const summary = user('s1', 'A summary of all before');
    const missed = gemini('g0', 1, { tokens: tokens(), toolCalls: [tool('t0', 'success')] });
    const facts = factsOf(...turn, { $set: { messages: [summary, missed, ...turn], lastUpdated: time(9) } });
    expect(facts.map(({ type }) => type)).toEqual(['model_call', 'tool_call', 'tool_result']);
  });

  test('a rewound message that a checkpoint has again is the same call', () => {
    const facts = factsOf(...turn, { $rewindTo: 'u1' }, { $set: { messages: turn } });
    const [known] = only(factsOf(...turn), 'model_call');
    expect(only(facts, 'model_call')[0]?.messageKey).toBe(known?.messageKey);
  });

  const shrunk = (...rows: readonly Fields[]) => only(factsOf(...rows), 'compaction').length;
  const more = [...turn, user('u2', 'more'), gemini('g2', 4, { content: 'ok' })];

  test('§5: a checkpoint with fewer messages is a compaction, one with as many is none', () => {
    expect(shrunk(...more, { $set: { messages: [user('s1', 'summary'), gemini('g2', 4)] } })).toBe(1);
    expect(shrunk(...more, { $set: { messages: more } })).toBe(0);
    const notices = ['i1', 'i2'].map((id) => ({ id, timestamp: time(5), type: 'info', content: 'note' }));
    expect(shrunk(...more, { $set: { messages: [...turn, ...notices] } })).toBe(1);
  });

  test('§5: notices that a checkpoint leaves out, and tool results that it holds, make no compaction', () => {
    const notice = { id: 'i1', timestamp: time(3), type: 'info', content: 'note' };
    expect(shrunk(...turn, notice, { $set: { messages: turn } })).toBe(0);
    const given = user('r1', '', 3, { content: [{ functionResponse: { id: 't1' } }] });
    const checkpoint = { $set: { messages: [...turn, given] } };
    expect(shrunk(...turn, checkpoint, { $set: { messages: turn } })).toBe(0);
  });

  test('§5: what was rewound before is not compacted', () => {
    expect(shrunk(...more, { $rewindTo: 'u2' }, { $set: { messages: turn } })).toBe(0);
    expect(shrunk(...more, { $rewindTo: 'nobody' }, { $set: { messages: turn } })).toBe(0);
  });
});

describe('times', () => {
  test('a line without a time of its own inherits, without being at fault; a message is', () => {
    const [, rewind, message] = records([
      header(),
      { $rewindTo: 'u1' },
      { id: 'u2', type: 'user', content: 'no time' },
    ]);
    expect(rewind).toMatchObject({ timeSource: 'inherited', at: Date.parse(time(0)), clampedFields: 0 });
    expect(message).toMatchObject({ timeSource: 'inherited', clampedFields: 1 });
  });

  test('messages of a checkpoint do not turn the clock back', () => {
    const [, , , rewind] = records([
      header(),
      user('u1', 'go', 5),
      { $set: { messages: [user('u1', 'go', 5), user('u0', 'old', 1)], lastUpdated: time(9) } },
      { $rewindTo: 'u1' },
    ]);
    expect(rewind?.at).toBe(Date.parse(time(9)));
  });
});

test('gemini §1: a sub-agent’s session lies under its parent’s', () => {
  const path = `/h/.gemini/tmp/shop/chats/${SESSION}/sub-1.jsonl`;
  const [record] = records([header({ sessionId: 'sub-1', kind: 'subagent' })], path);
  expect(record?.session).toEqual({ id: `${SESSION}/sub-1`, parentId: SESSION });
  expect(accepted(readLines([user('u1', 'hi')], path)[0] as never).session?.id).toBe(`${SESSION}/sub-1`);
});
