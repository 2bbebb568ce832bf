/** Text of one record for the timeline and the NOW column: made on demand, never stored. */

import type { LineText } from '../../../domain/adapter.ts';
import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { chatOf, rowAt } from './chat-rows.ts';
import { messageType, saidTexts, toolCallsOf, typeName } from './message.ts';
import { contentTexts } from './texts.ts';

const HEADLINE_CHARACTERS = 200;
const BODY_CHARACTERS = 4000;
/** Arguments that say most of a call, the best first. */
const TELLING = [
  'command',
  'file_path',
  'absolute_path',
  'path',
  'pattern',
  'query',
  'url',
  'prompt',
  'description',
];

interface Draft {
  readonly role: LineText['role'];
  readonly headline: string;
  readonly body: string;
}

/** Text of a line of an event log. */
export function describeLine(line: Buffer): LineText {
  const fields = parseJsonLine(line, 0, line.length);
  if (isRejectedLine(fields)) return finished(titled('line that cannot be read', ''));
  if (fields.$rewindTo !== undefined) return finished(titled('Rewound', ''));
  if (isObject(fields.$set)) return finished(describePatch(fields.$set));
  if (typeName(fields) !== null) return finished(describeMessage(fields));
  return finished(titled('Session', textOf(fields.summary)));
}

/** Text of the record at a place of a document; null when it is gone. */
export function describeRecord(content: Buffer, offset: number): LineText | null {
  const chat = chatOf(content, '');
  const row = 'problem' in chat ? null : rowAt(chat, offset);
  if (row === null || 'problem' in chat) return null;
  if (row.kind === 'header') return finished(titled('Session', textOf(chat.fields.summary)));
  if (row.kind === 'update') return finished(titled('Last change', ''));
  return isObject(row.value) ? finished(describeMessage(row.value)) : null;
}

function describePatch(patch: JsonObject): Draft {
  if (Array.isArray(patch.messages)) return titled('Checkpoint', `${patch.messages.length} messages`);
  return patch.summary === undefined ? titled('Session changed', '') : titled('Title', textOf(patch.summary));
}

function describeMessage(fields: JsonObject): Draft {
  const name = typeName(fields) ?? '';
  const { type } = messageType(name);
  const text = saidTexts(fields).join('\n');
  if (type === 'user') return { role: 'user', headline: text === '' ? 'Image or file' : text, body: text };
  if (type !== 'gemini') return titled(name === '' ? 'message without a type' : name, text);
  const [call] = toolCallsOf(fields);
  if (call !== undefined) return { role: 'assistant', ...describeTool(call) };
  if (text !== '') return { role: 'assistant', headline: text, body: text };
  const thought = thoughtOf(fields.thoughts);
  return { role: 'assistant', headline: thought === '' ? 'Thinking' : `Thinking: ${thought}`, body: thought };
}

/** `run_shell_command ls -F`, with what came back as body. */
function describeTool(call: JsonObject): Pick<Draft, 'headline' | 'body'> {
  const name = textOf(call.name) || 'unknown tool';
  const args = isObject(call.args) ? call.args : {};
  const telling = TELLING.map((key) => textOf(args[key]).trim()).find((text) => text !== '') ?? '';
  const shown = contentTexts(call.resultDisplay).join('\n');
  return { headline: telling === '' ? name : `${name} ${telling}`, body: shown };
}

function thoughtOf(thoughts: unknown): string {
  const last: unknown = Array.isArray(thoughts) ? thoughts.at(-1) : undefined;
  if (!isObject(last)) return '';
  return [textOf(last.subject), textOf(last.description)].filter((text) => text !== '').join(': ');
}

function titled(name: string, text: string): Draft {
  return { role: 'system', headline: text === '' ? name : `${name}: ${text.trimStart()}`, body: text };
}

function finished({ role, headline, body }: Draft): LineText {
  const oneLine = cut(headline.trimStart().split(/[\r\n]/, 1)[0] ?? '', HEADLINE_CHARACTERS).trimEnd();
  return { role, headline: oneLine, body: body.trim() === oneLine ? '' : cut(body, BODY_CHARACTERS) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** At most `limit` UTF-16 units, no pair cut in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
