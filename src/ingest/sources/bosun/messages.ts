/** One message of a session document as facts: what the tracker made of an agent's events (bosun.md 1, `logs/sessions`). */

import type { AgentEvent, ToolCallEvent, ToolResultEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { redact } from '../../../domain/redact.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { errorFacts } from '../../error-kind.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { type Clamps, isObject, shortText } from '../fields.ts';
import { callSummary, openedParams } from '../work-stream/tool-facts.ts';
import type { Row } from './session.ts';

/** Where a message stands, and which commands before it in the document have no result yet: command -> key of the call. */
export interface MessagePlace {
  readonly sessionId: string;
  /** The same whenever the document is read. */
  readonly key: number;
  readonly openCommands: Map<string, number>;
}

type Maker = (message: Row, content: string, place: MessagePlace, clamps: Clamps) => AgentEvent[];

const CONTENT_LIMIT = 131_072;
const NAME_LIMIT = 128;
const SUMMARY_LIMIT = 80;
const KIND_LIMIT = 64;
const COMMAND = 'command_execution';
/** `npm test [completed, exit=1]`, then the output: how a finished command is written. */
const FINISHED = /^([\s\S]*?) \[([a-z_]*)(?:, )?(?:exit=(-?\d{1,6}))?\](?:\n|$)/;

const alive: Maker = () => [{ type: 'progress', toolKey: null }];

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['agent_message', alive],
  ['assistant', alive],
  [
    'user',
    (_message, content) => [
      { type: 'prompt', length: content.length, digest: hash53(content), promptType: null },
    ],
  ],
  ['tool_call', toolCall],
  ['tool_result', (_message, content) => [result({ toolKey: null, name: null, isError: false, content })]],
  [
    'error',
    (_message, content) => [{ type: 'error', source: 'agent', retryInMs: null, ...errorFacts(content) }],
  ],
  [
    'system',
    ({ meta }) =>
      isTurnEnd(meta)
        ? [{ type: 'turn_end', reason: 'done', durationMs: null }]
        : [{ type: 'progress', toolKey: null }],
  ],
]);

/** `type` says it for what an SDK sent, `role` for what was said in a chat. */
export function messageKind(message: Row, clamps: Clamps): string {
  const type = [message.type, message.role].find((word) => typeof word === 'string' && word !== '');
  if (type === undefined) return 'other:message';
  return MAKERS.has(type as string) ? (type as string) : `other:${shortText(type, clamps, KIND_LIMIT)}`;
}

export function messageFacts(kind: string, message: Row, place: MessagePlace, clamps: Clamps): AgentEvent[] {
  const content = shortText(message.content, clamps, CONTENT_LIMIT) ?? '';
  return MAKERS.get(kind)?.(message, content, place, clamps) ?? [];
}

function isTurnEnd(meta: unknown): boolean {
  return isObject(meta) && (meta.lifecycle === 'turn_completed' || meta.lifecycle === 'session_completed');
}

/**
 * A command comes twice, when it starts and with its exit code; a function call is announced (`lifecycle: started`) and then told
 * whole. Calls of MCP servers are only announced.
 */
function toolCall(message: Row, content: string, place: MessagePlace, clamps: Clamps): AgentEvent[] {
  const meta = isObject(message.meta) ? message.meta : {};
  const name = shortText(meta.toolName ?? undefined, clamps, NAME_LIMIT) || null;
  if (name === COMMAND) return commandFacts(content, place);
  if (meta.lifecycle === 'started' && !content.startsWith('MCP '))
    return [{ type: 'progress', toolKey: null }];
  const params = name === null ? null : openedParams(content.slice(name.length + 1, -1));
  return [call(name, null, content, callSummary(params))];
}

function commandFacts(content: string, { sessionId, key, openCommands }: MessagePlace): AgentEvent[] {
  const [, command, status, exitCode] = FINISHED.exec(content) ?? [];
  const ownKey = hash53(`${sessionId}\n${key}`, 9);
  if (command === undefined) {
    openCommands.set(content, ownKey);
    return [call(COMMAND, ownKey, content, shown(content))];
  }
  const openKey = openCommands.get(command);
  openCommands.delete(command);
  const isError =
    status === 'failed' || status === 'declined' || (exitCode !== undefined && exitCode !== '0');
  const end = result({ toolKey: openKey ?? ownKey, name: COMMAND, isError, content });
  return openKey === undefined ? [call(COMMAND, ownKey, command, shown(command)), end] : [end];
}

function call(
  name: string | null,
  toolKey: number | null,
  args: string,
  summary: string | null,
): ToolCallEvent {
  const kind = toolKind(name);
  return {
    type: 'tool_call',
    toolKey,
    name,
    kind,
    argsDigest: hash53(args),
    summary,
    asksHuman: asksHuman(name),
  };
}

function result(of: {
  toolKey: number | null;
  name: string | null;
  isError: boolean;
  content: string;
}): ToolResultEvent {
  const { toolKey, name, isError, content } = of;
  return {
    ...{ type: 'tool_result', toolKey, name, isError, resultDigest: hash53(content), changeDigest: null },
    ...{ linesAdded: null, linesDeleted: null, denied: false, durationMs: null },
    error: isError ? errorFacts(content.slice(content.indexOf('\n') + 1)) : null,
  };
}

function shown(command: string): string | null {
  const text = redact(command).replace(/\s+/g, ' ').trim();
  return text === '' ? null : wellFormed(text.slice(0, SUMMARY_LIMIT));
}
