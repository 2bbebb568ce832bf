/** Which of the three kinds of line of an agent work log a JSON object is (work-stream.md). */

import { isLedgerLineType } from '../../../domain/ledger-schema.ts';
import { isObject } from '../fields.ts';

export type RowShape = 'event' | 'metrics' | 'alert';

/** Shape of a row; null when it is none of this format's. */
export function rowShape(row: Record<string, unknown>): RowShape | null {
  if (eventType(row) !== null) {
    return 'event';
  }
  if (
    (isObject(row.metrics) || isObject(row.outcome)) &&
    hasText(row, 'attempt_id', 'task_id', 'session_id')
  ) {
    return 'metrics';
  }
  return isAlert(row) ? 'alert' : null;
}

/** `event_type`; `error` for the lines of error files that leave it out (bosun.md 3); null when there is none. */
export function eventType(row: Record<string, unknown>): string | null {
  if (typeof row.event_type === 'string' && row.event_type !== '') {
    return row.event_type;
  }
  const isBareError =
    row.event_type === undefined &&
    isObject(row.data) &&
    hasText(row.data, 'error_message', 'error_fingerprint') &&
    hasText(row, 'attempt_id', 'task_id');
  return isBareError ? 'error' : null;
}

/** Is the row certainly another format's: of a Claude Code transcript, or of a beads history (which has an `event_type`, too)? */
export function isForeignRow(row: Record<string, unknown>): boolean {
  const isTranscript = hasText(row, 'sessionId', 'uuid', 'leafUuid') || isObject(row.message);
  return row.event_type === undefined ? isTranscript : row.issue_id !== undefined;
}

/** `type` alone would claim ledger records (an escalation is severe, too): an alert also says what to do about which attempt. */
function isAlert(row: Record<string, unknown>): boolean {
  return (
    hasText(row, 'type') &&
    !isLedgerLineType(row.type) &&
    hasText(row, 'recommendation', 'severity', '_cooldown_key') &&
    hasText(row, 'attempt_id', 'session_id')
  );
}

function hasText(row: Record<string, unknown>, ...names: string[]): boolean {
  return names.some((name) => typeof row[name] === 'string' && row[name] !== '');
}
