/** Made-up rollout rows, and readers of them, for the tests of the Codex adapter. */

import type { AgentEvent, LineResult, ParsedRecord } from '../../../../src/domain/event.ts';
import { isRejection } from '../../../../src/domain/event.ts';
import { codexAdapter } from '../../../../src/ingest/sources/codex.ts';

export type Fields = Record<string, unknown>;

/** 2026-02-23T10:00:00Z. */
export const START = Date.UTC(2026, 1, 23, 10);
export const NOW = Date.UTC(2026, 2, 1);

/** An id of version 7 that was made at `at`; `n` tells ids of one moment apart. */
export function idAt(at: number, n = 1): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`;
}

export const THREAD = idAt(START);
export const FILE = `/home/dev/.codex/sessions/2026/02/23/rollout-2026-02-23T10-00-00-${THREAD}.jsonl`;

export function row(type: string, payload: Fields, at = START): Fields {
  return { timestamp: new Date(at).toISOString(), type, payload };
}

export const event = (type: string, payload: Fields = {}, at = START): Fields =>
  row('event_msg', { type, ...payload }, at);
export const item = (type: string, payload: Fields = {}, at = START): Fields =>
  row('response_item', { type, ...payload }, at);

export function meta(payload: Fields = {}, at = START): Fields {
  const own = {
    id: THREAD,
    timestamp: new Date(at).toISOString(),
    cwd: '/home/dev/shop',
    originator: 'codex_cli_rs',
    cli_version: '0.104.0',
    source: 'cli',
    model_provider: 'openai',
    git: { commit_hash: 'abc', branch: 'main' },
  };
  return row('session_meta', { ...own, ...payload }, at);
}

export const turn = (payload: Fields = {}, at = START): Fields =>
  row(
    'turn_context',
    {
      cwd: '/home/dev/shop',
      approval_policy: 'on-request',
      model: 'gpt-5.3-codex',
      effort: 'high',
      ...payload,
    },
    at,
  );

/** Counts in the log's own terms: input with cached, output with reasoning. */
export function counts(input: number, cached: number, output: number, reasoning: number): Fields {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: input + output,
  };
}

export function tokens(total: Fields | null, last: Fields | null, at = START, more: Fields = {}): Fields {
  const info = {
    ...(total === null ? {} : { total_token_usage: total }),
    ...(last === null ? {} : { last_token_usage: last }),
    model_context_window: 258_400,
  };
  return event('token_count', { info, ...more }, at);
}

export const call = (id: string, at = START, fields: Fields = {}): Fields =>
  item(
    'function_call',
    { name: 'exec_command', arguments: '{"cmd":"npm test"}', call_id: id, ...fields },
    at,
  );
export const output = (id: string, text: unknown, at = START): Fields =>
  item('function_call_output', { call_id: id, output: text }, at);

export function bytesOf(rows: readonly (Fields | string)[]): Buffer {
  return Buffer.from(
    rows.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
}

/** Results of rows that are read by one parser after another, each with the state that the one before left; one row a part by default. */
export function readInParts(rows: readonly (Fields | string)[], partSize: number, path = FILE): LineResult[] {
  const results: LineResult[] = [];
  let saved: string | null = null;
  for (let from = 0; from < rows.length; from += partSize) {
    const parser = codexAdapter.open({ path, mtimeMs: NOW, nowMs: NOW }, saved);
    for (const line of rows.slice(from, from + partSize)) {
      const bytes = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
      results.push(parser.parse(bytes, 0, bytes.length));
    }
    saved = parser.save();
  }
  return results;
}

/** The state that reading the rows ends in. */
export function savedAfter(rows: readonly Fields[]): string {
  const parser = codexAdapter.open({ path: FILE, mtimeMs: NOW, nowMs: NOW }, null);
  for (const line of rows) {
    const bytes = Buffer.from(JSON.stringify(line));
    parser.parse(bytes, 0, bytes.length);
  }
  return parser.save();
}

export function read(rows: readonly (Fields | string)[], path = FILE): ParsedRecord[] {
  return readInParts(rows, rows.length, path).map((result) => {
    if (isRejection(result)) throw new Error(`rejected: ${result.rejected}`);
    return result;
  });
}

type FactOf<Type extends AgentEvent['type']> = Extract<AgentEvent, { type: Type }>;

export function factsOf<Type extends AgentEvent['type']>(
  results: readonly LineResult[],
  type: Type,
): FactOf<Type>[] {
  return results
    .flatMap((result) => (isRejection(result) ? [] : result.facts))
    .filter((fact): fact is FactOf<Type> => fact.type === type);
}

/** Facts of rows behind a `session_meta` and a `turn_context`. */
export function facts<Type extends AgentEvent['type']>(type: Type, ...rows: Fields[]): FactOf<Type>[] {
  return factsOf(read([meta(), turn(), ...rows]), type);
}

/** The last value that the rows gave to each field of the session. */
export function sessionOf(results: readonly LineResult[]): Fields {
  const { type: _type, ...info } = Object.assign({}, ...factsOf(results, 'session_info')) as Fields;
  return info;
}
