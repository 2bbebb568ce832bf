/** Made-up transcript rows, and a reader of them, for the tests of the Claude Code adapter. */

import type { AgentEvent, LineResult, ParsedRecord } from '../../../src/domain/event.ts';
import { isRejection } from '../../../src/domain/event.ts';
import { claudeCodeAdapter } from '../../../src/ingest/sources/claude-code.ts';

export type Fields = Record<string, unknown>;

export const SESSION = '5f0c1d2e-0000-4000-8000-000000000001';
export const NOW = Date.UTC(2026, 2, 1);
export const MAIN_FILE = `/home/dev/.claude/projects/-home-dev-shop/${SESSION}.jsonl`;

const ENVELOPE: Fields = {
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  cwd: '/home/dev/shop',
  sessionId: SESSION,
  version: '2.1.39',
  gitBranch: 'main',
};

let rows = 0;

/** A row with the common envelope; a key set to undefined is left out. */
export function envelopeRow(type: string, fields: Fields): Fields {
  rows++;
  return {
    ...ENVELOPE,
    type,
    uuid: `00000000-0000-4000-8000-${String(rows).padStart(12, '0')}`,
    timestamp: '2026-02-10T09:00:01.123Z',
    ...fields,
  };
}

export function userRow(content: unknown, fields: Fields = {}): Fields {
  return envelopeRow('user', { message: { role: 'user', content }, ...fields });
}

/** A tool's answer as the harness writes it. */
export function resultRow(block: Fields, toolUseResult?: unknown, fields: Fields = {}): Fields {
  const content = [{ tool_use_id: 'toolu_01', type: 'tool_result', ...block }];
  return userRow(content, { toolUseResult, ...fields });
}

export function assistantRow(message: Fields, fields: Fields = {}): Fields {
  return envelopeRow('assistant', {
    message: {
      id: 'msg_01',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-4-6',
      content: [{ type: 'text', text: 'done' }],
      stop_reason: null,
      usage: { input_tokens: 3, cache_read_input_tokens: 40, output_tokens: 9 },
      ...message,
    },
    requestId: 'req_01',
    ...fields,
  });
}

/** One parser for one file: `parse` takes rows or raw lines. */
export function openFile(path = MAIN_FILE, saved: string | null = null) {
  const parser = claudeCodeAdapter.open({ path, mtimeMs: Date.UTC(2026, 1, 1), nowMs: NOW }, saved);
  const result = (line: Fields | string): LineResult => {
    const bytes = Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
    return parser.parse(bytes, 0, bytes.length);
  };
  return { result, save: () => parser.save(), parse: (line: Fields | string) => accepted(result(line)) };
}

/** The record of a single row in a file of its own. */
export function recordOf(row: Fields | string): ParsedRecord {
  return openFile().parse(row);
}

/** Facts of one type of a single row. */
export function factsOf<Type extends AgentEvent['type']>(
  row: Fields,
  type: Type,
): Extract<AgentEvent, { type: Type }>[] {
  return ofType(recordOf(row), type);
}

export function ofType<Type extends AgentEvent['type']>(
  record: ParsedRecord,
  type: Type,
): Extract<AgentEvent, { type: Type }>[] {
  return record.facts.filter((fact): fact is Extract<AgentEvent, { type: Type }> => fact.type === type);
}

function accepted(result: LineResult): ParsedRecord {
  if (isRejection(result)) {
    throw new Error(`rejected: ${result.rejected}`);
  }
  return result;
}
