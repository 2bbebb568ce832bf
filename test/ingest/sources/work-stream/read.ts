/** Reads work-stream lines in tests. */

import { readFileSync } from 'node:fs';
import type { AgentEvent, LineResult, ParsedRecord } from '../../../../src/domain/event.ts';
import { isRejection } from '../../../../src/domain/event.ts';
import { workStreamAdapter } from '../../../../src/ingest/sources/work-stream.ts';

export const NOW = Date.parse('2026-04-01T00:00:00Z');
export const MTIME = Date.parse('2026-03-31T00:00:00Z');

const FIXTURES = new URL('../../../fixtures/work-stream/', import.meta.url);

export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, FIXTURES));
}

/** Lines of a file without their endings. */
export function linesOf(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, start)) {
    lines.push(content.subarray(start, content[end - 1] === 13 ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

export function opened(path = '/logs/agent-work-stream.jsonl', saved: string | null = null) {
  return workStreamAdapter.open({ path, mtimeMs: MTIME, nowMs: NOW }, saved);
}

function parseAll(content: Buffer, path?: string): LineResult[] {
  const parser = opened(path);
  return linesOf(content).map((line) => parser.parse(line, 0, line.length));
}

export function recordsOf(name: string, path = `/logs/${name}`): ParsedRecord[] {
  return parseAll(fixture(name), path).map(accepted);
}

export function accepted(result: LineResult): ParsedRecord {
  if (isRejection(result)) {
    throw new Error(`rejected: ${result.rejected}`);
  }
  return result;
}

/** The record of one row that is not in a file. */
export function parseRow(row: unknown, path?: string): ParsedRecord {
  const line = Buffer.from(JSON.stringify(row));
  return accepted(opened(path).parse(line, 0, line.length));
}

/** A usual event line. */
export function event(type: string, data: unknown, more: Record<string, unknown> = {}) {
  return {
    timestamp: '2026-03-02T10:00:00.000Z',
    session_id: 's-1',
    executor: 'CODEX',
    event_type: type,
    data,
    ...more,
  };
}

/** The only fact of a type. */
export function factOf<T extends AgentEvent['type']>(
  record: ParsedRecord,
  type: T,
): Extract<AgentEvent, { type: T }> {
  const facts = record.facts.filter((fact) => fact.type === type);
  if (facts.length !== 1) {
    throw new Error(`${facts.length} facts of type ${type}`);
  }
  return facts[0] as Extract<AgentEvent, { type: T }>;
}
