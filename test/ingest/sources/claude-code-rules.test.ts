/** Rules of claude-code.md about single rows and files that no other test proves. */

import { describe, expect, it } from 'vitest';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';
import {
  assistantRow,
  envelopeRow,
  factsOf,
  ofType,
  openFile,
  recordOf,
  resultRow,
  SESSION,
  userRow,
} from './claude-code-rows.ts';

const infoOf = (row: Parameters<typeof recordOf>[0], file = openFile()) =>
  ofType(file.parse(row), 'session_info');

describe('claude-code §1: files', () => {
  it('the prompt history is no transcript', () => {
    const line = {
      display: 'Add a cart',
      pastedContents: {},
      timestamp: 1,
      project: '/p',
      sessionId: SESSION,
    };
    expect(claudeCodeAdapter.recognises('/x/history.jsonl', Buffer.from(`${JSON.stringify(line)}\n`))).toBe(
      false,
    );
  });

  it('the folder is taken from the rows, never from the name of the project folder', () => {
    const path = `/home/dev/.claude/projects/-home-dev-my-app/${SESSION}.jsonl`;
    expect(infoOf(userRow('hi', { cwd: '/home/dev/my.app' }), openFile(path))[0]?.cwd).toBe(
      '/home/dev/my.app',
    );
    const without = openFile(path).parse(userRow('hi', { cwd: undefined }));
    expect(ofType(without, 'session_info').some((info) => info.cwd !== undefined)).toBe(false);
  });

  it('a session that moved goes on in its new folder', () => {
    const row = { type: 'relocated', sessionId: SESSION, relocatedCwd: '/home/dev/moved' };
    expect(recordOf(row).facts).toEqual([{ type: 'session_info', cwd: '/home/dev/moved' }]);
  });
});

describe('claude-code §2: the envelope', () => {
  it.each(['', 'HEAD'])('the branch %j is none', (gitBranch) => {
    const file = openFile();
    file.parse(userRow('hi'));
    expect(infoOf(envelopeRow('progress', { gitBranch }), file)).toEqual([
      { type: 'session_info', branch: null },
    ]);
  });

  it('folder and version that change inside a file are told as changes', () => {
    const file = openFile();
    file.parse(userRow('hi'));
    expect(infoOf(envelopeRow('progress', { cwd: '/home/dev/shop/api', version: '2.1.40' }), file)).toEqual([
      { type: 'session_info', cwd: '/home/dev/shop/api', harnessVersion: '2.1.40' },
    ]);
  });
});

describe('claude-code §3: rows that say nothing to count', () => {
  it.each([
    [
      {
        type: 'file-history-snapshot',
        messageId: 'm',
        snapshot: { messageId: 'm' },
        isSnapshotUpdate: false,
      },
    ],
    [{ type: 'queue-operation', operation: 'enqueue', sessionId: SESSION, content: 'And a till' }],
    [{ type: 'last-prompt', sessionId: SESSION, lastPrompt: 'Add a cart' }],
    [{ type: 'permission-mode', sessionId: SESSION, permissionMode: 'plan' }],
    [envelopeRow('attachment', { attachment: { type: 'budget_usd', used: 1, total: 2, remaining: 1 } })],
    [envelopeRow('attachment', { attachment: { type: 'hook_non_blocking_error', stderr: 'boom' } })],
    [envelopeRow('system', { subtype: 'local_command', content: '/clear', level: 'info' })],
    [envelopeRow('system', { subtype: 'model_refusal_fallback', originalModel: 'a', fallbackModel: 'b' })],
    [envelopeRow('system', { subtype: 'not_known_yet' })],
  ])('nothing is counted of %j', (row) => {
    const { facts, kind, clampedFields } = recordOf(row);
    expect(facts.filter((fact) => fact.type !== 'session_info')).toEqual([]);
    expect([kind, clampedFields]).toEqual([row.type, 0]);
  });

  it('an agent has the name that the session was given', () => {
    expect(infoOf({ type: 'agent-name', sessionId: SESSION, agentName: 'reviewer' })).toEqual([
      { type: 'session_info', agent: 'reviewer' },
    ]);
  });
});

describe('claude-code §4: usage', () => {
  it('the iterations of a call are parts of its usage, not added to it', () => {
    const part = { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 40 };
    const usage = {
      input_tokens: 6,
      output_tokens: 8,
      cache_read_input_tokens: 80,
      iterations: [part, part],
    };
    expect(factsOf(assistantRow({ usage }), 'model_call')[0]?.usage).toMatchObject({
      input: 6,
      output: 8,
      cacheRead: 80,
    });
  });
});

describe('claude-code §5: a tool result', () => {
  const result = (block: Record<string, unknown>, detail?: unknown) =>
    factsOf(resultRow(block, detail), 'tool_result')[0];

  it('failed only when it says so, whatever its text', () => {
    expect(result({ content: 'Error: 3 failed' })?.isError).toBe(false);
    expect(result({ content: 'Error: 3 failed', is_error: 'true' })?.isError).toBe(false);
    expect(
      result({ content: 'x' }, { stdout: '', returnCodeInterpretation: 'No matches found' })?.isError,
    ).toBe(false);
    expect(result({ content: 'Exit code 2', is_error: true })?.isError).toBe(true);
  });

  it('whose text is not in the block is told by the detail beside it', () => {
    const failed = result({ is_error: true }, 'Error: Exit code 1\n1 failing');
    expect(failed?.error?.sample).toBe('Error: Exit code 1');
  });
});
