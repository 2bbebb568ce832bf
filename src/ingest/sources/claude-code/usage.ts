/** Token usage and model calls of assistant rows (claude-code.md 4, DATA.md 3). */

import type { AgentEvent, ModelCallEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { noUsage, type TokenUsage } from '../../../domain/usage.ts';
import { type Clamps, costUsdMicros, isObject, object, tokenCount } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { Row } from './row.ts';
import { rowId, rowText } from './row-fields.ts';
import { noteModel } from './session-notes.ts';

/** Model of rows that the harness itself wrote: an error or a notice, never a call. */
const SYNTHETIC_MODEL = '<synthetic>';

/** Adds the model call of an assistant row, when it carries usage. */
export function addModelCall(row: Row, message: JsonObject, visibleChars: number, facts: AgentEvent[]): void {
  const { clamps, fields } = row;
  const model = rowId(message.model, row) ?? 'unknown';
  if (model === SYNTHETIC_MODEL) {
    return;
  }
  if (!isObject(message.usage)) {
    clamps.count++;
    return;
  }
  const call: ModelCallEvent = {
    type: 'model_call',
    messageKey: callKey(message.id, row),
    requestKey: keyOf(rowId(fields.requestId, row)),
    model,
    provider: null,
    usage: tokenUsage(message.usage, clamps),
    sidechain: row.sidechain,
    visibleChars,
    finished: typeof message.stop_reason === 'string',
    serviceTier: rowText(message.usage.service_tier, row),
    speed: rowText(message.usage.speed, row),
    webSearches: webSearches(message.usage.server_tool_use, clamps),
    reportedCostUsdMicros: costUsdMicros(fields.costUSD, clamps),
    durationMs: null,
  };
  facts.push(call);
  noteModel(row, model, facts);
}

export function keyOf(id: string | null): number | null {
  return id === null ? null : hash53(id);
}

/** A call without an id is known by its row's; a row without either is a call of its own. */
function callKey(messageId: unknown, row: Row): number | null {
  return keyOf(rowId(messageId, row) ?? row.uid);
}

function tokenUsage(usage: JsonObject, clamps: Clamps): TokenUsage {
  const read = noUsage();
  read.input = tokenCount(usage.input_tokens, clamps);
  read.cacheRead = tokenCount(usage.cache_read_input_tokens, clamps);
  read.output = tokenCount(usage.output_tokens, clamps);
  const details = usage.output_tokens_details;
  read.reasoning = isObject(details) ? tokenCount(details.thinking_tokens, clamps) : null;
  return addCacheWrites(read, usage, clamps);
}

/** Cache writes: the split that the log gives, and what it leaves over of the total. */
function addCacheWrites(read: TokenUsage, usage: JsonObject, clamps: Clamps): TokenUsage {
  const total = tokenCount(usage.cache_creation_input_tokens, clamps);
  const split = usage.cache_creation;
  if (isObject(split)) {
    read.cacheCreation5m = tokenCount(split.ephemeral_5m_input_tokens, clamps);
    read.cacheCreation1h = tokenCount(split.ephemeral_1h_input_tokens, clamps);
  }
  if (read.cacheCreation5m === null && read.cacheCreation1h === null) {
    read.cacheCreationUnsplit = total;
    return read;
  }
  const rest = (total ?? 0) - (read.cacheCreation5m ?? 0) - (read.cacheCreation1h ?? 0);
  read.cacheCreationUnsplit = rest > 0 ? rest : null;
  return read;
}

function webSearches(serverToolUse: unknown, clamps: Clamps): number | null {
  if (serverToolUse === null) {
    return null;
  }
  return tokenCount(object(serverToolUse, clamps)?.web_search_requests, clamps);
}
