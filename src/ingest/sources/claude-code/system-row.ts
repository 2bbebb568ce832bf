/** Facts of `system` rows, by subtype (claude-code.md 3). */

import type { AgentEvent } from '../../../domain/event.ts';
import { errorFacts } from '../../error-kind.ts';
import { durationMs, isObject, tokenCount } from '../fields.ts';
import type { JsonObject } from '../json-line.ts';
import type { FactReader, Row } from './row.ts';

const SUBTYPES: ReadonlyMap<string, FactReader> = new Map<string, FactReader>([
  ['compact_boundary', readCompaction],
  ['turn_duration', (row, facts) => addTurnEnd(row, row.fields.durationMs, facts)],
  ['stop_hook_summary', (row, facts) => addTurnEnd(row, undefined, facts)],
  ['api_error', readApiError],
  ['error', readError],
]);

export function readSystemRow(row: Row, facts: AgentEvent[]): void {
  const subtype = row.fields.subtype;
  if (typeof subtype === 'string') {
    SUBTYPES.get(subtype)?.(row, facts);
  }
}

/** The one row that counts a compaction; a microcompact only clears old results. */
function readCompaction(row: Row, facts: AgentEvent[]): void {
  const metadata = isObject(row.fields.compactMetadata) ? row.fields.compactMetadata : {};
  const trigger = metadata.trigger;
  facts.push({
    type: 'compaction',
    trigger: trigger === 'auto' || trigger === 'manual' ? trigger : null,
    preTokens: tokenCount(metadata.preTokens, row.clamps),
  });
}

function addTurnEnd(row: Row, duration: unknown, facts: AgentEvent[]): void {
  if (!row.inline) {
    facts.push({ type: 'turn_end', reason: 'done', durationMs: durationMs(duration, row.clamps) });
  }
}

/** A call that failed; the harness waits (`retryInMs`, a fraction by nature) and tries again. */
function readApiError(row: Row, facts: AgentEvent[]): void {
  const wait = row.fields.retryInMs;
  facts.push({
    type: 'error',
    source: 'api',
    retryInMs: durationMs(typeof wait === 'number' ? Math.round(wait) : wait, row.clamps),
    ...errorFacts(errorMessage(row)),
  });
}

function readError(row: Row, facts: AgentEvent[]): void {
  facts.push({ type: 'error', source: 'agent', retryInMs: null, ...errorFacts(errorMessage(row)) });
}

/** `API Error: 529 overloaded_error: Overloaded`, from wherever this version keeps the parts. */
function errorMessage(row: Row): string {
  const error = isObject(row.fields.error) ? row.fields.error : {};
  const cause = innermostError(error);
  const connection = isObject(error.connection) ? error.connection : {};
  const text = (value: unknown): string => (typeof value === 'string' ? row.texts.full(value) : '');
  const kind = [text(cause.type), text(connection.code)].find((part) => part !== '' && part !== 'error');
  const message = [cause.message, error.formatted, error.message, row.fields.content].map(text).find(Boolean);
  const status = typeof error.status === 'number' ? `API Error: ${error.status}` : 'API Error:';
  return [status, kind === undefined ? '' : `${kind}:`, message ?? ''].filter(Boolean).join(' ');
}

/** The API's own error object stands up to two levels deep: `{error: {error: {type, message}}}`. */
function innermostError(error: JsonObject): JsonObject {
  const outer = isObject(error.error) ? error.error : error;
  return isObject(outer.error) ? outer.error : outer;
}
