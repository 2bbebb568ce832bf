/** Reads Bosun's files in tests. */

import { readFileSync } from 'node:fs';
import type { DocumentPart } from '../../../../src/domain/adapter.ts';
import {
  type AgentEvent,
  isRejection,
  type LineResult,
  type ParsedRecord,
} from '../../../../src/domain/event.ts';
import { bosunAdapter } from '../../../../src/ingest/sources/bosun.ts';

const NOW = Date.parse('2026-04-01T00:00:00Z');
const MTIME = Date.parse('2026-03-31T00:00:00Z');

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../../../fixtures/bosun/${name}`, import.meta.url));
}

export function opened(saved: string | null = null) {
  return bosunAdapter.open(
    { path: '/app/.cache/session-accumulator.jsonl', mtimeMs: MTIME, nowMs: NOW },
    saved,
  );
}

export function accepted(result: LineResult): ParsedRecord {
  if (isRejection(result)) throw new Error(`rejected: ${result.rejected}`);
  return result;
}

export function lineOf(row: unknown, parser = opened()): ParsedRecord {
  const line = Buffer.from(typeof row === 'string' ? row : JSON.stringify(row));
  return accepted(parser.parse(line, 0, line.length));
}

/** The new or changed parts of a document. */
export function partOf(
  document: unknown,
  saved: string | null = null,
  path = '/app/logs/sessions/x.json',
): DocumentPart {
  const content = Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
  const reading = bosunAdapter.document!.read(content, { path, mtimeMs: MTIME, nowMs: NOW }, saved);
  if ('problem' in reading) throw new Error(reading.problem);
  const parts = [...reading];
  if (parts.length !== 1) throw new Error(`${parts.length} parts`);
  return parts[0] as DocumentPart;
}

export function problemOf(content: string): string | null {
  const file = { path: '/x.json', mtimeMs: MTIME, nowMs: NOW };
  const reading = bosunAdapter.document!.read(Buffer.from(content), file, null);
  return 'problem' in reading ? reading.problem : null;
}

/** The only fact of a type. */
export function factOf<T extends AgentEvent['type']>(
  record: ParsedRecord,
  type: T,
): Extract<AgentEvent, { type: T }> {
  const facts = record.facts.filter((fact) => fact.type === type);
  if (facts.length !== 1) throw new Error(`${facts.length} facts of type ${type}`);
  return facts[0] as Extract<AgentEvent, { type: T }>;
}
