/** Facts of `token_count` rows and `token_usage_record`s: model calls and the vendor's limits (codex.md 3, 4 and 6). */

import type { AgentEvent, ModelCallEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { rowId } from '../claude-code/row-fields.ts';
import { type Clamps, isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FileState } from './file-state.ts';
import { noteSession, windowOf } from './notes.ts';
import { addRateLimits, type CountingRow } from './rate-limits.ts';
import type { Row } from './row.ts';
import {
  contextOf,
  type TokenVector,
  takeBaseline,
  takeCount,
  takeRecord,
  tokenVector,
  usageOf,
  vectorText,
} from './token-meter.ts';

/** Model of calls in files that name none (early September 2025). */
const UNKNOWN_MODEL = 'unknown';

/** What a `token_count` says. */
interface SaidCount {
  readonly total: TokenVector | null;
  readonly last: TokenVector | null;
  /** `model_context_window`, `model` and what else stands beside the counts. */
  readonly info: JsonObject;
  readonly limits: unknown;
}

export function readTokenCount(row: Row, facts: AgentEvent[]): void {
  const { fields, clamps } = row;
  const info = isObject(fields.info) ? fields.info : {};
  const total = tokenVector(info.total_token_usage, clamps);
  // The first versions had the counts of one response in the event itself.
  const last = tokenVector(info.last_token_usage, clamps) ?? flatVector(fields, clamps);
  addCount(row, { total, last, info, limits: fields.rate_limits }, facts);
}

export function addCount(
  row: CountingRow,
  { total, last, info, limits }: SaidCount,
  facts: AgentEvent[],
): void {
  const { state } = row;
  const used = takeCount(state.meter, total, last);
  state.contextTokens = (last === null ? null : contextOf(last)) ?? state.contextTokens;
  noteSession(row, { contextWindow: windowOf(info.model_context_window) }, facts);
  if (used !== null) {
    const key = `${threadId(state)}\n${row.at}\n${vectorText(total)}\n${vectorText(last)}`;
    addCall(row, used, modelOf(row, info), key, facts);
  }
  addRateLimits(row, limits, facts);
}

export function readUsageRecord(row: Row, facts: AgentEvent[]): void {
  const { fields, clamps, state } = row;
  const total = tokenVector(fields.thread_token_usage, clamps);
  const used = takeRecord(state.meter, tokenVector(fields.usage, clamps), total);
  if (used === null) {
    return;
  }
  state.contextTokens = contextOf(used) ?? state.contextTokens;
  const response = rowId(fields.response_id, row) ?? String(row.at);
  const thread = typeof fields.thread_id === 'string' ? fields.thread_id : threadId(state);
  addCall(row, used, modelOf(row, {}), `${thread}\n${response}\n${vectorText(total)}`, facts);
}

/** Rows of copied history only say where the thread's own counting starts. */
export function readReplayedUsage(type: string, { fields, state }: Row): void {
  if (type === 'token_usage_record') {
    state.meter.hasRecords = true;
  } else if (isObject(fields.info)) {
    takeBaseline(state.meter, tokenVector(fields.info.total_token_usage, { count: 0 }));
  }
}

function addCall(row: CountingRow, used: TokenVector, model: string, id: string, facts: AgentEvent[]): void {
  const usage = usageOf(used, row.clamps);
  if (usage === null) {
    return;
  }
  const { state } = row;
  const key = hash53(id);
  const call: ModelCallEvent = {
    type: 'model_call',
    messageKey: key,
    requestKey: key,
    model,
    provider: state.provider,
    usage,
    sidechain: (state.thread?.session.parentId ?? null) !== null,
    visibleChars: 0,
    finished: true,
    serviceTier: null,
    speed: null,
    webSearches: null,
    reportedCostUsdMicros: null,
    durationMs: null,
  };
  facts.push(call);
  noteSession(row, { model }, facts);
  state.prompts.end();
}

/** The latest turn's model, else the row's own, else what the thread's settings say. */
function modelOf(row: CountingRow, info: JsonObject): string {
  const { fields, state } = row;
  const own = [info.model, fields.model].find((model) => typeof model === 'string' && model !== '');
  return state.model ?? (own === undefined ? null : rowId(own, row)) ?? state.otherModel ?? UNKNOWN_MODEL;
}

function flatVector(fields: JsonObject, clamps: Clamps): TokenVector | null {
  return fields.input_tokens === undefined && fields.output_tokens === undefined
    ? null
    : tokenVector(fields, clamps);
}

function threadId({ thread }: FileState): string {
  return thread?.id ?? '';
}
