/** A tool's call and, once it is over, its result: both generations keep it with its state (opencode.md 2, 3, 4). */

import type { AgentEvent, ToolCallEvent, ToolKind } from '../../../domain/event.ts';
import { digest53, hash53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { type Clamps, idText, isObject, tokenCount } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { jsonDigest, textOf } from './texts.ts';

/** `pending` and `streaming`: its arguments are still being written. A status that is not known is taken for work. */
const STAGES: ReadonlyMap<unknown, 'waiting' | 'running' | 'done' | 'failed'> = new Map([
  ['pending', 'waiting'],
  ['streaming', 'waiting'],
  ['running', 'running'],
  ['completed', 'done'],
  ['success', 'done'],
  ['error', 'failed'],
]);

/** What OpenCode itself answers the model when a person refused a permission or a question. */
const DENIED = /^(?:Error: )?The user (?:rejected permission|dismissed this question)/;
/** Tools whose arguments are the change, where the result does not show one. */
const CHANGING: ReadonlySet<ToolKind> = new Set(['edit']);

/** One tool call in the terms of either generation. */
export interface ToolUse {
  readonly name: unknown;
  /** Provider's id of the call: unique in its message only. */
  readonly callId: unknown;
  /** Message that it stands in, or the part's own id. */
  readonly scope: string | null;
  readonly state: JsonObject;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export function toolFacts(use: ToolUse, clamps: Clamps): AgentEvent[] {
  const stage = STAGES.get(use.state.status) ?? 'running';
  if (stage === 'waiting') return [];
  const call = toolCall(use, clamps);
  return stage === 'running' ? [call] : [call, toolResult(call, use, stage === 'failed', clamps)];
}

function toolCall({ name: logged, callId, scope, state }: ToolUse, clamps: Clamps): ToolCallEvent {
  const name = typeof logged === 'string' && logged !== '' ? idText(logged, clamps) : null;
  if (name === null) clamps.count++;
  const id = typeof callId === 'string' ? callId : '';
  return {
    type: 'tool_call',
    toolKey: scope === null && id === '' ? null : hash53(`opencode/${scope ?? ''}/${id}`),
    name,
    kind: toolKind(name),
    argsDigest: jsonDigest(state.input),
    summary: null,
    asksHuman: asksHuman(name),
  };
}

function toolResult(call: ToolCallEvent, use: ToolUse, hasFailed: boolean, clamps: Clamps): AgentEvent {
  const { state, startedAt, endedAt } = use;
  const exit = exitCode(state);
  const isError = hasFailed || (exit !== null && exit !== 0);
  const output = outputOf(state);
  const message = hasFailed ? errorText(state) || output : output;
  const change = isError ? NO_CHANGE : fileChange(call, state, clamps);
  return {
    type: 'tool_result',
    toolKey: call.toolKey,
    name: call.name,
    isError,
    resultDigest: output === '' ? null : digest53(output),
    ...change,
    denied: hasFailed && DENIED.test(message),
    durationMs: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt),
    error: isError ? errorFacts(message === '' ? `exit code ${exit}` : message) : null,
  };
}

/** A shell's exit code: in `metadata`, or in `structured` (2.x). */
function exitCode({ metadata, structured }: JsonObject): number | null {
  for (const place of [metadata, structured])
    if (isObject(place) && typeof place.exit === 'number') return place.exit;
  return null;
}

/** `output` is text; in 2.x `content` is a list of `{type: 'text', text}`. */
export function outputOf({ output, content }: JsonObject): string {
  if (typeof output === 'string') return output;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((part) => (isObject(part) && typeof part.text === 'string' ? [part.text] : []))
    .join('\n');
}

/** `error` is text; in 2.x `{type, message}`. */
export function errorText({ error }: JsonObject): string {
  return isObject(error) ? textOf(error.message) : textOf(error);
}

const NO_CHANGE = { changeDigest: null, linesAdded: null, linesDeleted: null };

/** Edits show their patch in `metadata` (`diff`, `filediff: {additions, deletions}`). */
function fileChange(
  call: ToolCallEvent,
  { metadata, structured }: JsonObject,
  clamps: Clamps,
):
  | typeof NO_CHANGE
  | {
      changeDigest: number | null;
      linesAdded: number | null;
      linesDeleted: number | null;
    } {
  if (!CHANGING.has(call.kind)) return NO_CHANGE;
  const shown = isObject(metadata) ? metadata : isObject(structured) ? structured : {};
  const counts = isObject(shown.filediff) ? shown.filediff : {};
  return {
    changeDigest: typeof shown.diff === 'string' ? digest53(shown.diff) : call.argsDigest,
    linesAdded: tokenCount(counts.additions, clamps),
    linesDeleted: tokenCount(counts.deletions, clamps),
  };
}
