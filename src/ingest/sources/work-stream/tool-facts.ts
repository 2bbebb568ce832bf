/** `tool_call` and `tool_result` lines as facts (work-stream.md, bosun.md 2). */

import { posix, win32 } from 'node:path';
import type { ErrorFacts, ToolCallEvent, ToolResultEvent } from '../../../domain/event.ts';
import { hash53 } from '../../../domain/hash.ts';
import { redact } from '../../../domain/redact.ts';
import { wellFormed } from '../../../domain/well-formed.ts';
import { errorFacts } from '../../error-kind.ts';
import { asksHuman, toolKind } from '../../tool-kind.ts';
import { type Clamps, durationMs, isObject, shortText } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import { shallowJson, valueDigest } from './digest.ts';

const TOOL_NAME_LIMIT = 128;
const SUMMARY_LIMIT = 80;
/** Parameters as JSON text above this size are not opened for a summary. */
const OPENED_PARAMS = 65_536;

type Data = Record<string, unknown>;

/** A call: its name, its parameters' digest, and a short summary. A call without a name stays nameless, so that nameless calls are never one tool. */
export function toolCall(data: Data, sessionId: string, clamps: Clamps): ToolCallEvent {
  const name = toolName(data.tool_name ?? null, clamps);
  return {
    type: 'tool_call',
    toolKey: callKey(data, sessionId),
    name,
    kind: toolKind(name),
    argsDigest: valueDigest(data.tool_params),
    summary: callSummary(openedParams(data.tool_params)),
    asksHuman: asksHuman(name),
  };
}

/** A result: failed when its status, its error flag or the word it is says so (the text itself is never searched for "error"). */
export function toolResult(data: Data, sessionId: string, clamps: Clamps): ToolResultEvent {
  const isError = isFailure(data);
  return {
    type: 'tool_result',
    toolKey: callKey(data, sessionId),
    name: toolName(data.tool_name, clamps),
    isError,
    resultDigest: resultDigest(data),
    changeDigest: null,
    linesAdded: null,
    linesDeleted: null,
    denied: isWord(data.status, DENIED) || isWord(data.result, DENIED),
    durationMs: durationMs(data.duration_ms, clamps),
    error: isError ? resultError(data, clamps) : null,
  };
}

/** null counts as unusable: a call must have a name; undefined does not. */
function toolName(value: unknown, clamps: Clamps): string | null {
  if (value === null || value === '') {
    clamps.count++;
    return null;
  }
  return shortText(value, clamps, TOOL_NAME_LIMIT);
}

/** Key of the call's id within its session; null in the common dialect, which has no ids. */
function callKey(data: Data, sessionId: string): number | null {
  const id = data.tool_call_id ?? data.tool_use_id ?? data.call_id;
  return typeof id === 'string' && id !== '' ? hash53(`${sessionId}\n${id}`) : null;
}

/** Parameters come as an object or as its JSON text. */
export function openedParams(params: unknown): Data | null {
  const value = typeof params === 'string' && params.length <= OPENED_PARAMS ? parseJson(params) : params;
  return isObject(value) ? value : null;
}

/** Parameters that say best what a call does, most telling first; the value of a path is its last part. */
const SUMMARY_FIELDS: readonly (readonly [name: string, isPath: boolean])[] = [
  ['command', false],
  ['cmd', false],
  ['file_path', true],
  ['path', true],
  ['notebook_path', true],
  ['filename', true],
  ['pattern', false],
  ['query', false],
  ['url', false],
  ['description', false],
];

/** What a call does in at most 80 characters, redacted: its command, the name of its file; null when its parameters do not say. */
export function callSummary(params: Data | null): string | null {
  for (const [name, isPath] of params === null ? [] : SUMMARY_FIELDS) {
    const text = textOf(params?.[name]);
    if (text !== null) {
      const shown = isPath ? win32.basename(posix.basename(text)) : redact(text);
      return wellFormed(shown.replace(/\s+/g, ' ').trim().slice(0, SUMMARY_LIMIT));
    }
  }
  return null;
}

function textOf(value: unknown): string | null {
  const words =
    Array.isArray(value) && value.every((word) => typeof word === 'string') ? value.join(' ') : value;
  return typeof words === 'string' && words.trim() !== '' ? words : null;
}

const FAILED: ReadonlySet<string> = new Set(['error', 'failed', 'failure', 'timeout', 'denied', 'rejected']);
const DENIED: ReadonlySet<string> = new Set(['denied', 'rejected']);
const SUCCEEDED: ReadonlySet<string> = new Set(['success', 'succeeded', 'completed', 'ok']);

function isFailure(data: Data): boolean {
  return data.is_error === true || isWord(data.status, FAILED) || isWord(data.result, FAILED);
}

function isWord(value: unknown, words: ReadonlySet<string>): boolean {
  return typeof value === 'string' && value.length <= 16 && words.has(value.toLowerCase());
}

/** Digest of what the tool gave back; null when the line only says how it went. */
function resultDigest(data: Data): number | null {
  const isVerdict = isWord(data.result, SUCCEEDED) || isWord(data.result, FAILED);
  return valueDigest(data.result_data) ?? (isVerdict ? null : valueDigest(data.result));
}

function resultError(data: Data, clamps: Clamps): ErrorFacts {
  const given = {
    fingerprint: shortText(data.error_fingerprint, clamps),
    category: shortText(data.error_category, clamps),
  };
  return errorFacts(resultText(data), given);
}

/** The result as text: an error message, what the tool gave back, else the word that it failed. */
export function resultText(data: Data): string {
  for (const value of [data.error_message, data.result_data, data.result]) {
    const text = typeof value === 'string' ? value : shallowJson(value);
    if (text !== null && text !== '') {
      return text;
    }
  }
  return '';
}
