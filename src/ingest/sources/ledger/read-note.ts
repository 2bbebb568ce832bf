/** Lines that are notes on a session and no facts of work: its state, as a hook tells it, and a limit, as its vendor does. */

import { NOTE_FIELDS } from '../../../domain/ledger-schema.ts';
import type { RateLimitEvent, SessionStatusEvent } from '../../../domain/notes.ts';
import { harnessOf } from '../work-stream/harness.ts';
import { type FieldValue, type Reading, readField } from './read-field.ts';

type Note = SessionStatusEvent | RateLimitEvent;
type NoteType = keyof typeof NOTE_FIELDS;
type Fields = Readonly<Record<string, FieldValue | null>>;

/** Hooks and statuslines of this harness are the ones that exist. */
const HOOKED_HARNESS = 'claude_code';

/** `note` null: what it needs is missing or unusable. */
export function noteOf(
  type: NoteType,
  row: Readonly<Record<string, unknown>>,
  reading: Reading,
): { harness: string; note: Note | null } {
  const kinds = Object.entries(NOTE_FIELDS[type]);
  const fields = Object.fromEntries(kinds.map(([name, kind]) => [name, readField(kind, row[name], reading)]));
  const named = fields.harness as string | null;
  return {
    harness: (named === null ? null : harnessOf(named)) ?? HOOKED_HARNESS,
    note: type === 'session_status' ? statusOf(fields) : limitOf(fields),
  };
}

function statusOf({ status, reason }: Fields): SessionStatusEvent | null {
  if (status === null) return null;
  return {
    ...{ type: 'session_status', rung: 'hook' },
    status: status as SessionStatusEvent['status'],
    reason: reason as string | null,
  };
}

function limitOf({ limit_id, window_minutes, used_percent, resets_at, plan }: Fields): RateLimitEvent | null {
  if (limit_id === null || used_percent === null) return null;
  return {
    type: 'rate_limit',
    limitId: limit_id as string,
    windowMinutes: window_minutes as number | null,
    usedPercent: used_percent as number,
    resetsAt: typeof resets_at === 'string' ? Date.parse(resets_at) : null,
    plan: plan as string | null,
  };
}
