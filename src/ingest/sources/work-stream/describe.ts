/** Text of one line for the timeline and the detail view, made on demand (never stored, not yet safe for a terminal). */

import type { LineText } from '../../../domain/adapter.ts';
import { isObject } from '../fields.ts';
import { isRejectedLine, parseJsonLine } from '../json-line.ts';
import { shallowJson } from './digest.ts';
import { eventType, rowShape } from './rows.ts';
import { callSummary, openedParams, resultText } from './tool-facts.ts';

const HEADLINE_LIMIT = 200;
const BODY_LIMIT = 4000;

type Data = Record<string, unknown>;
type Draft = Pick<LineText, 'role'> & { readonly headline: string; readonly body?: string };

/** By event type; what is not here is told by its type and data. */
const DRAFTS: ReadonlyMap<string, (data: Data) => Draft> = new Map<string, (data: Data) => Draft>([
  ['session_start', (data) => said('user', text(data.prompt) || 'session start')],
  ['followup_sent', (data) => said('user', text(data.prompt) || text(data.message) || 'follow-up')],
  ['agent_output', (data) => said('assistant', text(data.output))],
  ['agent_thinking', (data) => said('assistant', text(data.thinking))],
  ['tool_call', toolCallDraft],
  ['tool_result', (data) => said('tool', `${text(data.tool_name) || 'result'}: ${resultText(data)}`)],
  ['error', (data) => said('system', text(data.error_message) || text(data.error_fingerprint) || 'error')],
  ['session_end', (data) => said('system', `session end: ${text(data.completion_status) || 'no status'}`)],
]);

/** What a line says, for a person. Any bytes have an answer. */
export function describeLine(line: Buffer): LineText {
  const row = parseJsonLine(line, 0, line.length);
  const draft = isRejectedLine(row) ? said('system', line.toString('utf8', 0, BODY_LIMIT)) : describeRow(row);
  const headline = firstLine(draft.headline);
  const body = (draft.body ?? '').slice(0, BODY_LIMIT);
  return { role: draft.role, headline, body: body.trim() === headline ? '' : body };
}

function describeRow(row: Data): Draft {
  const data = isObject(row.data) ? row.data : {};
  const type = eventType(row);
  if (type !== null) {
    return DRAFTS.get(type)?.(data) ?? { role: 'system', headline: type, body: shallowJson(row.data) ?? '' };
  }
  const shape = rowShape(row);
  const name = shape === 'alert' ? `alert ${text(row.type)}: ${text(row.recommendation)}` : (shape ?? 'line');
  return { role: 'system', headline: name, body: shallowJson(row) ?? '' };
}

function toolCallDraft(data: Data): Draft {
  const name = text(data.tool_name) || 'tool call';
  const params = openedParams(data.tool_params);
  const summary = callSummary(params);
  const body = params === null ? text(data.tool_params) : shallowJson(params);
  return { role: 'tool', headline: summary === null ? name : `${name} ${summary}`, body: body ?? '' };
}

function said(role: LineText['role'], words: string): Draft {
  return { role, headline: words, body: words };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function firstLine(words: string): string {
  const line =
    words
      .slice(0, BODY_LIMIT)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  return line.slice(0, HEADLINE_LIMIT).trimEnd();
}
