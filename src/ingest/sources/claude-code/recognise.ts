/** Is content a Claude Code transcript? Decided by its rows, never by its name. */

import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { rowKind } from './rows.ts';

/** Rows of the head that are looked at: a transcript may begin with metadata rows, or with a broken one. */
const ROWS_LIMIT = 32;
const LINE_FEED = 0x0a;

/** Keys that only rows of the common envelope have. */
const ENVELOPE_KEYS = ['parentUuid', 'isSidechain'];
/** Keys of which a metadata row has at least one. */
const METADATA_KEYS = ['leafUuid', 'messageId', 'sessionId', 'agentId'];

/** A first row longer than the head: its keys stand there unescaped, which they cannot inside a string. */
const ENVELOPE_BYTES = ENVELOPE_KEYS.map((key) => Buffer.from(`"${key}":`));

export function isTranscript(head: Buffer): boolean {
  let start = 0;
  for (let row = 0; row < ROWS_LIMIT && start < head.length; row++) {
    const lineFeed = head.indexOf(LINE_FEED, start);
    const end = lineFeed === -1 ? head.length : lineFeed;
    const line = parseJsonLine(head, start, end);
    if (isRejectedLine(line)) {
      if (lineFeed === -1) {
        return isCutEnvelope(head.subarray(start));
      }
    } else if (isRow(line)) {
      return true;
    }
    start = end + 1;
  }
  return false;
}

function isRow(fields: JsonObject): boolean {
  if (hasUsage(fields)) return true;
  const { type } = fields;
  if (typeof type !== 'string' || type === '') {
    return false;
  }
  if (ENVELOPE_KEYS.some((key) => key in fields)) {
    return true;
  }
  return !rowKind(type).startsWith('other:') && !('message' in fields || 'content' in fields)
    ? METADATA_KEYS.some((key) => key in fields)
    : false;
}

/** Usage in Claude's own spelling: enough for rows that somebody cut down to it. The program's output stream says `session_id` beside it. */
function hasUsage({ message, session_id: streamId }: JsonObject): boolean {
  return (
    streamId === undefined &&
    isObject(message) &&
    isObject(message.usage) &&
    'cache_creation_input_tokens' in message.usage
  );
}

function isCutEnvelope(bytes: Buffer): boolean {
  return bytes[0] === 0x7b && ENVELOPE_BYTES.every((key) => bytes.includes(key));
}
