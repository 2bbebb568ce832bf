/** Reads a JSON array of work-stream rows: what Bosun's reports and exports hold of errors and metrics. */

import { basename, dirname, join } from 'node:path';
import type { DocumentPart, FileContext } from '../../../domain/adapter.ts';
import { isRejection, type LineResult } from '../../../domain/event.ts';
import { hash53Bytes } from '../../../domain/hash.ts';
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

/** Each row as the line that it would be; a row is given again when it changed. */
export function readRowList(rows: readonly unknown[], file: FileContext, saved: string | null): DocumentPart {
  const before = savedKeys(saved);
  const name = basename(file.path).replace(/\.json$/, '.jsonl');
  const parser = new WorkStreamParser({ ...file, path: join(dirname(file.path), name) }, null);
  const records: LocatedRecord[] = [];
  const keys = rows.map((row, index) => {
    const line = Buffer.from(shallowJson(row) ?? (row === null ? 'null' : ''));
    const key = hash53Bytes(line, 0, line.length);
    const result = asDocumentRow(parser.parse(line, 0, line.length));
    if (before[index] !== key)
      records.push({ offset: index, length: line.length, lineNo: index + 1, result });
    return key;
  });
  return { records, saved: JSON.stringify(keys) };
}

/** The stream and its siblings may hold the same rows, so this is one more of them. */
function asDocumentRow(result: LineResult): LineResult {
  if (isRejection(result) || result.sibling === null) return result;
  return { ...result, sibling: { ...result.sibling, role: 'document' } };
}

function savedKeys(saved: string | null): readonly unknown[] {
  const keys = saved === null ? undefined : parseJson(saved);
  return Array.isArray(keys) ? keys : [];
}
