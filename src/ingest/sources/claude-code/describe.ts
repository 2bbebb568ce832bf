/** Text of one transcript line for the timeline and the NOW column: made on demand, never stored. */

import type { LineText } from '../../../domain/adapter.ts';
import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { contentText } from './content.ts';
import { WholeTexts } from './line-texts.ts';
import { toolLine } from './tool-line.ts';

const HEADLINE_CHARACTERS = 200;
const BODY_CHARACTERS = 4000;
const TEXTS = new WholeTexts('text', false);

type Describer = (fields: JsonObject) => { role: LineText['role']; headline: string; body: string };

const DESCRIBERS: ReadonlyMap<unknown, Describer> = new Map<unknown, Describer>([
  ['user', describeUser],
  ['assistant', describeAssistant],
  ['system', describeSystem],
  ['progress', describeProgress],
  ['summary', ({ summary }) => titled('Summary', summary)],
  ['custom-title', ({ customTitle }) => titled('Title', customTitle)],
  ['ai-title', ({ aiTitle }) => titled('Title', aiTitle)],
  ['pr-link', ({ prUrl }) => titled('Pull request', prUrl)],
  ['queue-operation', ({ content, operation }) => titled(`Queue ${textOf(operation)}`.trim(), content)],
]);

/** Headline and body of a line; a line that is no row says so. */
export function describeLine(line: Buffer): LineText {
  const fields = parseJsonLine(line, 0, line.length);
  if (isRejectedLine(fields)) {
    return { role: 'system', headline: 'line that cannot be read', body: '' };
  }
  const describer = DESCRIBERS.get(fields.type) ?? describeOther;
  const { role, headline, body } = describer(fields);
  const oneLine = firstLine(headline);
  return { role, headline: oneLine, body: body.trim() === oneLine ? '' : cut(body, BODY_CHARACTERS) };
}

function describeUser(fields: JsonObject): ReturnType<Describer> {
  const content = isObject(fields.message) ? fields.message.content : undefined;
  const results = blocksOf(content, 'tool_result');
  if (results.length === 0) {
    const text = contentText(content, TEXTS) ?? '';
    return { role: 'user', headline: text === '' ? 'Image or file' : text, body: text };
  }
  const text = results.map((block) => contentText(block.content, TEXTS) ?? '').join('\n');
  const failed = results.some((block) => block.is_error === true);
  const headline = text.trim() === '' ? (failed ? 'Error' : 'No output') : text;
  return { role: 'tool', headline, body: text };
}

function describeAssistant(fields: JsonObject): ReturnType<Describer> {
  const content = isObject(fields.message) ? fields.message.content : undefined;
  const [call] = blocksOf(content, 'tool_use');
  if (call !== undefined) {
    return { role: 'assistant', ...toolLine(call.name, call.input) };
  }
  const text = contentText(content, TEXTS) ?? '';
  if (text !== '') {
    return { role: 'assistant', headline: text, body: text };
  }
  const thought = textOf(blocksOf(content, 'thinking')[0]?.thinking);
  return {
    role: 'assistant',
    headline: thought === '' ? 'Thinking' : `Thinking: ${thought.trimStart()}`,
    body: thought,
  };
}

function describeSystem(fields: JsonObject): ReturnType<Describer> {
  const { compactMetadata, content, error, subtype } = fields;
  const name = textOf(subtype).replaceAll('_', ' ');
  if (subtype === 'compact_boundary' && isObject(compactMetadata)) {
    const tokens =
      typeof compactMetadata.preTokens === 'number' ? ` at ${compactMetadata.preTokens} tokens` : '';
    return { role: 'system', headline: `Compacted${tokens}`, body: '' };
  }
  if (isObject(error)) {
    const inner = isObject(error.error) && isObject(error.error.error) ? error.error.error : error;
    const status = typeof error.status === 'number' ? ` ${error.status}` : '';
    return titled(`API error${status}`, inner.message ?? error.formatted);
  }
  return titled(name === '' ? 'System' : name, content);
}

function describeProgress(fields: JsonObject): ReturnType<Describer> {
  const data = isObject(fields.data) ? fields.data : {};
  const detail = [data.hookName, data.query, data.prompt, data.toolName, data.output].find(
    (value) => typeof value === 'string' && value !== '',
  );
  return titled(textOf(data.type).replaceAll('_', ' ') || 'Progress', detail);
}

function describeOther(fields: JsonObject): ReturnType<Describer> {
  return { role: 'system', headline: textOf(fields.type) || 'row without a type', body: '' };
}

function titled(name: string, text: unknown): ReturnType<Describer> {
  const body = textOf(text);
  return { role: 'system', headline: body === '' ? name : `${name}: ${body.trimStart()}`, body };
}

function blocksOf(content: unknown, type: string): JsonObject[] {
  return Array.isArray(content) ? content.filter((block) => isObject(block) && block.type === type) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function firstLine(text: string): string {
  const start = text.trimStart();
  return cut(start.split(/[\r\n]/, 1)[0] ?? '', HEADLINE_CHARACTERS).trimEnd();
}

/** At most `limit` UTF-16 units, no pair cut in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
