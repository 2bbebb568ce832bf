import { describe, expect, test } from 'vitest';
import type { SessionStatusEvent } from '../../../../src/domain/notes.ts';
import { factsOf, gemini, header, only, records, response, time, tool } from './chats.ts';

describe('gemini §3: states of tools', () => {
  const factsWith = (...tools: Record<string, unknown>[]) => factsOf(gemini('g1', 2, { toolCalls: tools }));
  const result = (fields: Record<string, unknown>) =>
    only(factsWith(tool('t1', 'success', fields)), 'tool_result')[0];

  test.each([
    ['success', { isError: false, denied: false }],
    ['error', { isError: true, denied: false }],
    ['cancelled', { isError: false, denied: true }],
  ])('%s is over', (status, expected) => {
    const facts = factsWith(tool('t1', status));
    const [call] = only(facts, 'tool_call');
    expect(call).toMatchObject({ name: 'run_shell_command', kind: 'shell', asksHuman: false });
    expect(only(facts, 'tool_result')).toMatchObject([{ ...expected, toolKey: call?.toolKey }]);
  });

  test.each(['scheduled', 'executing', 'validating'])('%s is at work', (status) => {
    const facts = factsWith(tool('t1', status));
    expect([only(facts, 'tool_call').length, only(facts, 'tool_result').length]).toEqual([1, 0]);
    expect(only(facts, 'session_status')).toEqual([]);
  });

  const statuses = (facts: readonly { type: string }[]) =>
    (facts.filter(({ type }) => type === 'session_status') as SessionStatusEvent[]).map(
      ({ status, reason }) => [status, reason],
    );

  test('awaiting_approval waits for a person, until the call is in another state', () => {
    const asking = gemini('g1', 2, { toolCalls: [tool('t1', 'awaiting_approval')] });
    expect(statuses(factsOf(asking))).toEqual([['waiting', 'permission']]);
    expect(only(factsOf(asking), 'tool_call')[0]?.asksHuman).toBe(true);
    const going = gemini('g1', 2, { toolCalls: [tool('t1', 'executing')] });
    expect(statuses(factsOf(asking, going))).toEqual([['working', null]]);
    expect(only(factsOf(asking, going), 'tool_call')[0]?.asksHuman).toBe(false);
    expect(statuses(factsOf(asking, going, gemini('g2', 3, { content: 'done' })))).toEqual([]);
    const cancelled = { id: 'i1', timestamp: time(4), type: 'info', content: 'Request cancelled.' };
    expect(statuses(factsOf(asking, cancelled))).toEqual([['idle', null]]);
  });

  test('a question of the agent waits for its answer', () => {
    const asking = tool('t1', 'executing', { name: 'ask_user' });
    expect(statuses(factsWith(asking))).toEqual([['waiting', 'question']]);
  });

  test('§5: an exit code that is not 0 is an error, in either writing of the line feed', () => {
    const outputs = ['Output: x\nExit Code: 2\nSignal: 0', 'Output: x\\nExit Code: 1\\nSignal: 0'];
    for (const output of outputs) expect(result({ result: response(output) })?.isError).toBe(true);
    expect(result({ result: response('Output: Exit Code: 1\nExit Code: 0\nSignal: 0') })?.isError).toBe(
      false,
    );
    expect(result({ result: response('Exit Code: (none)') })?.isError).toBe(false);
  });

  test('an exit code in a file that was read is none', () => {
    expect(result({ name: 'read_file', result: response('x\nExit Code: 1\n') })?.isError).toBe(false);
  });

  test('an error keeps a redacted line of what went wrong', () => {
    const [failed] = only(
      factsWith(
        tool('t1', 'error', {
          result: [{ functionResponse: { response: { error: 'File not found: /home/ann/x' } } }],
        }),
      ),
      'tool_result',
    );
    expect(failed?.error?.sample).toContain('File not found');
    expect(failed?.error?.sample).not.toContain('ann');
  });

  test('it took from the start in its id, else from its message, to its last state', () => {
    const id = `run_shell_command-${Date.parse(time(4))}-1f`;
    const took = (given: string, fields = {}) =>
      only(factsWith(tool(given, 'success', { timestamp: time(6), ...fields })), 'tool_result')[0]
        ?.durationMs;
    expect([took(id), took('t1')]).toEqual([2000, 4000]);
    expect([took('t1', { timestamp: undefined }), took('t1', { timestamp: time(-5) })]).toEqual([null, null]);
  });

  test('an edit tells its lines', () => {
    const fileDiff = '--- a\n+++ b\n@@ -1 +1,2 @@\n-old\n+new\n+more\n';
    const edit = { name: 'replace', resultDisplay: { fileDiff, fileName: 'a.ts' } };
    expect(result(edit)).toMatchObject({ linesAdded: 2, linesDeleted: 1 });
    const diffStat = {
      model_added_lines: 5,
      model_removed_lines: 1,
      user_added_lines: 2,
      user_removed_lines: 0,
    };
    expect(result({ ...edit, resultDisplay: { fileDiff, diffStat } })).toMatchObject({
      linesAdded: 7,
      linesDeleted: 1,
    });
    expect(result({})?.changeDigest).toBeNull();
  });

  test('the same answer of the same call has the same digest, whatever its id', () => {
    const digests = ['a', 'b'].map((id) => result({ id, result: response('same', id) })?.resultDigest);
    expect(digests[0]).toBe(digests[1]);
    expect(result({ result: response('other') })?.resultDigest).not.toBe(digests[0]);
  });

  test('a call without an id is known by its message and place; the same id in another session is another call', () => {
    const keys = (rows: Record<string, unknown>[]) =>
      only(records(rows).at(-1)?.facts ?? [], 'tool_call').map(({ toolKey }) => toolKey);
    const [one, other] = keys([
      gemini('g1', 2, {
        toolCalls: [tool('', 'success'), tool('', 'success')].map(({ id, ...rest }) => rest),
      }),
    ]);
    expect(one).not.toBeNull();
    expect(one).not.toBe(other);
    const row = gemini('g1', 2, { toolCalls: [tool('t1', 'success')] });
    expect(keys([header(), row])).not.toEqual(keys([header({ sessionId: 'second' }), row]));
  });

  test('a call of a sub-agent is one', () => {
    expect(
      only(factsWith(tool('t1', 'success', { name: 'codebase_investigator', agentId: 'x' })), 'tool_call')[0]
        ?.kind,
    ).toBe('agent');
  });
});
