/** Reads a JSON array of work-stream rows: what Bosun's reports and exports hold of errors and metrics. */

import { basename, dirname, join } from 'node:path';
import type { DocumentPart, FileContext } from '../../../domain/adapter.ts';
import { isRejection, type LineResult } from '../../../domain/event.ts';
import { hash53, hash53Bytes } from '../../../domain/hash.ts';
import type { LocatedRecord } from '../../../domain/source.ts';
import { isObject } from '../fields.ts';
import { parseJson } from '../json-line.ts';
import { shallowJson } from '../work-stream/digest.ts';
import { WorkStreamParser } from '../work-stream/parser.ts';
import { rowShape } from '../work-stream/rows.ts';

/** Rows looked at to tell what the array holds. */
const HEAD_ROWS = 16;

export function isRowList(value: unknown): value is readonly unknown[] {
  const head = Array.isArray(value) ? value.slice(0, HEAD_ROWS) : [];
  return head.some((row) => isObject(row) && rowShape(row) !== null);
}

/** Each row as the line that it would be. A row never changes: what says something else, wherever it stands, is another one. */
export function readRowList(rows: readonly unknown[], file: FileContext, saved: string | null): DocumentPart {
  const before = new Set(savedPlaces(saved));
  const name = basename(file.path).replace(/\.json$/, '.jsonl');
  const parser = new WorkStreamParser({ ...file, path: join(dirname(file.path), name) }, null);
  const records: LocatedRecord[] = [];
  const places = placesOf(rows);
  for (const [index, row] of rows.entries()) {
    const line = lineOf(row);
    const result = asDocumentRow(parser.parse(line, 0, line.length));
    const offset = places[index] as number;
    if (!before.has(offset)) records.push({ offset, length: line.length, lineNo: index + 1, result });
  }
  return { records, saved: JSON.stringify(places) };
}

/** Of what a row says and how many equal ones stand before it: newer rows may push older ones out of the list. */
export function placesOf(rows: readonly unknown[]): number[] {
  const seen = new Map<number, number>();
  return rows.map((row) => {
    const line = lineOf(row);
    const content = hash53Bytes(line, 0, line.length);
    const nth = (seen.get(content) ?? 0) + 1;
    seen.set(content, nth);
    return hash53(`${content}:${nth}`);
  });
}

function lineOf(row: unknown): Buffer {
  return Buffer.from(shallowJson(row) ?? (row === null ? 'null' : ''));
}

/** The stream and its siblings may hold the same rows, so this is one more of them. */
function asDocumentRow(result: LineResult): LineResult {
  if (isRejection(result) || result.sibling === null) return result;
  return { ...result, sibling: { ...result.sibling, role: 'document' } };
}

function savedPlaces(saved: string | null): readonly unknown[] {
  const places = saved === null ? undefined : parseJson(saved);
  return Array.isArray(places) ? places : [];
}
