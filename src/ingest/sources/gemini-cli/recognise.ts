/** Is content a chat of Gemini CLI? Decided by its keys: a chat has no name of its own in it. */

import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { withoutCompression } from '../names.ts';
import { type JsonOutline, outlineOf } from './json-outline.ts';

const LINE_FEED = 0x0a;
/** Lines of the head that are looked at: a log may begin with a broken one. */
const LINES_LIMIT = 32;
/** Of a document: a head may be a first line of many megabytes. */
const DOCUMENT_BYTES = 64 * 1024;
const MESSAGE_TYPES = new Set(['user', 'gemini', 'model', 'info', 'error', 'warning']);
const ROLES = new Set(['user', 'gemini', 'model']);

/** Documents by their ending, as they are read (adapter.ts); everything else has lines. */
export function isChat(path: string, head: Buffer): boolean {
  return withoutCompression(path).endsWith('.json') ? isChatDocument(head) : isChatLog(head);
}

/** One object with the messages of a session. */
function isChatDocument(head: Buffer): boolean {
  const chat = outlineOf(head.toString('utf8', 0, DOCUMENT_BYTES));
  if (chat === null) return false;
  const message = chat.firstOf('messages');
  if (chat.has('sessionId') && chat.has('messages'))
    return (message === null && chat.has('projectHash')) || (message !== null && isMessage(message));
  if (chat.has('sessionId') && chat.has('projectHash')) return chat.has('startTime');
  const turn = chat.firstOf('history');
  return turn !== null && chat.has('lastUpdated') && turn.has('parts') && ROLES.has(turn.text('role') ?? '');
}

function isMessage(message: JsonOutline): boolean {
  const isTimed = message.has('timestamp') || message.has('id');
  return isTimed && MESSAGE_TYPES.has(message.text('type') ?? '') && !message.has('role');
}

function isChatLog(head: Buffer): boolean {
  let start = 0;
  for (let line = 0; line < LINES_LIMIT && start < head.length; line++) {
    const lineFeed = head.indexOf(LINE_FEED, start);
    const end = lineFeed === -1 ? head.length : lineFeed;
    const fields = parseJsonLine(head, start, end);
    if (!isRejectedLine(fields)) {
      const verdict = verdictOf(fields);
      if (verdict !== null) return verdict;
    }
    start = end + 1;
  }
  return false;
}

/** null: the line does not tell. */
function verdictOf(fields: JsonObject): boolean | null {
  if (isObject(fields.$set) || typeof fields.$rewindTo === 'string') return true;
  if (typeof fields.sessionId === 'string' && typeof fields.projectHash === 'string') return true;
  if (typeof fields.id === 'string' && fields.type === 'gemini' && fields.timestamp !== undefined)
    return true;
  return null;
}
