/** Facts of rows that say how a tool call ended: its output, and the events that tell of it before (codex.md 6). */

import type { AgentEvent, ToolResultEvent } from '../../../domain/event.ts';
import { errorFacts } from '../../error-kind.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FileState } from './file-state.ts';
import type { OpenCall } from './open-calls.ts';
import { listedChange } from './patch.ts';
import type { FactReader, Row } from './row.ts';
import { callKey } from './tool-calls.ts';
import { readOutput, type ToolOutput } from './tool-output.ts';

/** Beginnings of the texts by which the harness tells the model that a person refused. */
const DENIED = /^(?:exec command |patch |command )?rejected by (?:the )?user/i;
const MOST_MS = 365 * 24 * 3_600_000;

interface Ending {
  readonly failed: boolean;
  readonly digest: number | null;
  readonly message: string;
  readonly change: OpenCall;
  readonly durationMs: number | null;
}

/** `function_call_output`, `custom_tool_call_output`. */
export const readToolOutput: FactReader = (row, facts) => {
  const { fields, state } = row;
  const key = callKey(fields.call_id, row);
  endCall(key, readOutput(fields.output, row), fields.status === 'failed', state, facts);
};

/** The output of a call. `saysFailed`: the row says so where its output says nothing. */
export function endCall(
  key: number | null,
  output: ToolOutput,
  saysFailed: boolean,
  state: FileState,
  facts: AgentEvent[],
): void {
  const change = (key === null ? undefined : state.openCalls.close(key)) ?? null;
  const { digest, exitCode } = output;
  const denied = exitCode !== 0 && DENIED.test(output.start());
  const failed = denied || (exitCode === null ? saysFailed : exitCode !== 0);
  const said = failed ? output.message() : '';
  const message = said.trim() === '' ? `Exit code ${exitCode}` : said;
  addResult(key, { failed, digest, message, change, durationMs: null }, denied, facts);
}

/** Items and events that end a call before its output stands in the log: `CommandExecution`, `exec_command_end`. */
export function readCommandEnd(row: Row, item: JsonObject, facts: AgentEvent[]): void {
  const { aggregated_output, exit_code, status, stderr } = item;
  const failed =
    typeof exit_code === 'number' ? exit_code !== 0 : status === 'failed' || status === 'declined';
  const text = typeof aggregated_output === 'string' ? aggregated_output : '';
  const shown = text === '' && typeof stderr === 'string' ? stderr : text;
  const ending = {
    failed,
    digest: row.texts.digest(shown),
    change: null,
    message: () => row.texts.full(shown),
  };
  addEnding(row, item, ending, facts);
}

/** `patch_apply_end{success, changes}`, item `FileChange{status, changes}`. */
export function readPatchEnd(row: Row, item: JsonObject, facts: AgentEvent[]): void {
  const failed = item.success === false || item.status === 'failed' || item.status === 'declined';
  const text = [item.stderr, item.stdout].find((part) => typeof part === 'string' && part !== '');
  const change = failed ? null : listedChange(item.changes, (value) => row.texts.full(value));
  const message = (): string => (typeof text === 'string' ? row.texts.full(text) : '');
  addEnding(row, item, { failed, digest: change?.digest ?? null, change, message }, facts);
}

/** `mcp_tool_call_end{result: {Ok: {isError}} | {Err}}`. */
export function readMcpEnd(row: Row, item: JsonObject, facts: AgentEvent[]): void {
  const result = isObject(item.result) ? item.result : {};
  const ok = isObject(result.Ok) ? result.Ok : result;
  const failed = 'Err' in result || ok.isError === true || ok.is_error === true || item.status === 'failed';
  const output = readOutput(ok.content, row);
  const { Err } = result;
  const message = (): string => (typeof Err === 'string' ? row.texts.full(Err) : output.message());
  addEnding(row, item, { failed, digest: output.digest, change: null, message }, facts);
}

/** Only of a call that is open: what ran inside of another call, or on its own, is no call of the model's. */
function addEnding(
  row: Row,
  item: JsonObject,
  { failed, digest, change, message }: Omit<Ending, 'message' | 'durationMs'> & { message: () => string },
  facts: AgentEvent[],
): void {
  const key = callKey(item.call_id ?? item.id, row);
  if (key === null || !row.state.openCalls.has(key)) {
    facts.push({ type: 'progress', toolKey: null });
    return;
  }
  const said = failed ? message() : '';
  const text =
    said.trim() === '' && typeof item.exit_code === 'number' ? `Exit code ${item.exit_code}` : said;
  const ending = { failed, digest, message: text, change, durationMs: measured(item.duration) };
  addResult(key, ending, item.status === 'declined', facts);
}

function addResult(
  toolKey: number | null,
  { failed, digest, message, change, durationMs }: Ending,
  denied: boolean,
  facts: AgentEvent[],
): void {
  const done = failed ? null : change;
  const result: ToolResultEvent = {
    type: 'tool_result',
    toolKey,
    name: null,
    isError: failed,
    resultDigest: digest,
    changeDigest: done?.digest ?? null,
    linesAdded: done?.added ?? null,
    linesDeleted: done?.deleted ?? null,
    denied,
    durationMs,
    error: failed ? errorFacts(message) : null,
  };
  facts.push(result);
}

/** `{secs, nanos}` in milliseconds. */
function measured(duration: unknown): number | null {
  const { secs, nanos } = isObject(duration) ? duration : {};
  if (typeof secs !== 'number' || typeof nanos !== 'number') {
    return null;
  }
  const milliseconds = Math.round(secs * 1000 + nanos / 1e6);
  return milliseconds >= 0 && milliseconds <= MOST_MS ? milliseconds : null;
}
