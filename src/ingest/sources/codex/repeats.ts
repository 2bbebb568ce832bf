/** Rows that Codex writes again and again with the same payload: found by their bytes, so that they need not be read (codex.md 2 and 4). */

import type { ParsedRecord } from '../../../domain/event.ts';

/** Where the payload begins at the earliest: behind `{"timestamp":"2026-02-23T11:40:23.300Z",`. */
const TIME_END = 39;
const TIME_START = 14;
const QUOTE = 0x22;
const MINUTE_MS = 60_000;
/** Longer ones are too rare to be kept. */
const KEPT_BYTES = 256 * 1024;

/** Kinds that say nothing new when they come again as they are. Limits are told anew each minute. */
const REPEATING = ['turn_context', 'event_msg.token_count'] as const;
/** Kinds behind which the same words say something else than before. */
const ENDING: ReadonlySet<string> = new Set([
  'session_meta',
  'event_msg.task_started',
  'event_msg.turn_started',
  'event_msg.thread_settings_applied',
]);

interface Kept {
  readonly bytes: Buffer;
  length: number;
  minute: number;
}

/** Memory of one read, never saved: what it answers is what reading the row would. */
export class Repeats {
  readonly #kept = new Map<string, Kept>();

  /** The kind of the row that `bytes[start, end)` repeats, and its time as text; null when it repeats none. */
  find(
    bytes: Buffer,
    start: number,
    end: number,
  ): { readonly kind: string; readonly timestamp: string } | null {
    for (const [kind, kept] of this.#kept) {
      const length = end - start - TIME_END;
      if (kept.length === length && bytes[start + TIME_END - 1] === QUOTE) {
        if (kept.bytes.compare(bytes, start + TIME_END, end, 0, length) === 0) {
          return { kind, timestamp: bytes.toString('latin1', start + TIME_START, start + TIME_END - 1) };
        }
      }
    }
    return null;
  }

  /** Is it a repetition that far, at this time? */
  holds(kind: string, at: number | null): boolean {
    return at !== null && this.#kept.get(kind)?.minute === minuteOf(at);
  }

  /** After a row was read. */
  note(record: ParsedRecord, bytes: Buffer, start: number, end: number): void {
    const { at, clampedFields, kind, timeSource } = record;
    if (ENDING.has(kind)) {
      this.#kept.clear();
    }
    if (kind !== REPEATING[0] && kind !== REPEATING[1]) {
      return;
    }
    const from = start + TIME_END;
    if (clampedFields > 0 || at === null || timeSource !== 'log' || end <= from || end - from > KEPT_BYTES) {
      this.#kept.delete(kind);
      return;
    }
    const length = end - from;
    const known = this.#kept.get(kind);
    const room =
      known !== undefined && known.bytes.length >= length ? known.bytes : Buffer.allocUnsafe(length);
    bytes.copy(room, 0, from, end);
    this.#kept.set(kind, { bytes: room, length, minute: minuteOf(at) });
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
