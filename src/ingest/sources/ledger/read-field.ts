/** Reads one field of a ledger line by its kind: a usable value, or null and one more clamped field (RELIABILITY.md 2.3). */

import type { FieldKind } from '../../../domain/ledger-schema.ts';
import { redact } from '../../../domain/redact.ts';
import { bool, type Clamps, durationMs, idText, shortText, tokenCount } from '../fields.ts';
import { type LineClock, readTime } from '../timestamps.ts';

export type FieldValue = string | number | boolean | readonly string[];

/** What is noted while the fields of a line are read. */
export interface Reading {
  readonly clamps: Clamps;
  /** What is implausible about the line (`negative_number`). */
  readonly flags: Set<string>;
  readonly clock: LineClock;
}

type Reader = (value: unknown, reading: Reading) => FieldValue | null;

const TEXT_LIMIT = 128;
const WORD_LIMIT = 64;
const LIST_LIMIT = 32;
const CENTS_LIMIT = 1e8;
const DECIMAL = /^-?\d{1,12}(?:\.\d{1,18})?$/;

const READERS: Readonly<Record<Extract<FieldKind, string>, Reader>> = {
  id: (value, { clamps }) => idText(value, clamps),
  text: (value, { clamps }) => redacted(shortText(value, clamps, TEXT_LIMIT)),
  word: (value, { clamps }) => word(value, clamps),
  words: (value, { clamps }) => words(value, clamps),
  count: (value, reading) => tokenCount(counted(value, reading), reading.clamps),
  micros: (value, reading) => tokenCount(counted(value, reading), reading.clamps),
  ms: (value, reading) => durationMs(counted(value, reading), reading.clamps),
  cents: (value, reading) =>
    within(decimal(counted(value, reading), reading.clamps), 0, CENTS_LIMIT, reading),
  // Kept outside of 0 to 1, too, and flagged: how wrong it is tells what wrote it.
  share: (value, reading) => within(decimal(value, reading.clamps), -1e6, 1e6, reading),
  percent: (value, reading) => within(decimal(value, reading.clamps), 0, 100, reading),
  time: (value, { clamps, clock }) => isoTime(value, clock, clamps),
  flag: (value, { clamps }) => flag(value, clamps),
};

/** A value that is absent, or null as "none", has no reading. */
export function readField(kind: FieldKind, value: unknown, reading: Reading): FieldValue | null {
  if (value === undefined || value === null) return null;
  if (typeof kind === 'string') return READERS[kind](value, reading);
  const known = word(value, reading.clamps);
  if (known === null || kind.includes(known)) return known;
  reading.clamps.count++;
  return null;
}

function counted(value: unknown, { flags }: Reading): unknown {
  if (typeof value === 'number' && value < 0) flags.add('negative_number');
  return value;
}

function decimal(value: unknown, clamps: Clamps): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  clamps.count++;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : null;
}

function within(value: number | null, low: number, high: number, { clamps }: Reading): number | null {
  if (value === null || (value >= low && value <= high)) return value;
  clamps.count++;
  return null;
}

/** Words of closed and open sets come in any case. */
function word(value: unknown, clamps: Clamps): string | null {
  const text = redacted(shortText(value, clamps, WORD_LIMIT));
  return text === null ? null : text.trim().toLowerCase();
}

/** One word alone is a list of one: some writers unroll such lists. */
function words(value: unknown, clamps: Clamps): readonly string[] | null {
  if (typeof value === 'string') return value === '' ? [] : [word(value, clamps) as string];
  if (!Array.isArray(value)) {
    clamps.count++;
    return null;
  }
  if (value.length > LIST_LIMIT) clamps.count++;
  return value
    .slice(0, LIST_LIMIT)
    .map((entry) => word(entry ?? false, clamps))
    .filter((entry): entry is string => entry !== null);
}

function isoTime(value: unknown, clock: LineClock, clamps: Clamps): string | null {
  const { at, source, clamped } = readTime(value, clock);
  if (clamped) clamps.count++;
  return source === 'log' && at !== null ? new Date(at).toISOString() : null;
}

function flag(value: unknown, clamps: Clamps): boolean | null {
  if (value !== 'true' && value !== 'false') return bool(value, clamps);
  clamps.count++;
  return value === 'true';
}

function redacted(text: string | null): string | null {
  return text === null ? null : redact(text);
}
