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
const REPEATING: readonly string[] = ['turn_context', 'event_msg.token_count'];
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
  /** One a kind of REPEATING. */
  readonly #kept: (Kept | null)[] = REPEATING.map(() => null);

  /** The kind of the row that `bytes[start, end)` repeats, and its time as text; null when it repeats none. */
  find(
    bytes: Buffer,
    start: number,
    end: number,
  ): { readonly kind: string; readonly timestamp: string } | null {
    const length = end - start - TIME_END;
    for (let i = 0; i < REPEATING.length; i++) {
      const kept = this.#kept[i];
      if (
        kept?.length === length &&
        bytes[start + TIME_END - 1] === QUOTE &&
        kept.bytes.compare(bytes, start + TIME_END, end, 0, length) === 0
      ) {
        const timestamp = bytes.toString('latin1', start + TIME_START, start + TIME_END - 1);
        return { kind: REPEATING[i] as string, timestamp };
      }
    }
    return null;
  }

  /** Is it a repetition that far, at this time? */
  holds(kind: string, at: number | null): boolean {
    return at !== null && this.#kept[REPEATING.indexOf(kind)]?.minute === minuteOf(at);
  }

  /** After a row was read. */
  note(record: ParsedRecord, bytes: Buffer, start: number, end: number): void {
    const { at, clampedFields, kind, timeSource } = record;
    const index = REPEATING.indexOf(kind);
    if (index === -1) {
      if (ENDING.has(kind)) {
        this.#kept.fill(null);
      }
      return;
    }
    const from = start + TIME_END;
    if (clampedFields > 0 || at === null || timeSource !== 'log' || end <= from || end - from > KEPT_BYTES) {
      this.#kept[index] = null;
      return;
    }
    const length = end - from;
    const known = this.#kept[index] ?? null;
    const room = known !== null && known.bytes.length >= length ? known.bytes : Buffer.allocUnsafe(length);
    bytes.copy(room, 0, from, end);
    this.#kept[index] = { bytes: room, length, minute: minuteOf(at) };
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
