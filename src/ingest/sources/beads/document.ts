/** Reads a file of beads, which is rewritten as a whole and in any order: only records that are new or changed are given. */

import type { DocumentPart, DocumentReading, FileContext } from '../../../domain/adapter.ts';
import type { LineResult, SkipReason } from '../../../domain/event.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { isRejectedLine, type JsonObject, parseJsonLine } from '../json-line.ts';
import { readRecord } from './records.ts';
import type { Reading } from './row.ts';
import { type BeadShape, beadShape, recordName } from './shapes.ts';
import { contentCode, KnownRecords, keyCode, placeOf } from './state.ts';

/** Records that are stored together; the state of all of them goes with each part. */
const PART_RECORDS = 2_000;

/** One line of the file. `key` names its record; null when it is none, and why. */
interface Line {
  /** From 1. */
  readonly no: number;
  readonly start: number;
  readonly end: number;
  readonly content: string;
  readonly key: string | null;
  readonly rejected: SkipReason | null;
  /** null: a known record that did not change. */
  readonly row: { readonly shape: BeadShape; readonly fields: JsonObject } | null;
}

export function readBeads(content: Buffer, file: FileContext, saved: string | null): DocumentReading {
  if (isCutOff(content)) return { problem: 'its last line is cut off: it is read again when it changes' };
  return parts(content, file, new KnownRecords(saved));
}

/** The lines of a file, without their line endings. */
export function* linesOf(content: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  for (let start = 0; start < content.length; ) {
    const newline = content.indexOf(0x0a, start);
    const next = newline === -1 ? content.length : newline;
    const end = next > start && content[next - 1] === 0x0d ? next - 1 : next;
    yield { start, end };
    start = next + 1;
  }
}

/** A file that is being written ends in the middle of a line: a JSON object without its end. */
function isCutOff(content: Buffer): boolean {
  if (content.length === 0 || content.at(-1) === 0x0a) return false;
  const start = content.lastIndexOf(0x0a) + 1;
  const row = parseJsonLine(content, start, content.length);
  return (
    isRejectedLine(row) &&
    content
      .toString('utf8', start, start + 64)
      .trimStart()
      .startsWith('{')
  );
}

function* parts(content: Buffer, file: FileContext, known: KnownRecords): Generator<DocumentPart> {
  const lines = [...linesOf(content)].map((place, index) =>
    readLine(content, { ...place, no: index + 1 }, known),
  );
  const lastOf = new Map<string, number>();
  lines.forEach(({ key }, index) => {
    if (key !== null) lastOf.set(key, index);
  });
  let records: LocatedRecord[] = [];
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const isLast = line.key !== null && lastOf.get(line.key) === index;
    const record = isLast ? recordOf(line, file, known) : refusalOf(line, known, seen);
    if (record === null) continue;
    records.push(record);
    if (records.length < PART_RECORDS) continue;
    yield { records, saved: known.save() };
    records = [];
  }
  yield { records, saved: known.save() };
}

function readLine(content: Buffer, at: Pick<Line, 'no' | 'start' | 'end'>, known: KnownRecords): Line {
  const { start, end } = at;
  const code = contentCode(content, start, end);
  const place = { ...at, content: code };
  const knownKey = known.keyOf(code);
  if (knownKey !== null) return { ...place, key: knownKey, rejected: null, row: null };
  const fields = parseJsonLine(content, start, end);
  if (isRejectedLine(fields)) return { ...place, key: null, rejected: fields.rejected, row: null };
  const shape = beadShape(fields);
  if (shape === null) return { ...place, key: null, rejected: 'missing_event_type', row: null };
  return { ...place, key: keyCode(recordName(shape, fields)), rejected: null, row: { shape, fields } };
}

/** null: nothing new. */
function recordOf(line: Line, file: FileContext, known: KnownRecords): LocatedRecord | null {
  const key = line.key as string;
  if (line.row === null) return null;
  const former = known.formerOf(key);
  const { shape, fields } = line.row;
  const reading: Reading = { file, former, clamps: { count: 0 } };
  const { result, recordClass } = readRecord(shape, fields, reading);
  const at = result.at ?? 0;
  const isOlder = former !== null && at < former.at;
  known.put(key, line.content, isOlder ? former.recordClass : recordClass, isOlder ? former.at : at);
  return located(key, line, result);
}

/**
 * A line that is no record (a merge conflict's marker), or whose record a later line of the file gives again: the last one wins. The
 * n-th equal one has a place of its own and is told once.
 */
function refusalOf(line: Line, known: KnownRecords, seen: Map<string, number>): LocatedRecord | null {
  const reason = line.rejected ?? 'duplicate';
  const key = refusalKey(reason, line.key ?? line.content, seen);
  if (known.has(key)) return null;
  known.put(key, line.content, 'x', 0);
  return located(key, line, { rejected: reason });
}

/** `seen` counts the equal ones before. */
export function refusalKey(reason: SkipReason, what: string, seen: Map<string, number>): string {
  const name = `${reason}:${what}`;
  const n = (seen.get(name) ?? 0) + 1;
  seen.set(name, n);
  return keyCode(`${name}:${n}`);
}

function located(key: string, { no, start, end }: Line, result: LineResult): LocatedRecord {
  return { offset: placeOf(key), length: end - start, lineNo: no, result };
}
