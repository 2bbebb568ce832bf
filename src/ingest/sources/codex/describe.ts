/** Text of one rollout line for the timeline and the NOW column: made on demand, never stored. */

import type { LineText } from '../../../domain/adapter.ts';
import { toolLine } from '../claude-code/tool-line.ts';
import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { objectInText } from './read-row.ts';
import { rowParts } from './rows.ts';

const HEADLINE_CHARACTERS = 200;
const BODY_CHARACTERS = 4000;

interface Said {
  readonly role: LineText['role'];
  readonly headline: string;
  readonly body: string;
}

type Describer = (payload: JsonObject) => Said;

const DESCRIBERS: ReadonlyMap<string, Describer> = new Map<string, Describer>([
  ['response_item.message', describeMessage],
  ['response_item.reasoning', ({ summary }) => thought(contentText(summary))],
  ['response_item.function_call', ({ name, arguments: input }) => call(name, input)],
  ['response_item.custom_tool_call', ({ name, input }) => call(name, input)],
  ['response_item.local_shell_call', ({ action }) => call('shell', action)],
  ['response_item.web_search_call', ({ action }) => call('web_search', action)],
  ['response_item.function_call_output', ({ output }) => result(output)],
  ['response_item.custom_tool_call_output', ({ output }) => result(output)],
  ['event_msg.user_message', ({ message }) => said('user', textOf(message), 'Image or file')],
  ['event_msg.agent_message', ({ message }) => said('assistant', textOf(message), 'Reply')],
  ['event_msg.agent_reasoning', ({ text }) => thought(textOf(text))],
  ['event_msg.token_count', ({ info }) => usage(isObject(info) ? info.last_token_usage : undefined)],
  ['token_usage_record', (payload) => usage(payload.usage)],
  ['event_msg.item_completed', describeItem],
  ['event_msg.exec_command_end', ({ aggregated_output }) => result(aggregated_output)],
  [
    'event_msg.error',
    ({ error, message }) => titled('Error', message ?? (isObject(error) ? error.message : '')),
  ],
  ['event_msg.task_complete', ({ last_agent_message }) => titled('Turn complete', last_agent_message)],
  ['event_msg.turn_aborted', ({ reason }) => titled('Turn aborted', reason)],
  ['event_msg.thread_name_updated', ({ thread_name }) => titled('Title', thread_name)],
  ['compacted', ({ message }) => titled('Compacted', message)],
  ['event_msg.context_compacted', () => titled('Compacted', '')],
  ['turn_context', ({ model }) => titled('Turn context', model)],
  ['session_meta', ({ cwd }) => titled('Session', cwd)],
]);

/** Headline and body of a line; a line that is no row says so. */
export function describeRow(line: Buffer): LineText {
  const fields = parseJsonLine(line, 0, line.length);
  const parts = isRejectedLine(fields) ? null : rowParts(fields, (value) => value);
  if (parts === null) {
    return { role: 'system', headline: 'line that cannot be read', body: '' };
  }
  const describer = DESCRIBERS.get(parts.kind) ?? (() => titled(kindWords(parts.kind), ''));
  const { role, headline, body } = describer(parts.payload);
  const oneLine = firstLine(headline);
  return { role, headline: oneLine, body: body.trim() === oneLine ? '' : cut(body, BODY_CHARACTERS) };
}

function describeMessage({ content, message, role }: JsonObject): Said {
  const text = contentText(content ?? message);
  return role === 'assistant' ? said('assistant', text, 'Reply') : said('user', text, 'Image or file');
}

function describeItem({ item }: JsonObject): Said {
  const { aggregated_output, command, content, text, type } = isObject(item) ? item : {};
  switch (type) {
    case 'UserMessage':
      return said('user', contentText(content), 'Image or file');
    case 'AgentMessage':
      return said('assistant', contentText(content) || textOf(text), 'Reply');
    case 'CommandExecution':
      return { role: 'tool', headline: commandText(command), body: textOf(aggregated_output) };
    default:
      return titled(textOf(type) || 'Item', text);
  }
}

/** A call's telling argument stands in an object, in a JSON string, or is the whole input. */
function call(name: unknown, input: unknown): Said {
  const fields = typeof input === 'string' ? objectInText(input) : input;
  const isShell = isObject(fields) && (fields.command ?? fields.cmd) !== undefined;
  const telling = isShell ? { ...fields, command: commandText(fields.command ?? fields.cmd) } : fields;
  const { headline, body } = toolLine(name, isObject(telling) ? telling : { command: textOf(input) });
  return { role: 'assistant', headline, body: isObject(fields) ? body : textOf(input) };
}

/** `["bash", "-lc", "npm test"]` is `npm test`. */
function commandText(command: unknown): string {
  if (!Array.isArray(command)) {
    return textOf(command);
  }
  const words = command.filter((word) => typeof word === 'string');
  const isShell = words.length === 3 && /^-l?i?c$/.test(words[1] ?? '');
  return isShell ? (words[2] as string) : words.join(' ');
}

function result(output: unknown): Said {
  const fields = typeof output === 'string' ? objectInText(output) : output;
  const inner = isObject(fields) ? (fields.output ?? fields.text ?? fields.content) : output;
  const text = contentText(inner);
  const behindHeader = text.slice(text.indexOf('Output:\n') + 1).replace(/^utput:\n/, '');
  const shown = text.includes('Output:\n') ? behindHeader : text;
  return { role: 'tool', headline: shown.trim() === '' ? 'No output' : shown, body: text };
}

function usage(vector: unknown): Said {
  const { input_tokens, output_tokens } = isObject(vector) ? vector : {};
  const isKnown = typeof input_tokens === 'number' && typeof output_tokens === 'number';
  return titled('Tokens', isKnown ? `${input_tokens} in, ${output_tokens} out` : '');
}

function thought(text: string): Said {
  const headline = text === '' ? 'Thinking' : `Thinking: ${text.replaceAll('**', '').trimStart()}`;
  return { role: 'assistant', headline, body: text };
}

function said(role: LineText['role'], text: string, otherwise: string): Said {
  return { role, headline: text.trim() === '' ? otherwise : text, body: text };
}

function titled(name: string, text: unknown): Said {
  const body = textOf(text);
  return { role: 'system', headline: body === '' ? name : `${name}: ${body.trimStart()}`, body };
}

function kindWords(kind: string): string {
  return kind.replace(/^(?:other:)?(?:event_msg|response_item)\./, '').replaceAll('_', ' ');
}

function contentText(content: unknown): string {
  if (typeof content === 'string') {
    return content;
  }
  const parts = Array.isArray(content) ? content : isObject(content) ? [content] : [];
  return parts
    .map((part: unknown) => (isObject(part) ? textOf(part.text) : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function firstLine(text: string): string {
  return cut(text.trimStart().split(/[\r\n]/, 1)[0] ?? '', HEADLINE_CHARACTERS).trimEnd();
}

/** At most `limit` UTF-16 units, no pair cut in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
