/** Facts of an assistant message: its call, its error, the end of the turn, a compaction (opencode.md 2, 4). */

import type { AgentEvent } from '../../../domain/event.ts';
import type { SessionInfo } from '../../../domain/session-info.ts';
import { errorFacts } from '../../error-kind.ts';
import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type CallSource, modelCalls } from './model-call.ts';
import { textOf } from './texts.ts';

/** What is known of an assistant message besides its data. */
export interface AssistantPlace extends CallSource {
  readonly completed: boolean;
  /** Nobody works on it any more, completed or not. */
  readonly atRest: boolean;
  /** Session of a sub-agent. */
  readonly isSubAgent: boolean;
  /** Data of its `step-finish` parts. */
  readonly steps: readonly JsonObject[];
}

/** The model goes on by itself behind these. */
const GOES_ON: ReadonlySet<unknown> = new Set(['tool-calls', 'unknown']);
const ABORTED = /abort|interrupt|cancel/i;
/** Names of errors that did not come from a provider. */
const OWN_ERROR = /^(?:UnknownError|unknown|NamedError|StructuredOutputError)$/;

/**
 * Of an unfinished message nothing is counted; of one that was left unfinished, what it says it used. Of a message that a fork copied,
 * only its call is told: whichever copy is read, one of them counts.
 */
export function assistantFacts(place: AssistantPlace, clamps: Clamps): AgentEvent[] {
  const { fields, completed, atRest, copied, steps } = place;
  const calls = completed || atRest ? modelCalls(place, steps, clamps) : [];
  if (copied) return calls;
  const isOver = completed || isObject(fields.error);
  // The error first: it is known by its ordinal among the facts, and the others come and go while the message grows.
  return [
    ...failure(fields),
    ...notes(place),
    ...calls,
    ...compaction(fields, completed),
    ...ending(fields, isOver),
  ];
}

/** Which agent a sub-agent is, and how hard the model was told to think. */
function notes({ fields, isSubAgent }: AssistantPlace): AgentEvent[] {
  const agent = textOf(fields.agent) || textOf(fields.mode);
  const model = isObject(fields.model) ? fields.model : {};
  const variant = textOf(fields.variant) || textOf(model.variant);
  const info: { -readonly [K in keyof SessionInfo]: SessionInfo[K] } = { type: 'session_info' };
  if (isSubAgent && agent !== '') info.agentType = agent.slice(0, 120);
  if (variant !== '' && variant !== 'default') info.effort = variant.slice(0, 120);
  return Object.keys(info).length > 1 ? [info] : [];
}

/** The summary that replaces what was said before. */
function compaction(fields: JsonObject, completed: boolean): AgentEvent[] {
  return completed && isSummary(fields) && !isObject(fields.error)
    ? [{ type: 'compaction', trigger: null, preTokens: null }]
    : [];
}

/** `summary: true`; in other messages `summary` is an object (the turn's changes). */
function isSummary({ summary, agent, mode }: JsonObject): boolean {
  return summary === true || agent === 'compaction' || mode === 'compaction';
}

function ending(fields: JsonObject, isOver: boolean): AgentEvent[] {
  const { error, finish } = fields;
  if (isObject(error)) return [turnEnd(isAbort(error) ? 'interrupted' : 'done')];
  if (!isOver || isSummary(fields) || typeof finish !== 'string' || GOES_ON.has(finish)) return [];
  return [turnEnd('done')];
}

export function turnEnd(reason: 'done' | 'interrupted'): AgentEvent {
  return { type: 'turn_end', reason, durationMs: null };
}

function failure({ error }: JsonObject): AgentEvent[] {
  return isObject(error) && !isAbort(error) ? [errorEvent(error, null)] : [];
}

/** Stopped by a person, not failed. */
function isAbort(error: JsonObject): boolean {
  return ABORTED.test(nameOf(error));
}

/**
 * An error of a call, `{name, data: {message, statusCode}}` or (2.x) `{type, message}`. Its status code says more than many messages do.
 */
export function errorEvent(error: JsonObject, retryInMs: number | null): AgentEvent {
  const name = nameOf(error);
  const data = isObject(error.data) ? error.data : error;
  const message = textOf(data.message) || name;
  const status = typeof data.statusCode === 'number' ? ` (status ${data.statusCode})` : '';
  const source = OWN_ERROR.test(name) ? 'agent' : 'api';
  return { type: 'error', source, retryInMs, ...errorFacts(`${message}${status}`) };
}

function nameOf(error: JsonObject): string {
  return textOf(error.name) || textOf(error.type);
}
