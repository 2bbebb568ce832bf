/** Bosun's JSON documents: a session of its tracker, or a list of work-stream rows. */

import type { DocumentReading, FileContext, LineText } from '../../../domain/adapter.ts';
import { afterByteOrderMark, parseJson } from '../json-line.ts';
import { describeLine } from '../work-stream/describe.ts';
import { shallowJson } from '../work-stream/digest.ts';
import { messageKey } from './ring.ts';
import { isRowList, placesOf, readRowList } from './row-list.ts';
import type { Row } from './session.ts';
import { isTrackerDocument, messagesOf, readTracker } from './tracker.ts';

const HEADLINE_LIMIT = 200;
const BODY_LIMIT = 4000;

export function readDocument(content: Buffer, file: FileContext, saved: string | null): DocumentReading {
  const value = documentOf(content);
  if (value === undefined) return { problem: 'half written, or not JSON' };
  if (isRowList(value)) return [readRowList(value, file, saved)];
  const part = isTrackerDocument(value) ? readTracker(value, content.length, file, saved) : null;
  return part === null ? { problem: 'not a session of Bosun' } : [part];
}

export function describeDocument(content: Buffer, offset: number): LineText | null {
  const value = documentOf(content);
  if (isRowList(value)) {
    const json = shallowJson(value[placesOf(value).indexOf(offset)]);
    return json === null ? null : describeLine(Buffer.from(json));
  }
  if (!isTrackerDocument(value)) return null;
  const message = messagesOf(value).find((one) => messageKey(one) === offset);
  return message === undefined ? describeSession(value) : describeMessage(message);
}

const ROLES: ReadonlyMap<unknown, LineText['role']> = new Map([
  ['user', 'user'],
  ['agent_message', 'assistant'],
  ['assistant', 'assistant'],
  ['tool_call', 'tool'],
  ['tool_result', 'tool'],
]);

function describeMessage(message: Row): LineText {
  const content = typeof message.content === 'string' ? message.content : '';
  const [first = ''] = content
    .trimStart()
    .slice(0, BODY_LIMIT)
    .split(/[\r\n]/, 1);
  const headline = first.slice(0, HEADLINE_LIMIT).trimEnd();
  const role = ROLES.get(message.type) ?? ROLES.get(message.role) ?? 'system';
  return { role, headline, body: content.trim() === headline ? '' : content.slice(0, BODY_LIMIT) };
}

function describeSession(row: Row): LineText {
  const title = [row.taskTitle, row.title, row.id, row.taskId].find((word) => typeof word === 'string');
  const headline = `session ${title}: ${String(row.status)}, ${messagesOf(row).length} messages`;
  return { role: 'system', headline: headline.replace(/\s+/g, ' ').slice(0, HEADLINE_LIMIT), body: '' };
}

/** The beginning of a document, perhaps cut: is it one of these? */
export function looksLikeDocument(head: Buffer): boolean {
  const value = documentOf(head);
  if (value !== undefined) return isRowList(value) || isTrackerDocument(value);
  const text = head.toString('utf8', afterByteOrderMark(head, 0, head.length));
  if (/^\s*\[\s*\{/.test(text))
    return (
      /"(?:attempt_id|task_id)"\s*:/.test(text) &&
      /"(?:event_type|error_message|error_fingerprint|metrics)"\s*:/.test(text)
    );
  return TRACKER_KEYS.every((key) => text.includes(key)) && /^\s*\{\s*"id"\s*:/.test(text);
}

/** Keys before the messages of a session document, in the order in which they are written. */
const TRACKER_KEYS = ['"taskId"', '"sessionKey"', '"createdAt"', '"lastActiveAt"', '"turnCount"'] as const;

function documentOf(content: Buffer): unknown {
  return parseJson(content.toString('utf8', afterByteOrderMark(content, 0, content.length)));
}
