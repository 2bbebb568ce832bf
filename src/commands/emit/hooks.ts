/** What hooks of the harnesses say, as session states: Claude Code's hooks (JSON on stdin) and Codex' `notify` (JSON as an argument). */

import { type LedgerLineType, SESSION_STATUS } from '../../domain/ledger-schema.ts';
import { usageError } from '../check-arguments.ts';

/** A record to be checked and written. */
export interface Draft {
  readonly type: LedgerLineType;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Payload = Readonly<Record<string, unknown>>;
type Status = 'working' | 'waiting' | 'idle' | 'ended';
type State = readonly [status: Status, reason: string | null];

export interface Hook {
  /** How the harness gives the payload: on stdin, or as the last argument. */
  readonly takes: 'stdin' | 'argument';
  /** Turns a payload into a record; null when there is nothing to tell. Throws UserError (exit 2). */
  readonly make: (payload: Payload) => Draft | null;
}

const WORKING: State = ['working', null];

/** Tools that a person must answer. */
const QUESTIONS: ReadonlySet<unknown> = new Set(['AskUserQuestion', 'ExitPlanMode']);

/**
 * What each event of Claude Code says of its session. A notice that Claude waits for the next prompt is no question: the turn is over,
 * which is idle (DATA.md 4).
 */
const CLAUDE_EVENTS: ReadonlyMap<unknown, (payload: Payload) => State | null> = new Map<
  unknown,
  (payload: Payload) => State | null
>([
  ['Notification', notified],
  ['PermissionRequest', () => ['waiting', 'permission']],
  ['UserPromptSubmit', () => WORKING],
  ['PreToolUse', ({ tool_name }) => (QUESTIONS.has(tool_name) ? ['waiting', 'question'] : WORKING)],
  ['PostToolUse', () => WORKING],
  ['PostToolUseFailure', () => WORKING],
  ['PreCompact', () => WORKING],
  ['Stop', () => ['idle', null]],
  // Without the sub-agent's id it would say that its parent stopped, which goes on.
  ['SubagentStop', ({ agent_id }) => (typeof agent_id === 'string' ? ['idle', null] : null)],
  [
    'SessionEnd',
    ({ reason }) => ['ended', typeof reason === 'string' && reason !== '' ? reason.slice(0, 64) : null],
  ],
]);

const NOTICES: ReadonlyMap<unknown, State | null> = new Map<unknown, State | null>([
  ['permission_prompt', ['waiting', 'permission']],
  ['elicitation_dialog', ['waiting', 'question']],
  ['idle_prompt', ['idle', 'idle']],
]);

/** Versions without `notification_type` say it in the message. */
function notified({ notification_type, message }: Payload): State | null {
  if (notification_type !== undefined) return NOTICES.get(notification_type) ?? null;
  if (typeof message !== 'string') return null;
  if (/permission|approv/i.test(message)) return ['waiting', 'permission'];
  return /waiting for your input/i.test(message) ? ['idle', 'idle'] : null;
}

function claudeHook(payload: Payload): Draft | null {
  const session = sessionOf(payload.session_id, 'session_id');
  const { agent_id } = payload;
  const isSubAgent = typeof agent_id === 'string' && agent_id !== '';
  const state = CLAUDE_EVENTS.get(payload.hook_event_name)?.(payload) ?? null;
  return state === null
    ? null
    : statusDraft(isSubAgent ? `${session}/${agent_id}` : session, 'claude_code', state);
}

const CODEX_EVENTS: ReadonlyMap<unknown, State> = new Map<unknown, State>([
  ['agent-turn-complete', ['idle', null]],
  ['approval-requested', ['waiting', 'permission']],
]);

function codexNotify(payload: Payload): Draft | null {
  const state = CODEX_EVENTS.get(payload.type);
  if (state === undefined) return null;
  return statusDraft(sessionOf(payload['thread-id'] ?? payload.thread_id, 'thread-id'), 'codex', state);
}

export const HOOKS: ReadonlyMap<string, Hook> = new Map<string, Hook>([
  ['claude-hook', { takes: 'stdin', make: claudeHook }],
  ['codex-notify', { takes: 'argument', make: codexNotify }],
]);

function sessionOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw usageError(`${name} is missing in what the hook was given`, null);
}

function statusDraft(sessionId: string, harness: string, [status, reason]: State): Draft {
  const fields = { session_id: sessionId, harness, status, ...(reason === null ? {} : { reason }) };
  return { type: SESSION_STATUS, fields };
}
