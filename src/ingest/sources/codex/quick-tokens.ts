/** Token counts told by the bytes of their rows (quick-rows.ts). */

import { isAscii } from 'node:buffer';
import type { AgentEvent } from '../../../domain/event.ts';
import { asciiBytes, ByteScan, holdsAt, scanName } from '../byte-scan.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import type { FileState } from './file-state.ts';
import type { QuickRow } from './quick-rows.ts';
import { NO_TEXTS } from './read-row.ts';
import type { TokenVector } from './token-meter.ts';
import { addCount } from './usage.ts';

const TOTAL = asciiBytes('"total_token_usage":');
const LAST = asciiBytes(',"last_token_usage":');
const WINDOW = asciiBytes(',"model_context_window":');
const LIMITS = asciiBytes('},"rate_limits":');
const INFO_END = asciiBytes('}}}');
const INPUT = asciiBytes('{"input_tokens":');
const CACHED = asciiBytes(',"cached_input_tokens":');
const OUTPUT = asciiBytes(',"output_tokens":');
const REASONING = asciiBytes(',"reasoning_output_tokens":');
const SUM = asciiBytes(',"total_tokens":');
const VECTOR_END = asciiBytes('}');
const ROW_END = asciiBytes('}}');
const OWN_LIMIT = asciiBytes('{"limit_id":"codex",');
const NO_NAME = asciiBytes('"limit_name":null,');
const PRIMARY = asciiBytes('"primary":{"used_percent":');
const FIRST_PRIMARY = asciiBytes('{"primary":{"used_percent":');
const SECONDARY = asciiBytes(',"secondary":{"used_percent":');
const MINUTES = asciiBytes(',"window_minutes":');
const RESET = asciiBytes(',"resets_at":');
const CREDITS = asciiBytes(',"credits":{"has_credits":false,"unlimited":false,"balance":null}');
const PLAN = asciiBytes(',"plan_type":"');
const PLAN_END = asciiBytes('"}');
const NO_PLAN = asciiBytes(',"plan_type":null}');
const PLAN_BYTES = 40;
/** Longer rows may hold texts that are sampled. */
const MOST_BYTES = 4096;

const NO_FIELDS: JsonObject = {};
const scan = new ByteScan();

/** `…"info":{"total_token_usage":{…},"last_token_usage":{…},"model_context_window":258400},"rate_limits":{…}}}` */
export function quickTokens(row: QuickRow, state: FileState): readonly AgentEvent[] | null {
  const { bytes, start, end } = row;
  if (end - start > MOST_BYTES) {
    return null;
  }
  scan.start(bytes, row.from);
  const total = scan.skip(TOTAL) ? vectorAt() : null;
  const last = total !== null && scan.skip(LAST) ? vectorAt() : null;
  const window = last !== null && scan.skip(WINDOW) ? scan.count() : -1;
  if (window === -1 || scan.at >= end) {
    return null;
  }
  let limits: unknown;
  if (scan.skip(LIMITS)) {
    limits = limitsBefore(bytes, end - ROW_END.length);
    if (limits === undefined || !holdsAt(bytes, end - ROW_END.length, ROW_END)) {
      return null;
    }
  } else if (!scan.skip(INFO_END) || scan.at !== end) {
    return null;
  }
  const facts: AgentEvent[] = [];
  const around = { fields: NO_FIELDS, texts: NO_TEXTS, clamps: row.clamps, at: row.at, state };
  addCount(around, { total, last, info: { model_context_window: window }, limits }, facts);
  return facts;
}

function vectorAt(): TokenVector | null {
  const input = scan.skip(INPUT) ? scan.count() : -1;
  const cached = input >= 0 && scan.skip(CACHED) ? scan.count() : -1;
  const output = cached >= 0 && scan.skip(OUTPUT) ? scan.count() : -1;
  const reasoning = output >= 0 && scan.skip(REASONING) ? scan.count() : -1;
  const sum = reasoning >= 0 && scan.skip(SUM) ? scan.count() : -1;
  return sum >= 0 && scan.skip(VECTOR_END) ? [input, cached, null, output, reasoning, sum] : null;
}

/** The value whose JSON text is `bytes[scan.at, to)`; undefined when it is none, or not only of ASCII. */
function limitsBefore(bytes: Buffer, to: number): unknown {
  const from = scan.at;
  const usual = usualLimits(bytes);
  if (usual !== null && scan.at === to) {
    return usual;
  }
  const text = bytes.subarray(from, Math.max(from, to));
  return isAscii(text) ? parseJson(text.toString('latin1')) : undefined;
}

/** Limits in the forms that are written since the end of 2025, as far as they are looked at. */
function usualLimits(bytes: Buffer): JsonObject | null {
  const isNamed = scan.skip(OWN_LIMIT);
  if (isNamed) {
    scan.skip(NO_NAME);
  }
  const primary = scan.skip(isNamed ? PRIMARY : FIRST_PRIMARY) ? windowAt() : null;
  const secondary = primary !== null && scan.skip(SECONDARY) ? windowAt() : null;
  if (secondary === null) {
    return null;
  }
  scan.skip(CREDITS);
  if (scan.skip(NO_PLAN) || scan.skip(VECTOR_END)) {
    return { primary, secondary };
  }
  const planAt = scan.at + PLAN.length;
  const planEnd = scan.skip(PLAN) ? scanName(bytes, planAt, PLAN_BYTES) : -1;
  if (planEnd === -1) {
    return null;
  }
  scan.at = planEnd;
  return scan.skip(PLAN_END)
    ? { primary, secondary, plan_type: bytes.toString('latin1', planAt, planEnd) }
    : null;
}

function windowAt(): JsonObject | null {
  const used_percent = scan.decimal();
  const window_minutes = used_percent >= 0 && scan.skip(MINUTES) ? scan.count() : -1;
  const resets_at = window_minutes >= 0 && scan.skip(RESET) ? scan.count() : -1;
  return resets_at >= 0 && scan.skip(VECTOR_END) ? { used_percent, window_minutes, resets_at } : null;
}
