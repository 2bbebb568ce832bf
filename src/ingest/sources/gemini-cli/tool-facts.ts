/** Facts of the tool calls of a message: each is in the log with its state, and with its result once it is over (gemini.md 3, 5). */

import type { AgentEvent, ToolCallEvent, ToolResultEvent } from '../../../domain/event.ts';
import { digest53 } from '../../../domain/hash.ts';
import { errorFacts } from '../../error-kind.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { type Clamps, idText, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { readTime } from '../timestamps.ts';
import { fileChange } from './file-change.ts';
import { type Message, sessionKey } from './message.ts';
import { contentTexts, jsonText } from './texts.ts';

/** What a call's state says: over (and how), at work, or waiting for a person. A state that is not known is none of them. */
const STATES: ReadonlyMap<unknown, 'done' | 'failed' | 'denied' | 'running' | 'waiting'> = new Map([
  ['success', 'done'],
  ['error', 'failed'],
  ['cancelled', 'denied'],
  ['validating', 'running'],
  ['scheduled', 'running'],
  ['executing', 'running'],
  ['awaiting_approval', 'waiting'],
]);

/** Trailer of a shell command's output; the last one is the tool's own. Some logs have the line feed escaped twice. */
const EXIT_CODE = /(?:^|\n|\\n)Exit Code: (-?\d+)/g;
const SEARCHED_CHARACTERS = 2000;
/** `<tool>-<epoch ms>-<random>`. */
const START_IN_ID = /-(\d{13})-/;
const LONGEST_MS = 24 * 3_600_000;

/** What the tool calls of one message leave open. */
export interface ToolOutlook {
  readonly calls: number;
  /** A person must answer. */
  readonly waiting: boolean;
  /** Words for why: `permission`, `question`. */
  readonly reason: string | null;
}

/** Adds a call and, when it is over, its result, for each tool call of a message. */
export function addToolFacts(
  sessionId: string,
  message: Message,
  tools: readonly JsonObject[],
  clamps: Clamps,
  facts: AgentEvent[],
): ToolOutlook {
  let reason: string | null = null;
  tools.forEach((tool, index) => {
    const state = STATES.get(tool.status) ?? (hasResult(tool) ? 'done' : 'running');
    const call = toolCall(sessionId, message, tool, index, clamps);
    const isQuestion = asksHuman(call.name) && state === 'running';
    if (state === 'waiting') reason = 'permission';
    else if (isQuestion) reason ??= 'question';
    facts.push({ ...call, asksHuman: call.asksHuman || state === 'waiting' });
    if (state !== 'waiting' && state !== 'running')
      facts.push(toolResult(call, message, tool, state, clamps));
  });
  return { calls: tools.length, waiting: reason !== null, reason };
}

function toolCall(
  sessionId: string,
  message: Message,
  tool: JsonObject,
  index: number,
  clamps: Clamps,
): ToolCallEvent {
  const name = typeof tool.name === 'string' ? idText(tool.name, clamps) : missing(clamps);
  const id = tool.id === undefined || tool.id === null ? null : idText(tool.id, clamps);
  const key = id ?? (message.id === null ? null : `${message.id}#${index}`);
  const args = tool.args === undefined ? null : jsonText(tool.args);
  return {
    type: 'tool_call',
    toolKey: key === null ? null : sessionKey(sessionId, key),
    name,
    kind: typeof tool.agentId === 'string' ? 'agent' : toolKind(name),
    argsDigest: args === null ? null : digest53(args),
    summary: null,
    asksHuman: asksHuman(name),
  };
}

function toolResult(
  call: ToolCallEvent,
  message: Message,
  tool: JsonObject,
  state: 'done' | 'failed' | 'denied',
  clamps: Clamps,
): ToolResultEvent {
  const responses = responsesOf(tool.result);
  const isError =
    state === 'failed' || (state === 'done' && call.kind === 'shell' && exitCode(responses) !== 0);
  const digest = responses.length === 0 ? null : jsonText(responses);
  const change = isError || state === 'denied' ? null : fileChange(tool.resultDisplay, clamps);
  return {
    type: 'tool_result',
    toolKey: call.toolKey,
    name: call.name,
    isError,
    resultDigest: digest === null ? null : digest53(digest),
    changeDigest: change?.digest ?? null,
    linesAdded: change?.linesAdded ?? null,
    linesDeleted: change?.linesDeleted ?? null,
    denied: state === 'denied',
    durationMs: duration(message, tool),
    error: isError ? errorFacts(errorText(responses, tool)) : null,
  };
}

function missing(clamps: Clamps): null {
  clamps.count++;
  return null;
}

function hasResult(tool: JsonObject): boolean {
  return tool.result !== undefined && tool.result !== null;
}

/** What the tool gave back to the model, without the ids of the call, which make each answer another. */
function responsesOf(result: unknown): unknown[] {
  const parts = Array.isArray(result) ? result : [result];
  return parts.flatMap((part) => {
    if (!isObject(part)) return contentTexts(part);
    const { functionResponse } = part;
    if (isObject(functionResponse)) return [functionResponse.response];
    return contentTexts([part]);
  });
}

/** 0 when the output tells no exit code. */
function exitCode(responses: readonly unknown[]): number {
  const text = responses.map(outputOf).join('\n').slice(-SEARCHED_CHARACTERS);
  const last = [...text.matchAll(EXIT_CODE)].at(-1);
  return last === undefined ? 0 : Number(last[1]);
}

function outputOf(response: unknown): string {
  const output = isObject(response) ? (response.error ?? response.output) : response;
  return typeof output === 'string' ? output : '';
}

function errorText(responses: readonly unknown[], tool: JsonObject): string {
  const given = responses.map(outputOf).find((text) => text.trim() !== '');
  return given ?? (typeof tool.resultDisplay === 'string' ? tool.resultDisplay : '');
}

/**
 * From the start of a call, which the harness writes into its id (else: the message that asked for it), to the time at which its last
 * state was written; waiting for a person is in it.
 */
function duration(message: Message, tool: JsonObject): number | null {
  const ended = readTime(tool.timestamp, { lastAt: null, mtimeMs: 0, nowMs: Number.MAX_SAFE_INTEGER });
  const stamp = typeof tool.id === 'string' ? START_IN_ID.exec(tool.id)?.[1] : undefined;
  const started = stamp === undefined ? message.at : Number(stamp);
  if (started === null || ended.source !== 'log' || ended.at === null) return null;
  const took = ended.at - started;
  return took >= 0 && took <= LONGEST_MS ? took : null;
}
