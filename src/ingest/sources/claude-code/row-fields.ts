/** Ids and short texts of a row, read alike however its line was read. */

import { idText, shortText } from '../fields.ts';
import type { RowFields } from './row.ts';

/** `idText` of a row's field. An id of more than 4 KiB is known by its start, length and sampled hash. */
export function rowId(value: unknown, row: RowFields): string | null {
  return idText(rowValue(value, row), row.clamps);
}

/** `shortText` of a row's field. */
export function rowText(value: unknown, row: RowFields): string | null {
  return shortText(rowValue(value, row), row.clamps);
}

/** A row's field, a string as its text. */
export function rowValue(value: unknown, row: RowFields): unknown {
  return typeof value === 'string' ? row.texts.canonical(value) : value;
}
