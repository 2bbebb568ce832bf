/** Made-up chats of Gemini CLI in their real shapes, and readers of their records. */

import type { DocumentPart, FileContext } from '../../../../src/domain/adapter.ts';
import {
  type AgentEvent,
  isRejection,
  type LineResult,
  type ParsedRecord,
} from '../../../../src/domain/event.ts';
import type { LocatedRecord } from '../../../../src/domain/source.ts';
import { geminiCliAdapter } from '../../../../src/ingest/sources/gemini-cli.ts';

export type Fields = Record<string, unknown>;

const START = Date.UTC(2026, 4, 1, 9, 0, 0);
export const SESSION = '0a1b2c3d-0000-4000-8000-000000000001';
export const HASH = 'a'.repeat(64);

/** ISO time, seconds after the start. */
export const time = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

export function header(fields: Fields = {}): Fields {
  return {
    sessionId: SESSION,
    projectHash: HASH,
    startTime: time(0),
    lastUpdated: time(0),
    kind: 'main',
    ...fields,
  };
}

export function user(id: string, text: string, at = 1, fields: Fields = {}): Fields {
  return { id, timestamp: time(at), type: 'user', content: [{ text }], ...fields };
}

export function tokens(fields: Fields = {}): Fields {
  return { input: 100, output: 10, cached: 40, thoughts: 3, tool: 0, total: 113, ...fields };
}

export function gemini(id: string, at = 2, fields: Fields = {}): Fields {
  return { id, timestamp: time(at), type: 'gemini', content: '', model: 'gemini-2.5-pro', ...fields };
}

export function tool(id: string, status: string, fields: Fields = {}): Fields {
  return { id, name: 'run_shell_command', args: { command: 'ls' }, status, timestamp: time(5), ...fields };
}

export function response(output: string, id = 'call'): Fields[] {
  return [{ functionResponse: { id, name: 'run_shell_command', response: { output } } }];
}

export function document(messages: readonly Fields[], fields: Fields = {}): Fields {
  return {
    sessionId: SESSION,
    projectHash: HASH,
    startTime: time(0),
    lastUpdated: time(9),
    messages,
    ...fields,
  };
}

/** As Gemini CLI writes a document: with line breaks and indentation. */
export const pretty = (chat: Fields): string => JSON.stringify(chat, null, 2);

export const LOG = '/h/.gemini/tmp/shop/chats/session-2026-05-01T09-00-0a1b2c3d.jsonl';
export const DOCUMENT = LOG.replace(/l$/, '');

export const fileAt = (path: string): FileContext => ({ path, mtimeMs: START, nowMs: START + 86_400_000 });

/** Results of lines, all read by one parser. */
export function readLines(rows: readonly (Fields | string)[], path = LOG): LineResult[] {
  const parser = geminiCliAdapter.open(fileAt(path), null);
  return rows.map((row) => {
    const bytes = Buffer.from(typeof row === 'string' ? row : JSON.stringify(row));
    return parser.parse(bytes, 0, bytes.length);
  });
}

/** A log's records; a rejected line fails the test. */
export function records(rows: readonly (Fields | string)[], path = LOG): ParsedRecord[] {
  return readLines(rows, path).map(accepted);
}

/** Facts of the last row, behind a header. */
export function factsOf(...rows: readonly Fields[]): readonly AgentEvent[] {
  return records([header(), ...rows]).at(-1)?.facts ?? [];
}

export function only<Type extends AgentEvent['type']>(
  facts: readonly AgentEvent[],
  type: Type,
): Extract<AgentEvent, { type: Type }>[] {
  return facts.filter((fact): fact is Extract<AgentEvent, { type: Type }> => fact.type === type);
}

export interface DocumentRead {
  readonly records: readonly LocatedRecord[];
  readonly saved: string | null;
}

/** One look at a document, part by part; throws the problem, when it has one. */
export function documentParts(
  content: Fields | string,
  saved: string | null = null,
  path = DOCUMENT,
): DocumentPart[] {
  const bytes = Buffer.from(typeof content === 'string' ? content : pretty(content));
  const reading = geminiCliAdapter.document?.read(bytes, fileAt(path), saved);
  if (reading === undefined || 'problem' in reading) throw new Error(reading?.problem);
  return [...reading];
}

export function readDocument(
  content: Fields | string,
  saved: string | null = null,
  path = DOCUMENT,
): DocumentRead {
  const parts = documentParts(content, saved, path);
  return { records: parts.flatMap((part) => part.records), saved: parts.at(-1)?.saved ?? saved };
}

export function accepted(result: LineResult): ParsedRecord {
  if (isRejection(result)) throw new Error(`rejected: ${result.rejected}`);
  return result;
}
