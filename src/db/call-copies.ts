/** Which rows of a message are one call, and which of several calls is the one that counts (DATA.md 3). */

import { type CallRow, figuresOf } from './call-row.ts';

/** Same request, or (without one) same figures: rows of one call. */
export function isOneCall(a: CallRow, b: CallRow): boolean {
  if (a.request_key !== null || b.request_key !== null) return a.request_key === b.request_key;
  return figuresOf(a) === figuresOf(b);
}

/** Of groups with one message id and the same figures, the non-sidechain, earliest one counts; the others are copies. */
export function isCanonical(
  row: CallRow,
  group: readonly CallRow[],
  sessionId: (key: number) => string,
): boolean {
  if (group.length === 1) return true;
  const figures = figuresOf(row);
  return group.every((other) => {
    if (other === row || figuresOf(other) !== figures) return true;
    const order =
      compare(row.sidechain, other.sidechain) ||
      compare(row.first_at ?? Infinity, other.first_at ?? Infinity) ||
      compare(sessionId(row.session_key), sessionId(other.session_key)) ||
      compare(row.request_key ?? -1, other.request_key ?? -1);
    return order < 0;
  });
}

export function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
