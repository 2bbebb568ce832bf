/**
 * Progress rows told by their bytes: two lines in five of a transcript, of which only id, time and tool are wanted (PERFORMANCE.md move 2).
 * What stands before their `data` is the same from row to row, so a row with the same bytes there says the same; `data` is proven to be
 * JSON, and behind it ids and time stand in known places. Of a row in any other form nothing is said.
 */

import type { ParsedRecord, SessionRef } from '../../../domain/event.ts';
import { hash53, hash53Bytes } from '../../../domain/hash.ts';
import { asciiBytes, holdsAt, scanName } from '../byte-scan.ts';
import { jsonEnd } from '../json-bytes.ts';
import { exactTimeAt, TIME_BYTES } from '../timestamps.ts';
import type { FileState } from './file-state.ts';
import { WHOLE_LINE_BYTES } from './read-line.ts';

const KIND = 'progress';
const PARENT = asciiBytes('{"parentUuid":');
const NULL = asciiBytes('null');
const DATA = Buffer.from('"type":"progress","data":{');
/** Both ids of tools, in either order. */
const TOOLS_FIRST = [asciiBytes(',"parentToolUseID":"'), asciiBytes(',"toolUseID":"')] as const;
const TOOLS_SECOND = [asciiBytes('","toolUseID":"'), asciiBytes('","parentToolUseID":"')] as const;
const UUID = asciiBytes('","uuid":"');
const TIME = asciiBytes('","timestamp":"');
const ROW_END = asciiBytes('"}');
const UUID_BYTES = 36;
const ID_BYTES = 80;
/** Of a row that has no `data` near its beginning, nothing is remembered. */
const ENVELOPE_BYTES = 2048;

/** Where the parts of a row are. */
interface Parts {
  readonly toolAt: number;
  readonly toolEnd: number;
  readonly uuidAt: number;
  readonly timeAt: number;
}

export class QuickProgress {
  readonly #nowMs: number;
  readonly #state: FileState;
  /** What stood between the parent's id and `data` in the last row that was read whole, and its session. */
  #envelope: Buffer | null = null;
  #session: SessionRef | null = null;

  constructor(nowMs: number, state: FileState) {
    this.#nowMs = nowMs;
    this.#state = state;
  }

  /** The record of a row like the one before; null when it must be read. */
  read(bytes: Buffer, start: number, end: number): ParsedRecord | null {
    const session = this.#session;
    if (this.#envelope === null || session === null || this.#state.awaitsTitles) {
      return null;
    }
    const parts = partsOf(bytes, start, end, this.#envelope);
    const at = parts === null ? -1 : exactTimeAt(bytes, parts.timeAt, this.#nowMs);
    if (parts === null || at === -1) {
      return null;
    }
    const uid = bytes.toString('latin1', parts.uuidAt, parts.uuidAt + UUID_BYTES);
    this.#state.lastAt = at;
    this.#state.passRow(uid, session.id);
    return {
      kind: KIND,
      at,
      timeSource: 'log',
      session,
      harness: 'claude_code',
      uidKey: hash53(uid),
      sibling: null,
      taskId: null,
      clampedFields: 0,
      copied: false,
      facts: [{ type: 'progress', toolKey: hash53Bytes(bytes, parts.toolAt, parts.toolEnd) }],
    };
  }

  /** After a row was read whole: a row with another session, or with news of it, ends what is remembered. */
  note(record: ParsedRecord, bytes: Buffer, start: number, end: number): void {
    const [fact] = record.facts;
    const isUsual =
      record.kind === KIND &&
      record.facts.length === 1 &&
      fact?.type === 'progress' &&
      record.clampedFields === 0 &&
      record.timeSource === 'log' &&
      !record.copied;
    if (isUsual) {
      this.#remember(record, bytes, start, end);
    } else if (record.session !== this.#session || record.facts.some(({ type }) => type === 'session_info')) {
      this.#envelope = null;
      this.#session = null;
    }
  }

  #remember({ session }: ParsedRecord, bytes: Buffer, start: number, end: number): void {
    const head = bytes.subarray(start, Math.min(end, start + ENVELOPE_BYTES));
    const data = head.indexOf(DATA);
    const from = parentEnd(bytes, start);
    if (session !== this.#session) {
      this.#envelope = null;
      this.#session = null;
    }
    if (data === -1 || from === -1 || start + data < from) {
      return;
    }
    const envelope = Buffer.from(bytes.subarray(from, start + data + DATA.length - 1));
    if (partsOf(bytes, start, end, envelope) !== null) {
      this.#envelope = envelope;
      this.#session = session;
    }
  }
}

/** Index behind the parent's id; -1 when there is none in its usual form. */
function parentEnd(bytes: Buffer, start: number): number {
  if (!holdsAt(bytes, start, PARENT)) {
    return -1;
  }
  const at = start + PARENT.length;
  if (holdsAt(bytes, at, NULL)) {
    return at + NULL.length;
  }
  const close = bytes[at] === 0x22 ? scanName(bytes, at + 1, ID_BYTES) : -1;
  return close === -1 ? -1 : close + 1;
}

function partsOf(bytes: Buffer, start: number, end: number, envelope: Buffer): Parts | null {
  const envelopeAt = end - start > WHOLE_LINE_BYTES ? -1 : parentEnd(bytes, start);
  if (envelopeAt === -1 || !holdsAt(bytes, envelopeAt, envelope)) {
    return null;
  }
  const dataEnd = jsonEnd(bytes, envelopeAt + envelope.length, end);
  const order = dataEnd !== -1 && holdsAt(bytes, dataEnd, TOOLS_FIRST[0]) ? 0 : 1;
  if (dataEnd === -1 || !holdsAt(bytes, dataEnd, TOOLS_FIRST[order])) {
    return null;
  }
  const firstAt = dataEnd + TOOLS_FIRST[order].length;
  const firstEnd = scanName(bytes, firstAt, ID_BYTES);
  if (firstEnd === -1 || !holdsAt(bytes, firstEnd, TOOLS_SECOND[order])) {
    return null;
  }
  const secondAt = firstEnd + TOOLS_SECOND[order].length;
  const secondEnd = scanName(bytes, secondAt, ID_BYTES);
  const uuidAt = secondEnd + UUID.length;
  const timeAt = uuidAt + UUID_BYTES + TIME.length;
  const isWhole =
    secondEnd !== -1 &&
    holdsAt(bytes, secondEnd, UUID) &&
    scanName(bytes, uuidAt, UUID_BYTES) === uuidAt + UUID_BYTES &&
    holdsAt(bytes, uuidAt + UUID_BYTES, TIME) &&
    holdsAt(bytes, timeAt + TIME_BYTES, ROW_END) &&
    timeAt + TIME_BYTES + ROW_END.length === end;
  if (!isWhole) {
    return null;
  }
  return order === 0
    ? { toolAt: firstAt, toolEnd: firstEnd, uuidAt, timeAt }
    : { toolAt: secondAt, toolEnd: secondEnd, uuidAt, timeAt };
}
