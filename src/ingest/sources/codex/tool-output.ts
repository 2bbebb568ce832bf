/** What came back from a tool: its exit code in all the forms that versions write it in, and the part that is the tool's own (codex.md 6). */

import { digest53, digest53Bytes } from '../../../domain/hash.ts';
import { decodedJson, longDigest } from '../claude-code/long-text.ts';
import { isObject } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import { type Encoded, encodedHead, encodedOf, encodedTail, encodedText } from './read-row.ts';
import type { Row } from './row.ts';

export interface ToolOutput {
  /** null when the output does not say. */
  readonly exitCode: number | null;
  readonly digest: number | null;
  /** How the text begins; read only when asked for. */
  start(): string;
  /** What the tool said, for an error; read only when asked for. */
  message(): string;
}

/** Bytes at the start of an output in which the harness's own lines stand, and at its end in which its metadata does. */
const HEAD_BYTES = 256;
const TAIL_BYTES = 512;
/** Of a longer message only both ends are read. */
const WHOLE_MESSAGE_BYTES = 8192;
const MESSAGE_HEAD_BYTES = 4096;
const MESSAGE_TAIL_BYTES = 2048;
/** Fewer bytes are not sampled but hashed as text. */
const SAMPLED_BYTES = 1024;

/** `{"output":"…","metadata":{"exit_code":1,"duration_seconds":0.1}}` as one string: what stands before the output, and behind it. */
const JSON_HEAD = Buffer.from('{\\"output\\":\\"');
const JSON_TAIL = Buffer.from('\\",\\"metadata\\":');
const METADATA_CODE = /"metadata":\{[^{}]{0,200}"exit_code":(-?\d{1,10})\b/;

/** Ends the lines that the harness puts before an output; the exit code is one of them. */
const HEADER_END = 'Output:\\n';
/** The first letters of HEADER_LINE. */
const HEADER_LETTERS = new Set([...'CWPEOTS'].map((letter) => letter.charCodeAt(0)));
const OPENING_BRACE = 0x7b;
const EXIT_LINE = /^(?:Process exited with code|Exit code:) ?(-?\d{1,10})\b/m;
const HEADER_LINE =
  /^(?:Chunk ID: |Wall time[: ]|Process |Exit code: |Original token count: |Total output lines: |Script |Command: )/;

/** Reads `output`: a string, a JSON string with metadata, an object, or a list of content items. */
export function readOutput(value: unknown, row: Row): ToolOutput {
  if (typeof value === 'string') {
    return textOutput(encodedOf(value, row.line));
  }
  if (Array.isArray(value)) {
    return listedOutput(value, row);
  }
  return isObject(value)
    ? objectOutput(value, row)
    : { exitCode: null, digest: null, start: () => '', message: () => '' };
}

/** Its ends are looked at; its middle is only hashed, and sampled when it is long. */
export function textOutput(encoded: Encoded): ToolOutput {
  const first = encoded.bytes[encoded.start] as number;
  if (first === OPENING_BRACE) {
    return bracedOutput(encoded);
  }
  const { header, body } = HEADER_LETTERS.has(first) ? splitHeader(encoded) : { header: '', body: encoded };
  const code = EXIT_LINE.exec(header)?.[1];
  return {
    exitCode: code === undefined ? null : Number(code),
    digest: digestOf(body),
    start: () => encodedHead(encoded, HEAD_BYTES),
    message: () => messageOf(body, false),
  };
}

/**
 * The harness's lines at the start, empty when there are none, and what stands behind them: they hold times and ids. Where they do not
 * end in the first bytes, those are looked at, and all is the body.
 */
function splitHeader(encoded: Encoded): { readonly header: string; readonly body: Encoded } {
  const { bytes, start, end } = encoded;
  const head = bytes.toString('latin1', start, Math.min(end, start + HEAD_BYTES));
  if (!HEADER_LINE.test(head)) {
    return { header: '', body: encoded };
  }
  const length = head.indexOf(HEADER_END);
  return length === -1
    ? { header: encodedHead(encoded, HEAD_BYTES), body: encoded }
    : {
        header: decodedJson(head.slice(0, length)),
        body: { bytes, start: start + length + HEADER_END.length, end },
      };
}

/** An output that begins with a brace: one with metadata, or what a tool wrote. */
function bracedOutput(encoded: Encoded): ToolOutput {
  const head = encodedHead(encoded, HEAD_BYTES);
  const hasMetadata = head.startsWith('{"output":') || head.startsWith('{"metadata":');
  const tail = hasMetadata ? encodedTail(encoded, TAIL_BYTES) : '';
  const code = hasMetadata ? (METADATA_CODE.exec(tail) ?? METADATA_CODE.exec(head))?.[1] : undefined;
  const body = hasMetadata ? jsonBody(encoded) : encoded;
  return {
    exitCode: code === undefined ? null : Number(code),
    digest: digestOf(body),
    start: () => head,
    message: () => messageOf(body, hasMetadata),
  };
}

/** What the tool said: all of it, of a long one both ends. */
function messageOf(body: Encoded, isJson: boolean): string {
  if (body.end - body.start <= WHOLE_MESSAGE_BYTES) {
    return isJson ? decodedJson(encodedText(body)) : encodedText(body);
  }
  return [encodedHead(body, MESSAGE_HEAD_BYTES), encodedTail(body, MESSAGE_TAIL_BYTES)]
    .map((part) => (isJson ? decodedJson(part.replace(/\\+$/, '')) : part))
    .join('\n');
}

/** The part of a JSON output that the tool wrote: what is behind it says how long it took. */
function jsonBody({ bytes, start, end }: Encoded): Encoded {
  const isHead = bytes.subarray(start, start + JSON_HEAD.length).equals(JSON_HEAD);
  const from = isHead ? start + JSON_HEAD.length : start;
  const tailStart = Math.max(from, end - TAIL_BYTES);
  const tail = bytes.subarray(tailStart, end).lastIndexOf(JSON_TAIL);
  return { bytes, start: from, end: tail === -1 ? end : tailStart + tail };
}

function digestOf({ bytes, start, end }: Encoded): number {
  return end - start < SAMPLED_BYTES ? digest53Bytes(bytes, start, end) : longDigest(bytes, start, end);
}

/** Content items: the first one has the harness's lines. */
function listedOutput(items: readonly unknown[], row: Row): ToolOutput {
  const outputs = items
    .map((item) => (isObject(item) ? item.text : undefined))
    .filter((text) => typeof text === 'string')
    .map((text) => readOutput(text, row));
  return {
    exitCode: outputs[0]?.exitCode ?? null,
    digest: digest53(outputs.map(({ digest }) => digest).join()),
    start: () => outputs[0]?.start() ?? '',
    message: () => outputs.map((output) => output.message()).join('\n'),
  };
}

function objectOutput(fields: JsonObject, row: Row): ToolOutput {
  const inner = fields.output ?? fields.text ?? fields.content;
  const output = typeof inner === 'string' || Array.isArray(inner) ? readOutput(inner, row) : null;
  return {
    exitCode: codeOfFields(fields) ?? output?.exitCode ?? null,
    digest: output?.digest ?? row.texts.json(fields)?.digest ?? null,
    start: () => output?.start() ?? '',
    message: () => output?.message() ?? '',
  };
}

/** `exit_code` or `metadata.exit_code`, else what `success` amounts to; null when none of them is there. */
function codeOfFields({ exit_code, metadata, success }: JsonObject): number | null {
  const code = exit_code ?? (isObject(metadata) ? metadata.exit_code : undefined);
  if (typeof code === 'number') {
    return code;
  }
  return typeof success === 'boolean' ? Number(!success) : null;
}
