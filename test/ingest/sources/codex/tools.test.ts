import { describe, expect, test } from 'vitest';
import { call, event, type Fields, facts, item, meta, output, read, START, turn } from './rollout.ts';

const LONG = 'x'.repeat(20_000);
const json = (text: string, code: number) =>
  JSON.stringify({ output: text, metadata: { exit_code: code, duration_seconds: 0.1 } });
const unified = (text: string, code: number) =>
  `Chunk ID: 5d5975\nWall time: 0.0000 seconds\nProcess exited with code ${code}\nOriginal token count: 2\nOutput:\n${text}`;
const shell = (text: string, code: number) =>
  `Exit code: ${code}\nWall time: 0.1 seconds\nTotal output lines: 3\nOutput:\n${text}`;

const resultOf = (value: unknown) => facts('tool_result', call('c1'), output('c1', value))[0];

describe('codex §6: tool errors by exit code, in every form', () => {
  test.each<[string, (text: string, code: number) => unknown]>([
    ['a JSON string with metadata', json],
    ['text of a process', unified],
    ['text of a shell', shell],
    ['an object with metadata', (text, code) => ({ output: text, metadata: { exit_code: code } })],
    ['an object with a text item', (text, code) => ({ type: 'input_text', text: unified(text, code) })],
    ['a list of content items', (text, code) => [{ type: 'input_text', text: shell(text, code) }]],
  ])('%s', (_name, form) => {
    for (const text of ['no such file', `no such file\n${LONG}`]) {
      expect(resultOf(form(text, 2))).toMatchObject({ isError: true, error: { sample: 'no such file' } });
      expect(resultOf(form(text, 0))).toMatchObject({ isError: false, error: null });
    }
  });

  test.each([
    ['plain text', 'Plan updated'],
    ['text that only speaks of exit codes', 'see:\nProcess exited with code 1\n"metadata":{"exit_code":1}'],
    ['an output that quotes a failed one', json(json('inner', 1), 0)],
    [
      'a command that still runs',
      'Wall time: 1.0000 seconds\nProcess running with session ID 7\nOutput:\nExit code: 1',
    ],
    ['nothing', null],
  ])('%s is no error', (_name, value) => {
    expect(resultOf(value)).toMatchObject({ isError: false });
  });

  test('a failure without a word says its exit code', () => {
    expect(resultOf(json('', 1))?.error?.sample).toBe('Exit code 1');
    expect(resultOf(unified('', 127))?.error?.sample).toBe('Exit code 127');
  });

  test('a call that a person refused is denied', () => {
    expect(resultOf('exec command rejected by user')).toMatchObject({ isError: true, denied: true });
  });

  test('the digest is that of what the tool said, not of times and ids around it', () => {
    for (const text of ['all good', LONG]) {
      const again = unified(text, 0).replace('5d5975', 'aaaaaa').replace('0.0000', '7.1234');
      expect(resultOf(again)?.resultDigest).toBe(resultOf(unified(text, 0))?.resultDigest);
      const longer = json(text, 0).replace('0.1', '2.5');
      expect(resultOf(longer)?.resultDigest).toBe(resultOf(json(text, 0))?.resultDigest);
      expect(resultOf(unified(`${text}!`, 0))?.resultDigest).not.toBe(
        resultOf(unified(text, 0))?.resultDigest,
      );
    }
  });
});

describe('codex §6: events and items that tell how a call ended', () => {
  const ended = (...rows: Fields[]) => facts('tool_result', call('c1'), ...rows, output('c1', 'done'));

  test('an item CommandExecution ends the call that it repeats, and is no call of its own', () => {
    const completed = event('item_completed', {
      item: {
        type: 'CommandExecution',
        id: 'c1',
        exit_code: 1,
        status: 'failed',
        aggregated_output: 'boom',
        duration: { secs: 1, nanos: 5e8 },
      },
    });
    expect(facts('tool_call', call('c1'), completed)).toHaveLength(1);
    expect(ended(completed)[0]).toMatchObject({ isError: true, durationMs: 1500, error: { sample: 'boom' } });
  });

  test('a command that is nobody’s call is only a sign of life', () => {
    const other = event('exec_command_end', { call_id: 'user-shell', exit_code: 1 });
    expect(facts('tool_result', call('c1'), other)).toEqual([]);
    expect(facts('progress', call('c1'), other)).toHaveLength(1);
  });

  test.each<[string, Fields, boolean]>([
    ['exec_command_end', { call_id: 'c1', exit_code: 0, stdout: 'a' }, false],
    ['exec_command_end', { call_id: 'c1', exit_code: 3, stderr: 'bad' }, true],
    ['exec_command_end', { call_id: 'c1', status: 'failed' }, true],
    ['patch_apply_end', { call_id: 'c1', success: true, changes: {} }, false],
    ['patch_apply_end', { call_id: 'c1', success: false, stderr: 'conflict' }, true],
    ['mcp_tool_call_end', { call_id: 'c1', result: { Ok: { content: [], isError: false } } }, false],
    [
      'mcp_tool_call_end',
      { call_id: 'c1', result: { Ok: { content: [{ type: 'text', text: 'no' }], isError: true } } },
      true,
    ],
    ['mcp_tool_call_end', { call_id: 'c1', result: { Err: 'timed out' } }, true],
  ])('%s %j', (type, payload, isError) => {
    expect(ended(event(type, payload))[0]?.isError).toBe(isError);
  });

  test('a patch tells the lines that it changed', () => {
    const changes = {
      'a.ts': { type: 'update', unified_diff: '--- a.ts\n+++ a.ts\n@@\n-old\n+new\n+more\n' },
      'b.ts': { type: 'add', content: 'one\ntwo\n' },
      'c.ts': { type: 'delete', content: 'gone\n' },
    };
    expect(ended(event('patch_apply_end', { call_id: 'c1', success: true, changes }))[0]).toMatchObject({
      linesAdded: 4,
      linesDeleted: 2,
    });
  });

  test('apply_patch tells it where no event does, when it succeeded', () => {
    const patch = '*** Begin Patch\n*** Update File: a.ts\n@@\n-old\n+new\n+more\n*** End Patch\n';
    const patched = (code: number) =>
      facts(
        'tool_result',
        item('custom_tool_call', { name: 'apply_patch', input: patch, call_id: 'p1', status: 'completed' }),
        item('custom_tool_call_output', { call_id: 'p1', output: json('Success', code) }),
      )[0];
    expect(patched(0)).toMatchObject({ linesAdded: 2, linesDeleted: 1, isError: false });
    expect(patched(0)?.changeDigest).not.toBeNull();
    expect(patched(1)).toMatchObject({ linesAdded: null, changeDigest: null, isError: true });
  });
});

describe('codex §6: tool calls', () => {
  test('each function_call, custom_tool_call, local_shell_call and web_search_call item once', () => {
    const calls = facts(
      'tool_call',
      call('c1'),
      item('custom_tool_call', { name: 'apply_patch', input: 'x', call_id: 'c2' }),
      item('local_shell_call', { call_id: 'c3', action: { type: 'exec', command: ['ls'] } }),
      item('web_search_call', { id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } }),
      event('web_search_end', { call_id: 'ws_1', query: 'q' }),
      item('tool_search_call', { call_id: 'c5' }),
      event('mcp_tool_call_end', {
        call_id: 'c6',
        invocation: { server: 's', tool: 't' },
        result: { Ok: {} },
      }),
    );
    expect(calls.map(({ name, kind }) => [name, kind])).toEqual([
      ['exec_command', 'shell'],
      ['apply_patch', 'edit'],
      ['local_shell', 'shell'],
      ['web_search', 'web'],
    ]);
  });

  test('a web search is over when it is written down', () => {
    const rows = facts('tool_result', item('web_search_call', { id: 'ws_1', action: { query: 'q' } }));
    expect(rows).toMatchObject([{ isError: false }]);
  });

  test('names of MCP tools hold their server', () => {
    const [mcp, dotted] = facts(
      'tool_call',
      call('c1', START, { namespace: 'mcp__github__', name: 'create_issue' }),
      call('c2', START, { namespace: 'functions', name: 'exec_command' }),
    );
    expect(mcp).toMatchObject({ name: 'mcp__github__create_issue', kind: 'mcp' });
    expect(dotted).toMatchObject({ name: 'functions.exec_command', kind: 'shell' });
  });

  test('equal arguments have one digest, others another', () => {
    const [one, same, other] = facts(
      'tool_call',
      call('a'),
      call('b'),
      call('c', START, { arguments: '{"cmd":"ls"}' }),
    );
    expect(one?.argsDigest).toBe(same?.argsDigest);
    expect(one?.argsDigest).not.toBe(other?.argsDigest);
  });
});

describe('codex §6: questions', () => {
  const asks = (fields: Fields, context: Fields = {}) =>
    read([meta(), turn(context), call('c1', START, fields)])[2]?.facts.map(
      (fact) => fact.type === 'tool_call' && fact.asksHuman,
    );
  const escalated = {
    arguments: '{"command":["rm","-r","/x"],"with_escalated_permissions":true,"justification":"clean"}',
  };

  test.each<[string, Fields, Fields, boolean]>([
    ['request_user_input', { name: 'request_user_input', arguments: '{}' }, {}, true],
    ['with_escalated_permissions', escalated, {}, true],
    ['sandbox_permissions', { arguments: '{"cmd":"x","sandbox_permissions":"require_escalated"}' }, {}, true],
    [
      'a long call with sandbox_permissions',
      { arguments: JSON.stringify({ cmd: LONG, sandbox_permissions: 'require_escalated' }) },
      {},
      true,
    ],
    ['an ordinary command', {}, {}, false],
    ['a command that only speaks of it', { arguments: '{"cmd":"grep require_escalated"}' }, {}, false],
    ['where nobody is ever asked', escalated, { approval_policy: 'never' }, false],
    ['where a guardian decides', escalated, { approvals_reviewer: 'guardian_subagent' }, false],
  ])('%s', (_name, fields, context, expected) => {
    expect(asks(fields, context)).toEqual([expected]);
  });
});
