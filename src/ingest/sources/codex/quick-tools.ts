/** Calls of tools and their outputs, told by the bytes of their rows (quick-rows.ts). */

import type { AgentEvent } from '../../../domain/event.ts';
import { digest53, digest53Bytes, hash53Bytes } from '../../../domain/hash.ts';
import { asciiBytes, holdsAt, scanName, scanString } from '../byte-scan.ts';
import { decodedJson } from '../claude-code/long-text.ts';
import type { FileState } from './file-state.ts';
import type { QuickRow } from './quick-rows.ts';
import { isOutputRow, WINDOW_LINE_BYTES } from './read-row.ts';
import { plainCall } from './tool-calls.ts';
import { textOutput } from './tool-output.ts';
import { endCall } from './tool-results.ts';

const ID_BYTES = 80;
const OUTPUT = asciiBytes('","output":"');
const ARGUMENTS = asciiBytes('","arguments":"');
const CALL_ID = asciiBytes('","call_id":"');
const ROW_END = asciiBytes('"}}');
/** In longer rows a text may be so long that it is sampled. */
const WHOLE_TEXTS_BYTES = 4096;

/** `…"call_id":"call_1","output":"…"}}` */
export function quickOutput(row: QuickRow, state: FileState): readonly AgentEvent[] | null {
  const { bytes, start, end, from: idAt } = row;
  const idEnd = scanName(bytes, idAt, ID_BYTES);
  if (idEnd === -1 || !holdsAt(bytes, idEnd, OUTPUT)) {
    return null;
  }
  const from = idEnd + OUTPUT.length;
  const to = end - ROW_END.length;
  const isWhole =
    end - start >= WINDOW_LINE_BYTES
      ? holdsAt(bytes, to, ROW_END) && isOutputRow(bytes, from, end)
      : isPlainText(row, from);
  if (!isWhole) {
    return null;
  }
  const facts: AgentEvent[] = [];
  endCall(hash53Bytes(bytes, idAt, idEnd), textOutput({ bytes, start: from, end: to }), false, state, facts);
  return facts;
}

/** A text whose encoded form is the one that it would get again, and the end of the row. */
function isPlainText({ bytes, end }: QuickRow, from: number): boolean {
  const { close, isOdd } = scanString(bytes, from, end);
  return !isOdd && close === end - ROW_END.length && holdsAt(bytes, close, ROW_END);
}

/** `…"name":"shell","arguments":"{…}","call_id":"call_1"}}` */
export function quickCall(row: QuickRow, state: FileState): readonly AgentEvent[] | null {
  const { bytes, start, end, from } = row;
  const nameEnd = scanName(bytes, from, ID_BYTES);
  if (nameEnd === -1 || end - start > WHOLE_TEXTS_BYTES || !holdsAt(bytes, nameEnd, ARGUMENTS)) {
    return null;
  }
  const argumentsAt = nameEnd + ARGUMENTS.length;
  const { close, hasEscapes, isOdd } = scanString(bytes, argumentsAt, end);
  if (close === -1 || isOdd || !holdsAt(bytes, close, CALL_ID)) {
    return null;
  }
  const idAt = close + CALL_ID.length;
  const idEnd = scanName(bytes, idAt, ID_BYTES);
  if (idEnd !== end - ROW_END.length || !holdsAt(bytes, idEnd, ROW_END)) {
    return null;
  }
  const encoded = bytes.toString('latin1', argumentsAt, close);
  const text = hasEscapes ? decodedJson(encoded) : encoded;
  const digest = hasEscapes ? digest53(text) : digest53Bytes(bytes, argumentsAt, close);
  return plainCall(
    hash53Bytes(bytes, idAt, idEnd),
    bytes.toString('latin1', from, nameEnd),
    text,
    digest,
    state,
  );
}
