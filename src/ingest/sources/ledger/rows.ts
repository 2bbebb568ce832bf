/** Which type of ledger line a JSON object is (ledger.md, task-completion.md). */

import { isLedgerLineType, type LedgerLineType } from '../../../domain/ledger-schema.ts';
import { isObject } from '../fields.ts';

type Row = Record<string, unknown>;

/** Other spellings of `type`. */
const ALIASES: ReadonlyMap<string, LedgerLineType> = new Map([
  ['task_completion_event', 'task_completion'],
  ['taskcompletionevent', 'task_completion'],
]);

/** Fields that hardly anything but a TaskCompletionEvent has; three of them make one. */
const COMPLETION_FIELDS = [
  'task_type',
  'task_duration_ms',
  'actual_input_tokens',
  'actual_output_tokens',
  'estimated_cost_usd_micros',
  'actual_cost_usd_micros',
  'quality_gate_passed',
  'quality_gates_run',
  'quality_gates_failed',
  'context_compactions',
  'context_rotations',
  'context_utilization_final',
  'repo_size_category',
] as const;
const ENOUGH = 3;

/** Type of a line in any case; a bare TaskCompletionEvent is known by its fields. null = none of ours. */
export function lineType(row: Row): LedgerLineType | null {
  if (typeof row.type === 'string') {
    const word = row.type
      .slice(0, 64)
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    return isLedgerLineType(word) ? word : (ALIASES.get(word) ?? null);
  }
  return row.type === undefined && isBareCompletion(row) ? 'task_completion' : null;
}

function isBareCompletion(row: Row): boolean {
  if (row.event_type !== undefined || isObject(row.outcome) || isObject(row.metrics)) return false;
  const own = COMPLETION_FIELDS.filter((name) => Object.hasOwn(row, name)).length;
  return own + (typeof row.outcome === 'string' ? 1 : 0) >= ENOUGH;
}

/** Is the row certainly another format's: a transcript's, a stream's, an event feed's? */
export function isForeignRow(row: Row): boolean {
  const isEnveloped = isObject(row.payload) || isObject(row.message) || isObject(row.data);
  return isEnveloped || row.event_type !== undefined || row.sessionId !== undefined || row.uuid !== undefined;
}
