import { describe, expect, test } from 'vitest';
import { geminiCliAdapter } from '../../../../src/ingest/sources/gemini-cli.ts';
import {
  accepted,
  DOCUMENT,
  document,
  documentParts,
  type Fields,
  fileAt,
  gemini,
  header,
  only,
  pretty,
  readDocument,
  records,
  SESSION,
  time,
  tokens,
  tool,
  user,
} from './chats.ts';

const turn = [user('u1', 'go'), gemini('g1', 2, { tokens: tokens(), content: 'done' })];
const kindsOf = (read: ReturnType<typeof readDocument>) =>
  read.records.map(({ result }) => ('rejected' in result ? result.rejected : result.kind));

describe('gemini §2: a chat in one document', () => {
  test('gives its head, its messages and the time of its last change', () => {
    const read = readDocument(document(turn, { summary: 'Done' }));
    expect(kindsOf(read)).toEqual(['header', 'user', 'gemini', 'set']);
    const [head, , , last] = read.records.map(({ result }) => accepted(result));
    expect([head?.at, last?.at]).toEqual([time(0), time(9)].map(Date.parse));
    expect(head?.facts).toMatchObject([{ title: 'Done', titleRank: 2 }]);
    expect(head?.session).toEqual({ id: SESSION, parentId: null });
  });

  test('a message tells the same as in a log, under the same keys', () => {
    const [, , inDocument] = readDocument(document(turn)).records.map(({ result }) => accepted(result));
    const [, , inLog] = records([header(), ...turn]);
    expect(inDocument).toEqual(inLog);
  });

  test('read again, only what is new or changed is given, at the place it had', () => {
    const first = readDocument(document(turn));
    expect(readDocument(document(turn), first.saved).records).toEqual([]);
    const [u1, g1] = turn as [Fields, Fields];
    const changed = { ...g1, toolCalls: [tool('t1', 'success')] };
    const grown = document([u1, changed, user('u2', 'more', 3)], { lastUpdated: time(20) });
    const second = readDocument(grown, first.saved);
    expect(kindsOf(second)).toEqual(['gemini', 'user', 'set']);
    expect(second.records[0]?.offset).toBe(first.records[2]?.offset);
    expect(second.records[2]?.offset).toBe(first.records[3]?.offset);
    expect(second.records[1]?.offset).toBeGreaterThan(second.records[0]?.offset ?? Infinity);
  });

  test('a message keeps its place when those before it go, and one in its old place gets another', () => {
    const first = readDocument(document([user('u0', 'old'), ...turn]));
    const g1 = { ...(turn[1] as Fields), content: 'changed' };
    const second = readDocument(document([g1, user('u9', 'new', 8)]), first.saved);
    expect(kindsOf(second)).toEqual(['gemini', 'user']);
    expect(second.records[0]?.offset).toBe(first.records[3]?.offset);
    const places = [...first.records, ...second.records].map(({ offset }) => offset);
    expect(new Set(places).size).toBe(first.records.length + 1);
  });

  test('the first prompt stays the first, however often the document is read', () => {
    const first = readDocument(document(turn));
    const second = readDocument(document([...turn, user('u2', 'more', 3)]), first.saved);
    const facts = accepted(second.records[0]?.result as never).facts;
    expect(only(facts, 'prompt')).toMatchObject([{ promptType: 'followup' }]);
    expect(only(facts, 'session_info')).toEqual([]);
  });

  test('a call that waited for a person waits no more in its next version', () => {
    const asking = document([gemini('g1', 2, { toolCalls: [tool('t1', 'awaiting_approval')] })]);
    const going = document([gemini('g1', 2, { toolCalls: [tool('t1', 'success')] })]);
    const first = readDocument(asking);
    const status = (read: typeof first) =>
      read.records.flatMap(({ result }) =>
        only(accepted(result).facts, 'session_status').map((fact) => fact.status),
      );
    expect(status(first)).toEqual(['waiting']);
    expect(status(readDocument(going, first.saved))).toEqual(['working']);
  });

  test.each([
    ['half written', pretty(document(turn)).slice(0, -20)],
    ['empty', ''],
    ['a conflict of merges', `<<<<<<< ours\n${pretty(document(turn))}`],
    ['no chat', '{"projects":{}}'],
    ['a list', '[{"sessionId":"a","messageId":0,"type":"user","message":"hi"}]'],
  ])('%s is a problem, not an empty chat', (_name, content) => {
    const read = geminiCliAdapter.document?.read(Buffer.from(content), fileAt(DOCUMENT), null);
    expect(read).toHaveProperty('problem');
  });

  test('entries that are no messages are rejected with a reason; unknown types are kept', () => {
    const messages = [7, { id: 'x', content: 'no type' }, { id: 'y', type: 'hologram' }] as never;
    expect(kindsOf(readDocument(document(messages)))).toEqual([
      'header',
      'not_an_object',
      'missing_event_type',
      'other:hologram',
      'set',
    ]);
  });

  test('messages without ids are known by place, type and time', () => {
    const plain = (text: string, at: number) => ({ type: 'user', content: text, timestamp: time(at) });
    const first = readDocument(document([plain('a', 1), plain('b', 2)]));
    expect(new Set(first.records.map(({ offset }) => offset)).size).toBe(4);
    expect(readDocument(document([plain('a', 1), plain('b', 2)]), first.saved).records).toEqual([]);
  });

  test('the chat’s own model answers where a message names none', () => {
    const chat = document([gemini('g1', 2, { model: undefined, tokens: tokens() })], {
      model: 'gemini-2.5-flash',
    });
    const facts = readDocument(chat).records.flatMap(({ result }) => accepted(result).facts);
    expect(only(facts, 'model_call')[0]?.model).toBe('gemini-2.5-flash');
  });

  test('an older shape (history, roles, seconds) is read as far as it tells', () => {
    const drifted = {
      history: [
        { role: 'user', parts: [{ text: 'hi' }], ts: 1_700_000_000 },
        { role: 'gemini', parts: [{ text: 'hello' }], ts: 1_700_000_005 },
      ],
      lastUpdated: time(9),
      summary: 'Greeting',
    };
    const read = readDocument(drifted);
    expect(kindsOf(read)).toEqual(['header', 'user', 'gemini', 'set']);
    expect(accepted(read.records[1]?.result as never)).toMatchObject({
      at: 1_700_000_000_000,
      session: { id: 'session-2026-05-01T09-00-0a1b2c3d' },
    });
  });

  test('a large chat is given in parts, each with a state to go on from', () => {
    const many = document(Array.from({ length: 1200 }, (_, n) => user(`u${n}`, 'go', n)));
    const parts = documentParts(many);
    expect(parts.map((part) => part.records.length)).toEqual([500, 500, 202]);
    const rest = readDocument(many, parts[0]?.saved);
    expect(rest.records).toHaveLength(702);
  });
});
