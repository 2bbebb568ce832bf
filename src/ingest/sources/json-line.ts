/** One line of bytes to one JSON object, or the reason why it is none. */

import type { Rejection, SkipReason } from '../../domain/event.ts';

/** A parsed line. It never holds a key `rejected`, so that it can be told from a `Rejection`. */
export type JsonObject = Record<string, unknown>;

const REJECTIONS = {
  blank: { rejected: 'blank' },
  invalid_json: { rejected: 'invalid_json' },
  not_an_object: { rejected: 'not_an_object' },
} as const satisfies Partial<Record<SkipReason, Rejection>>;

/**
 * Parses `bytes[start, end)`, a line without its line ending (RELIABILITY.md 2.3). A byte order mark at its start is dropped;
 * only spaces, tabs and carriage returns is `blank`; invalid UTF-8 becomes U+FFFD. Never throws.
 */
export function parseJsonLine(bytes: Buffer, start: number, end: number): JsonObject | Rejection {
  const from = afterByteOrderMark(bytes, start, end);
  const value = parseJson(bytes.toString('utf8', from, end));
  if (value === undefined) {
    return isBlank(bytes, from, end) ? REJECTIONS.blank : REJECTIONS.invalid_json;
  }
  return jsonObject(value);
}

/** The value of a JSON text; undefined (which JSON cannot say) when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A parsed value as the record of a line: only objects are records. */
export function jsonObject(value: unknown): JsonObject | Rejection {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return REJECTIONS.not_an_object;
  }
  const record = value as JsonObject;
  if ('rejected' in record) {
    delete record.rejected;
  }
  return record;
}

/** Is the outcome of `parseJsonLine` a rejection? */
export function isRejectedLine(line: JsonObject | Rejection): line is Rejection {
  return 'rejected' in line;
}

/** Index of the first byte behind a UTF-8 byte order mark at `start`; `start` when there is none. */
export function afterByteOrderMark(bytes: Buffer, start: number, end: number): number {
  const marked =
    bytes[start] === 0xef && end - start >= 3 && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return marked ? start + 3 : start;
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) {
      return false;
    }
  }
  return true;
}
