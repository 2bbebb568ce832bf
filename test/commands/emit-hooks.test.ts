import { describe, expect, it } from 'vitest';
import { HOOKS } from '../../src/commands/emit/hooks.ts';
import { ledgerLine } from '../../src/commands/emit/line.ts';
import { UserError } from '../../src/domain/user-error.ts';
import { recordOf } from '../ingest/sources/ledger/read.ts';

/** What the ledger's reader makes of what a hook writes: `session harness status reason`. */
function told(hook: string, payload: Record<string, unknown>): string | null {
  const draft = HOOKS.get(hook)?.make(payload) ?? null;
  if (draft === null) return null;
  const record = recordOf(
    ledgerLine(draft, { now: Date.parse('2026-03-02T10:00:00Z'), randomId: () => 'id-1' }),
  );
  const [fact] = record.facts;
  if (fact?.type !== 'session_status' || record.clampedFields > 0) throw new Error('not one status');
  return [record.session?.id, record.harness, fact.status, fact.reason ?? '-'].join(' ');
}

describe('claude-hook', () => {
  const claude = (hook_event_name: string, fields: object = {}) =>
    told('claude-hook', { session_id: 's', transcript_path: '/x', cwd: '/y', hook_event_name, ...fields });

  it.each([
    [
      'Notification',
      { notification_type: 'permission_prompt', message: 'x' },
      's claude_code waiting permission',
    ],
    [
      'Notification',
      { message: 'Claude needs your permission to use Bash' },
      's claude_code waiting permission',
    ],
    ['Notification', { notification_type: 'elicitation_dialog' }, 's claude_code waiting question'],
    ['Notification', { notification_type: 'idle_prompt' }, 's claude_code idle idle'],
    ['Notification', { message: 'Claude is waiting for your input' }, 's claude_code idle idle'],
    ['Notification', { notification_type: 'auth_success' }, null],
    ['Notification', {}, null],
    ['PermissionRequest', { tool_name: 'Bash' }, 's claude_code waiting permission'],
    ['UserPromptSubmit', { prompt: 'do it' }, 's claude_code working -'],
    ['PreToolUse', { tool_name: 'Bash' }, 's claude_code working -'],
    ['PreToolUse', { tool_name: 'AskUserQuestion' }, 's claude_code waiting question'],
    ['PostToolUse', { tool_name: 'AskUserQuestion' }, 's claude_code working -'],
    ['PostToolUse', { agent_id: 'agent-1' }, 's/agent-1 claude_code working -'],
    ['Stop', { stop_hook_active: false }, 's claude_code idle -'],
    ['SubagentStop', { agent_id: 'agent-1' }, 's/agent-1 claude_code idle -'],
    ['SubagentStop', {}, null],
    ['SessionEnd', { reason: 'logout' }, 's claude_code ended logout'],
    ['SessionStart', { source: 'startup' }, null],
    ['SomethingNew', {}, null],
  ])('%s %j tells %j', (name, fields, expected) => {
    expect(claude(name, fields)).toBe(expected);
  });

  it('without a session is refused', () => {
    expect(() => told('claude-hook', { hook_event_name: 'Stop' })).toThrow(UserError);
  });
});

describe('codex-notify', () => {
  it.each([
    [
      { type: 'agent-turn-complete', 'thread-id': 't', 'turn-id': '1', 'last-assistant-message': 'done' },
      't codex idle -',
    ],
    [{ type: 'approval-requested', 'thread-id': 't' }, 't codex waiting permission'],
    [{ type: 'something-else', 'thread-id': 't' }, null],
  ])('%j tells %j', (payload, expected) => {
    expect(told('codex-notify', payload)).toBe(expected);
  });

  it('of a version without thread-id is refused', () => {
    expect(() => told('codex-notify', { type: 'agent-turn-complete', 'turn-id': '1' })).toThrow('thread-id');
  });
});
