/** Text of one record for the timeline and the NOW column: made on demand, never stored. */

import type { ForeignDatabase, LineText } from '../../../domain/adapter.ts';
import { isObject } from '../fields.ts';
import { type JsonObject, parseJson } from '../json-line.ts';
import { objectKind } from './object-kind.ts';
import { isRowOf, placeOf } from './place.ts';
import { firstRow, SQL } from './queries.ts';
import { objectOf } from './read-object.ts';
import { schemaOf } from './schema.ts';
import { SessionTable } from './sessions.ts';
import { textOf } from './texts.ts';
import { errorText, outputOf } from './tool-facts.ts';

const HEADLINE_CHARACTERS = 200;
const BODY_CHARACTERS = 4000;
/** Arguments that say most of a call, the best first. */
const TELLING = [
  'command',
  'filePath',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
  'questions',
];

interface Draft {
  readonly role: LineText['role'];
  readonly headline: string;
  readonly body: string;
}

/** Text of the row at a place; null when it is gone. */
export function describeRow(db: ForeignDatabase, offset: number): LineText | null {
  const { kind, row } = placeOf(offset);
  if (kind === 'session') return describeSessionRow(db, offset, row);
  const found = firstRow(db, SQL.row(kind), row);
  if (found === null || typeof found.id !== 'string' || !isRowOf(offset, found.id)) return null;
  const fields = dataOf(found.data);
  if (kind === 'entry') return finished(describeEntry(textOf(found.type), fields));
  if (kind === 'part') return finished(describePart(fields, isPrompt(db, found.message_id)));
  const parts = [...db.rows(SQL.parts, found.id)].map(({ data }) => dataOf(data));
  return finished(describeMessage(fields, parts));
}

/** Text of an object's file; null when it is no object any more. */
export function describeObject(content: Buffer): LineText | null {
  const fields = objectOf(content);
  if (fields === null) return null;
  switch (objectKind(fields)) {
    case 'part':
      return finished(describePart(fields, false));
    case 'message':
      return finished(describeMessage(fields, []));
    default:
      return finished(titled('Session', fields.title));
  }
}

function describeSessionRow(db: ForeignDatabase, offset: number, row: number): LineText | null {
  const schema = schemaOf(db);
  const session = 'problem' in schema ? null : new SessionTable(db, schema).byRow(row);
  if (session === null || !isRowOf(offset, session.id)) return null;
  return finished(titled('Session', session.fields.title));
}

function isPrompt(db: ForeignDatabase, messageId: unknown): boolean {
  const message = typeof messageId === 'string' ? firstRow(db, SQL.messageById, messageId) : null;
  return dataOf(message?.data).role === 'user';
}

function describeMessage(fields: JsonObject, parts: readonly JsonObject[]): Draft {
  const said = parts.filter(({ type }) => type === 'text').map((part) => textOf(part.text));
  const text = said.join('\n');
  if (fields.role === 'user') return { role: 'user', headline: text === '' ? 'Prompt' : text, body: text };
  if (isObject(fields.error)) return errorDraft(fields.error);
  if (text !== '') return { role: 'assistant', headline: text, body: text };
  const tools = parts.filter(({ type }) => type === 'tool').map((part) => textOf(part.tool));
  return { role: 'assistant', headline: tools.length === 0 ? 'Thinking' : tools.join(', '), body: '' };
}

function describePart(fields: JsonObject, isPrompt: boolean): Draft {
  switch (fields.type) {
    case 'text':
      return {
        role: isPrompt ? 'user' : 'assistant',
        headline: textOf(fields.text) || 'Text',
        body: textOf(fields.text),
      };
    case 'reasoning':
      return {
        role: 'assistant',
        headline: `Thinking: ${textOf(fields.text).trimStart()}`,
        body: textOf(fields.text),
      };
    case 'tool':
      return toolDraft(textOf(fields.tool), isObject(fields.state) ? fields.state : {});
    case 'retry':
      return isObject(fields.error) ? errorDraft(fields.error) : titled('Retry', '');
    case 'patch':
      return titled('Changed files', Array.isArray(fields.files) ? fields.files.map(textOf).join('\n') : '');
    case 'compaction':
      return titled('Compaction', '');
    default:
      return titled(
        textOf(fields.type).replaceAll('-', ' ') || 'Part',
        fields.filename ?? fields.description,
      );
  }
}

function describeEntry(type: string, fields: JsonObject): Draft {
  if (type === 'user')
    return { role: 'user', headline: textOf(fields.text) || 'Prompt', body: textOf(fields.text) };
  if (type === 'compaction') return titled('Compaction', fields.summary);
  if (type === 'shell')
    return { role: 'tool', headline: `shell ${textOf(fields.command)}`, body: textOf(fields.output) };
  if (type !== 'assistant') return titled(type.replaceAll('-', ' ') || 'Entry', fields.text ?? fields.agent);
  if (isObject(fields.error)) return errorDraft(fields.error);
  const items = Array.isArray(fields.content) ? fields.content.filter(isObject) : [];
  const text = items
    .filter((item) => item.type === 'text')
    .map((item) => textOf(item.text))
    .join('\n');
  const tool = items.find((item) => item.type === 'tool');
  if (tool !== undefined && text === '')
    return toolDraft(textOf(tool.name), isObject(tool.state) ? tool.state : {});
  return { role: 'assistant', headline: text === '' ? 'Thinking' : text, body: text };
}

function toolDraft(name: string, state: JsonObject): Draft {
  const input = isObject(state.input) ? state.input : {};
  const key = TELLING.find((one) => typeof input[one] === 'string');
  const argument = key === undefined ? textOf(state.title) : textOf(input[key]);
  return {
    role: 'tool',
    headline: `${name || 'tool'} ${argument}`.trim(),
    body: errorText(state) || outputOf(state),
  };
}

function errorDraft(error: JsonObject): Draft {
  const data = isObject(error.data) ? error.data : error;
  return titled(textOf(error.name) || 'Error', data.message);
}

function titled(name: string, text: unknown): Draft {
  const body = textOf(text);
  return { role: 'system', headline: body === '' ? name : `${name}: ${body.trimStart()}`, body };
}

function finished({ role, headline, body }: Draft): LineText {
  const line = cut(headline.trimStart().split(/[\r\n]/, 1)[0] ?? '', HEADLINE_CHARACTERS).trimEnd();
  return { role, headline: line, body: body.trim() === line ? '' : cut(body, BODY_CHARACTERS) };
}

function dataOf(data: unknown): JsonObject {
  const value = typeof data === 'string' ? parseJson(data) : null;
  return isObject(value) ? value : {};
}

/** At most `limit` UTF-16 units, no pair cut in two. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
