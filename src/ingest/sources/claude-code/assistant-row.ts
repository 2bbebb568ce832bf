/** Facts of `assistant` rows: model calls, tool calls, API errors, the end of a turn (claude-code.md 3, 5). */

import type { AgentEvent } from '../../../domain/event.ts';
import { errorFacts } from '../../error-kind.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { contentBlocks, contentText } from './content.ts';
import type { Row } from './row.ts';
import { rowId } from './row-fields.ts';
import { addModelCall, keyOf } from './usage.ts';

export function readAssistantRow(row: Row, facts: AgentEvent[]): void {
  const { clamps, fields } = row;
  const message = fields.message;
  if (!isObject(message)) {
    clamps.count++;
    return;
  }
  const toolCalls: AgentEvent[] = [];
  const visibleChars = readContent(row, message, toolCalls);
  addModelCall(row, message, visibleChars, facts);
  facts.push(...toolCalls);
  if (fields.isApiErrorMessage === true) {
    addApiError(row, message, facts);
  }
  addTurnEnd(row, message, facts);
}

/** Adds the tool calls of the content; returns its visible output characters: text and arguments, not hidden thinking. */
function readContent(row: Row, message: JsonObject, toolCalls: AgentEvent[]): number {
  if (typeof message.content === 'string') {
    return row.texts.length(message.content);
  }
  let visibleChars = 0;
  for (const block of contentBlocks(message.content, row.clamps)) {
    if (block.type === 'text' && typeof block.text === 'string') {
      visibleChars += row.texts.length(block.text);
    } else if (block.type === 'tool_use') {
      visibleChars += addToolCall(row, block, toolCalls);
    }
  }
  return visibleChars;
}

/** Returns the characters of the call's arguments. */
function addToolCall(row: Row, block: JsonObject, toolCalls: AgentEvent[]): number {
  const { clamps } = row;
  const name = toolName(block.name, row);
  const input = block.input === undefined ? null : row.texts.json(block.input);
  if (!isObject(block.input) || input === null) {
    clamps.count++;
  }
  toolCalls.push({
    type: 'tool_call',
    toolKey: keyOf(rowId(block.id, row)),
    name,
    kind: toolKind(name),
    argsDigest: input?.digest ?? null,
    summary: null,
    asksHuman: asksHuman(name),
  });
  return input?.length ?? 0;
}

/** A tool's name is a string or unknown: a number would be no name of a tool. */
function toolName(value: unknown, row: Row): string | null {
  if (typeof value === 'string') {
    return rowId(value, row);
  }
  row.clamps.count++;
  return null;
}

/** The harness gave up on a call and says so in the model's place. */
function addApiError(row: Row, message: JsonObject, facts: AgentEvent[]): void {
  const text = contentText(message.content, row.texts) ?? '';
  facts.push({ type: 'error', source: 'api', retryInMs: null, ...errorFacts(text) });
}

/** The model said that its turn is over, the call failed for good, or the stream was cut off. */
function addTurnEnd(row: Row, message: JsonObject, facts: AgentEvent[]): void {
  const { fields } = row;
  if (row.inline) {
    return;
  }
  if (fields.isAbortedMidStream === true) {
    facts.push({ type: 'turn_end', reason: 'interrupted', durationMs: null });
  } else if (message.stop_reason === 'end_turn' || fields.isApiErrorMessage === true) {
    facts.push({ type: 'turn_end', reason: 'done', durationMs: null });
  }
}
