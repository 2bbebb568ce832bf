import { describe, expect, it } from 'vitest';
import { bosunAdapter } from '../../../../src/ingest/sources/bosun.ts';
import { accepted, factOf, fixture, partOf, problemOf } from './read.ts';

const content = fixture('logs/sessions/task-9.json');
const session = () => JSON.parse(content.toString('utf8'));
const recordsOf = (document: unknown, saved: string | null = null) => {
  const part = partOf(document, saved);
  return {
    records: part.records.map(({ result }) => accepted(result)),
    places: part.records.map(({ offset }) => offset),
    saved: part.saved,
  };
};

describe('bosun.md 1: a session document of the tracker', () => {
  const { records } = recordsOf(content);

  it('is the session, how it stands, and its messages', () => {
    expect(records.map(({ kind, facts }) => [kind, ...facts.map(({ type }) => type)])).toEqual([
      ['session', 'session_info'],
      ['session_state'],
      ['session_total', 'reported_total'],
      ['user', 'prompt'],
      ['tool_call', 'tool_call'],
      ['tool_call', 'tool_result'],
      ['tool_call', 'progress'],
      ['tool_call', 'tool_call'],
      ['tool_result', 'tool_result'],
      ['tool_call', 'tool_call', 'tool_result'],
      ['tool_call', 'tool_call'],
      ['agent_message', 'progress'],
      ['error', 'error'],
      ['system', 'turn_end'],
      ['other:voice'],
    ]);
    expect(
      records.every(({ session: ref, harness }) => ref?.id === 'task-9' && harness === 'claude_code'),
    ).toBe(true);
  });

  it('begins when it was created, and stands as of its last activity', () => {
    expect(records[0]!.at).toBe(Date.parse('2026-03-02T10:00:00Z'));
    expect(records[1]!.at).toBe(Date.parse('2026-03-02T10:09:00Z'));
    expect(factOf(records[0]!, 'session_info')).toMatchObject({
      title: 'Fix the login for token=[redacted]',
      model: 'claude-sonnet-4-6',
      branch: 've/login',
    });
  });

  it('a command that starts and ends in two messages is one call', () => {
    const call = factOf(records[4]!, 'tool_call');
    const result = factOf(records[5]!, 'tool_result');
    expect(call).toMatchObject({ name: 'command_execution', kind: 'shell', summary: 'npm test' });
    expect(result).toMatchObject({
      toolKey: call.toolKey,
      isError: true,
      error: { sample: 'Error: 3 failed, token=[redacted]' },
    });
    expect(factOf(records[9]!, 'tool_result')).toMatchObject({
      toolKey: factOf(records[9]!, 'tool_call').toolKey,
      isError: false,
    });
  });

  it('keeps no text of prompts and outputs', () => {
    expect(JSON.stringify(records)).not.toMatch(/hunter2|Fix the login, password|export const/);
  });

  it('written again as it was, it says nothing new', () => {
    const { saved } = recordsOf(content);
    expect(recordsOf(content, saved).records).toEqual([]);
  });

  it('grown by a message and lost its first ones, it gives the new message and the new state', () => {
    const { saved, places } = recordsOf(content);
    const grown = session();
    const last = { type: 'agent_message', content: 'One more.', timestamp: '2026-03-02T10:10:00.000Z' };
    grown.messages = [...grown.messages.slice(5), last];
    grown.lastActiveAt = '2026-03-02T10:10:00.000Z';
    const after = recordsOf(grown, saved);
    expect(after.records.map(({ kind }) => kind)).toEqual([
      'session_state',
      'session_total',
      'agent_message',
    ]);
    expect(places).toContain(after.places[0]);
    expect(places).toContain(after.places[1]);
    expect(places).not.toContain(after.places[2]);
  });

  it('of a run that the accumulator holds, the accumulator tells the tokens', () => {
    const ended = {
      ...session(),
      status: 'completed',
      endedAt: Date.parse('2026-03-02T10:30:00Z'),
      accumulatedAt: '2026-03-02T10:30:00.000Z',
    };
    const [start, state, ...others] = recordsOf(ended).records;
    expect(factOf(state!, 'session_end')).toMatchObject({ status: 'completed', durationMs: 1_800_000 });
    expect([start, ...others].some(({ kind } = state!) => kind === 'session_total')).toBe(false);
    expect(factOf(records[2]!, 'reported_total').totalTokens).toBe(5000);
    const takenBack = recordsOf(ended, recordsOf(content).saved).records[1]!;
    expect(takenBack.at).toBe(records[2]!.at);
    expect(factOf(takenBack, 'reported_total').totalTokens).toBeNull();
  });

  it('a new run in the same file has places of its own', () => {
    const { saved, places } = recordsOf(content);
    const run = { ...session(), sessionKey: 'task-9:1772449200000:ffffffff', messages: [] };
    run.createdAt = '2026-03-02T11:00:00.000Z';
    run.lastActiveAt = '2026-03-02T11:00:01.000Z';
    const after = recordsOf(run, saved);
    expect(after.records.map(({ kind }) => kind)).toEqual(['session', 'session_state', 'session_total']);
    expect(places.filter((place) => after.places.includes(place))).toEqual([]);
  });

  it('tells a message in words, as long as the document has it', () => {
    const { places } = recordsOf(content);
    const describe = (index: number) => bosunAdapter.document!.describe(content, places[index] as number);
    expect(describe(4)).toMatchObject({ role: 'tool', headline: 'npm test' });
    expect(describe(0)?.headline).toMatch(/^session Fix the login.*active, 12 messages$/);
    expect(bosunAdapter.document!.describe(Buffer.from('{'), 0)).toBeNull();
  });
});

describe('documents that cannot be read', () => {
  it.each([
    [content.toString('utf8').slice(0, 900), /half written/],
    ['', /half written/],
    ['{"a":1}', /not a session/],
    ['[1,2]', /not a session/],
    ['null', /not a session/],
    [`[${'['.repeat(50_000)}${']'.repeat(50_000)}]`, /not a session/],
  ])('%.20s is a problem, and nothing is lost', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it('odd fields are clamped, not thrown on', () => {
    const odd = {
      id: 'x',
      lastActiveAt: 'never',
      messages: [null, 3, {}, { type: 5, content: {}, timestamp: [] }],
      metadata: 7,
      insights: [],
    };
    expect(recordsOf(odd).records.map(({ kind }) => kind)).toEqual([
      'session',
      'session_state',
      'other:message',
      'other:message',
    ]);
  });
});

describe('a list of work-stream rows', () => {
  const rows = fixture('agent-work-metrics.json');
  const path = '/app/agent-work-metrics.json';

  it('is read row by row; a metrics row that names only its task is the total of that task', () => {
    const { records } = partOf(rows, null, path);
    const read = records.map(({ lineNo, result }) => [
      lineNo,
      accepted(result).session?.id,
      factOf(accepted(result), 'reported_total').totalTokens,
    ]);
    expect(read).toEqual([
      [1, 'task-1', 700],
      [2, 'task-2', 300],
    ]);
  });

  it('gives only rows that it did not hold before, and a reason for what is no row', () => {
    const before = partOf(rows, null, path);
    const list = JSON.parse(rows.toString('utf8'));
    const more = [...list, 5, { a: 1 }, null];
    more[1] = { ...list[1], metrics: { total_tokens: 301 } };
    const results = partOf(more, before.saved, path).records.map(({ lineNo, result }) => [
      lineNo,
      'rejected' in result ? result.rejected : 'record',
    ]);
    expect(results).toEqual([
      [2, 'record'],
      [3, 'not_an_object'],
      [4, 'missing_event_type'],
      [5, 'not_an_object'],
    ]);
  });

  it('knows a row by what it says, wherever it stands; equal rows are told apart', () => {
    const [one, other] = JSON.parse(rows.toString('utf8'));
    const before = partOf([one, other], null, path);
    expect(partOf([other, one], before.saved, path).records).toEqual([]);
    const [again] = partOf([other, one, one], before.saved, path).records;
    expect(again?.lineNo).toBe(3);
    const text = bosunAdapter.document?.describe(
      Buffer.from(JSON.stringify([other, one, one])),
      again!.offset,
    );
    expect(text).not.toBeNull();
  });

  it('repeats what the stream of its folder holds, so its events are siblings of those', () => {
    const row = { timestamp: '2026-03-02T10:00:00.000Z', attempt_id: 'a', data: { error_message: 'boom' } };
    const [first] = partOf([row], null, path).records;
    expect(accepted(first!.result).sibling).toMatchObject({ scope: '/app', role: 'document' });
  });
});
