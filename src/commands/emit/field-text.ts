/** Checks the fields of a record that is to be written: its value as the ledger keeps it, or what it must be. */

import type { FieldKind } from '../../domain/ledger-schema.ts';
import { parseInstant } from '../time-range.ts';

/** `value` as it goes into the line, or `expected`, which completes "must be …". */
export type Checked = { readonly value: unknown } | { readonly expected: string };

interface Check {
  readonly expected: string;
  /** undefined when the value is none of this kind. */
  readonly read: (value: unknown) => unknown;
}

const text = (limit: number): Check => ({
  expected: `a text of 1 to ${limit} characters`,
  read: (value) => (typeof value === 'string' && value !== '' && value.length <= limit ? value : undefined),
});

const number = (expected: string, low: number, high: number, isWhole: boolean): Check => ({
  expected,
  read: (value) =>
    typeof value === 'number' && value >= low && value <= high && (!isWhole || Number.isInteger(value))
      ? value
      : undefined,
});

const CHECKS: Readonly<Record<Extract<FieldKind, string>, Check>> = {
  id: { ...text(480), read: (value) => text(480).read(typeof value === 'number' ? String(value) : value) },
  text: text(128),
  word: text(64),
  words: {
    expected: 'a list of words',
    read: (value) =>
      Array.isArray(value) && value.length <= 32 && value.every((entry) => text(64).read(entry) !== undefined)
        ? value
        : undefined,
  },
  count: number('a whole number from 0', 0, 1e12, true),
  micros: number('whole micro-dollars from 0', 0, 1e12, true),
  cents: number('cents from 0', 0, 1e8, false),
  ms: number('whole milliseconds, a year at most', 0, 365 * 86_400_000, true),
  share: number('a number from 0 to 1', 0, 1, false),
  percent: number('a number from 0 to 100', 0, 100, false),
  time: {
    expected: 'an ISO time such as 2026-03-02T10:15:00Z',
    read: (value) => {
      const at = typeof value === 'string' ? parseInstant(value) : null;
      return at === null ? undefined : new Date(at).toISOString();
    },
  },
  flag: { expected: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) },
};

export function checkedField(kind: FieldKind, value: unknown): Checked {
  const check = typeof kind === 'string' ? CHECKS[kind] : oneOf(kind);
  const read = check.read(value);
  return read === undefined ? { expected: check.expected } : { value: read };
}

function oneOf(words: readonly string[]): Check {
  return {
    expected: `one of ${words.join(', ')}`,
    read: (value) => {
      const word = typeof value === 'string' ? value.toLowerCase() : '';
      return words.includes(word) ? word : undefined;
    },
  };
}

const NUMBERS: ReadonlySet<unknown> = new Set(['count', 'micros', 'cents', 'ms', 'share']);

/** What was typed behind a flag as the value it stands for; `true` stands for a flag without a value. */
export function typedValue(kind: FieldKind, typed: string | true): unknown {
  if (typed === true) return kind === 'flag' ? true : undefined;
  if (kind === 'words') return typed.split(',').filter((word) => word !== '');
  if (kind === 'flag')
    return typed === 'true' || typed === '1' ? true : typed === 'false' || typed === '0' ? false : typed;
  return NUMBERS.has(kind) && /^-?\d+(?:\.\d+)?$/.test(typed) ? Number(typed) : typed;
}
