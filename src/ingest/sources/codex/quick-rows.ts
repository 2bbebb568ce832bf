/**
 * Rows in the very form in which Codex writes nearly all of them, told by their bytes (PERFORMANCE.md move 2). What is answered here is what
 * reading the row as JSON would say; of a row in any other form nothing is said.
 */

import type { AgentEvent } from '../../../domain/event.ts';
import { asciiBytes, holdsAt, scanString } from '../byte-scan.ts';
import type { Clamps } from '../fields.ts';
import { exactTimeAt, TIME_BYTES } from '../timestamps.ts';
import { type FileState, noteWork } from './file-state.ts';
import { quickTokens } from './quick-tokens.ts';
import { quickCall, quickOutput } from './quick-tools.ts';
import { isUnreadRow } from './read-row.ts';

/** A row that is being looked at; the same object for all rows. */
export interface QuickRow {
  bytes: Buffer;
  start: number;
  end: number;
  /** Behind what the row's form begins with. */
  from: number;
  kind: string;
  /** Epoch ms. */
  at: number;
  readonly clamps: Clamps;
}

/** The row's facts; null: it has another form. The state is changed only when it is sure what the row says. */
type QuickReader = (row: QuickRow, state: FileState) => readonly AgentEvent[] | null;

interface Form {
  readonly kind: string;
  readonly begins: Uint8Array;
  readonly read: QuickReader;
}

/** The forms of one type of envelope. */
interface Group {
  readonly type: Uint8Array;
  readonly forms: readonly Form[];
}

const NO_FACTS: readonly AgentEvent[] = [];

const TIME = asciiBytes('{"timestamp":"');
const TYPE_AT = TIME.length + TIME_BYTES;
const ROW_END = asciiBytes('"}}');
/** No row of these types is shorter. */
const LEAST_BYTES = 80;

const GROUPS: readonly Group[] = [
  group('response_item', [
    ['reasoning', '",', (row) => (isUnread(row) ? NO_FACTS : null)],
    ['function_call', '","name":"', quickCall],
    ['function_call_output', '","call_id":"', quickOutput],
    ['message', '","role":"assistant",', readAnswer],
    ['custom_tool_call_output', '","call_id":"', quickOutput],
  ]),
  group('event_msg', [
    ['token_count', '","info":{', quickTokens],
    ['agent_reasoning', '","text":"', (row) => (isUnread(row) || isOneText(row) ? NO_FACTS : null)],
    ['agent_message', '","message":"', readAgentMessage],
  ]),
];

function group(type: string, forms: readonly (readonly [string, string, QuickReader])[]): Group {
  return {
    type: asciiBytes(`","type":"${type}","payload":{"type":"`),
    forms: forms.map(([inner, rest, read]) => ({
      kind: `${type}.${inner}`,
      begins: asciiBytes(inner + rest),
      read,
    })),
  };
}

export class QuickRows {
  readonly #nowMs: number;
  readonly #row: QuickRow;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
    this.#row = { bytes: Buffer.alloc(0), start: 0, end: 0, from: 0, kind: '', at: 0, clamps: { count: 0 } };
  }

  /** The facts of the row `bytes[start, end)`, with what else is told in `row`; null when it must be read as JSON. */
  read(bytes: Buffer, start: number, end: number, state: FileState): readonly AgentEvent[] | null {
    if (end - start < LEAST_BYTES || !holdsAt(bytes, start, TIME)) {
      return null;
    }
    const typeAt = start + TYPE_AT;
    for (const { forms, type } of GROUPS) {
      if (holdsAt(bytes, typeAt, type)) {
        return this.#readForm(forms, typeAt + type.length, bytes, start, end, state);
      }
    }
    return null;
  }

  /** The row that was read last. */
  get row(): Readonly<QuickRow> {
    return this.#row;
  }

  #readForm(
    forms: readonly Form[],
    formAt: number,
    bytes: Buffer,
    start: number,
    end: number,
    state: FileState,
  ): readonly AgentEvent[] | null {
    for (const { begins, kind, read } of forms) {
      if (holdsAt(bytes, formAt, begins)) {
        const at = exactTimeAt(bytes, start + TIME.length, this.#nowMs);
        const row = this.#row;
        row.bytes = bytes;
        row.start = start;
        row.end = end;
        row.from = formAt + begins.length;
        row.kind = kind;
        row.at = at;
        row.clamps.count = 0;
        return at === -1 ? null : read(row, state);
      }
    }
    return null;
  }
}

/** A row whose body is not looked at. */
function isUnread({ bytes, start, end }: QuickRow): boolean {
  return isUnreadRow(bytes, start, end);
}

/** A row that ends with the text that its form begins. */
function isOneText({ bytes, from, end }: QuickRow): boolean {
  return (
    scanString(bytes, from, end).close === end - ROW_END.length &&
    holdsAt(bytes, end - ROW_END.length, ROW_END)
  );
}

function readAnswer(row: QuickRow, state: FileState): readonly AgentEvent[] | null {
  return state.heldPrompt === null && isUnread(row) ? worked(state) : null;
}

function readAgentMessage(row: QuickRow, state: FileState): readonly AgentEvent[] | null {
  return isUnread(row) || isOneText(row) ? worked(state) : null;
}

function worked(state: FileState): readonly AgentEvent[] {
  noteWork(state);
  return NO_FACTS;
}
