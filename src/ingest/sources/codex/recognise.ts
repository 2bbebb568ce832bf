/** Is content a Codex rollout? Decided by its rows, never by its name. */

import { isObject } from '../fields.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { isMeta, rowParts } from './rows.ts';

const ROWS_LIMIT = 32;
const LINE_FEED = 0x0a;
/** Begin a first row that is longer than the head. */
const CUT_HEADS = [/^\{"timestamp":"[^"]{1,40}",(?:"ordinal":\d{1,15},)?"type":"session_meta","payload":\{/];

export function isRollout(head: Buffer): boolean {
  let start = 0;
  for (let row = 0; row < ROWS_LIMIT && start < head.length; row++) {
    const lineFeed = head.indexOf(LINE_FEED, start);
    const end = lineFeed === -1 ? head.length : lineFeed;
    const line = parseJsonLine(head, start, end);
    if (isRejectedLine(line)) {
      if (lineFeed === -1 && isCutRow(head.toString('latin1', start, start + 200))) {
        return true;
      }
    } else if (isRow(line)) {
      return true;
    }
    start = end + 1;
  }
  return false;
}

function isCutRow(text: string): boolean {
  return CUT_HEADS.some((pattern) => pattern.test(text));
}

/** An envelope with a payload of a known kind, or the first line of a file without envelopes. */
function isRow(fields: JsonObject): boolean {
  const parts = rowParts(fields, (value) => value);
  if (parts === null || parts.kind.startsWith('other:')) {
    return false;
  }
  return (
    isObject(fields.payload) || (fields.type === undefined && isMeta(fields) && 'instructions' in fields)
  );
}
