/** Reads Gas Town logs and beads files as the reader does, and opens the ledger facts in them. */

import type { DocumentPart } from '../../../src/domain/adapter.ts';
import { isRejection, type LineResult, type ParsedRecord } from '../../../src/domain/event.ts';
import type { LedgerEvent } from '../../../src/domain/ledger.ts';
import type { LocatedRecord } from '../../../src/domain/source.ts';
import { beadsAdapter } from '../../../src/ingest/sources/beads.ts';
import { gastownAdapter } from '../../../src/ingest/sources/gastown.ts';

export const NOW = Date.UTC(2026, 11, 31);

export type Fields = Record<string, unknown>;

export interface OpenFact extends Omit<LedgerEvent, 'data' | 'type'> {
  readonly data: Fields;
}

/** All lines of a log, in pieces of `size` lines with the parser opened anew for each; Infinity = whole. */
export function readLog(text: string, size = Number.POSITIVE_INFINITY): LineResult[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const results: LineResult[] = [];
  let saved: string | null = null;
  for (let from = 0; from < lines.length; from += size) {
    const parser = gastownAdapter.open({ path: '/gt/.events.jsonl', mtimeMs: NOW, nowMs: NOW }, saved);
    for (const line of lines.slice(from, from + size)) {
      const bytes = Buffer.from(line);
      results.push(parser.parse(bytes, 0, bytes.length));
    }
    saved = parser.save();
    if (size === Number.POSITIVE_INFINITY) break;
  }
  return results;
}

export function readLogRows(rows: readonly Fields[], size?: number): LineResult[] {
  return readLog(rows.map((row) => JSON.stringify(row)).join('\n'), size);
}

/** One reading of a document: its records and the state behind it. A problem is thrown. */
export function readDocument(
  text: string | Buffer,
  saved: string | null = null,
): { records: LocatedRecord[]; saved: string } {
  const content = typeof text === 'string' ? Buffer.from(text) : text;
  const reading = beadsAdapter.document?.read(content, { path: '/x', mtimeMs: NOW, nowMs: NOW }, saved);
  if (reading === undefined || 'problem' in reading) throw new Error(reading?.problem ?? 'no document');
  const parts: DocumentPart[] = [...reading];
  return { records: parts.flatMap(({ records }) => records), saved: parts.at(-1)?.saved ?? '' };
}

export function readIssues(...rows: readonly Fields[]): OpenFact[] {
  return factsOf(readDocument(jsonLines(rows)).records.map(({ result }) => result));
}

export const jsonLines = (rows: readonly (Fields | string)[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

/** A time as the ledger's data holds it. */
export const iso = (at: number): string => new Date(at).toISOString();

export function accepted(results: readonly LineResult[]): ParsedRecord[] {
  return results.filter((result): result is ParsedRecord => !isRejection(result));
}

/** Ledger facts of the accepted lines, their data opened. */
export function factsOf(results: readonly LineResult[]): OpenFact[] {
  return accepted(results)
    .flatMap(({ facts }) => facts)
    .map((fact) => {
      if (fact.type !== 'ledger') throw new Error(`a fact of type ${fact.type}`);
      const { type: _, data, ...rest } = fact;
      return { ...rest, data: JSON.parse(data) };
    });
}

export function ofType(facts: readonly OpenFact[], recordType: LedgerEvent['recordType']): OpenFact[] {
  return facts.filter((fact) => fact.recordType === recordType);
}

/** How lines came out: kinds of those accepted, reasons of the others. */
export function tally(results: readonly LineResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const name = isRejection(result) ? result.rejected : result.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
