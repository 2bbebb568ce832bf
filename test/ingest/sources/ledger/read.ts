/** Reads ledger lines in tests. */

import { readFileSync } from 'node:fs';
import { isRejection, type ParsedRecord } from '../../../../src/domain/event.ts';
import type { LedgerEvent } from '../../../../src/domain/ledger.ts';
import { ledgerAdapter } from '../../../../src/ingest/sources/ledger.ts';

const NOW = Date.parse('2026-04-01T00:00:00Z');
export const MTIME = Date.parse('2026-03-31T00:00:00Z');

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/ledger/${name}`, import.meta.url));
}

export function opened(saved: string | null = null) {
  return ledgerAdapter.open({ path: '/data/ledger.jsonl', mtimeMs: MTIME, nowMs: NOW }, saved);
}

export function resultOf(row: unknown, parser = opened()) {
  const line = Buffer.from(typeof row === 'string' ? row : JSON.stringify(row));
  return parser.parse(line, 0, line.length);
}

export function recordOf(row: unknown, parser = opened()): ParsedRecord {
  const result = resultOf(row, parser);
  if (isRejection(result)) throw new Error(`rejected: ${result.rejected}`);
  return result;
}

export function recordsOf(name: string): ParsedRecord[] {
  const parser = opened();
  const lines = fixture(name).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => recordOf(line, parser));
}

/** The only fact of a record, with its data parsed. */
export function factOf(record: ParsedRecord): Omit<LedgerEvent, 'data'> & { data: Record<string, unknown> } {
  const [fact] = record.facts;
  if (record.facts.length !== 1 || fact?.type !== 'ledger') throw new Error('not one ledger fact');
  return { ...fact, data: JSON.parse(fact.data) as Record<string, unknown> };
}
