/** Ids and short texts of a row, read alike whether its line was parsed whole or without its bodies. */

import { type Clamps, idText, shortText } from '../fields.ts';
import { canonicalText } from './long-text.ts';

/** `idText` of a row's field. An id of more than 4 KiB is known by its start, length and sampled hash. */
export function rowId(value: unknown, clamps: Clamps): string | null {
  return idText(canonical(value), clamps);
}

/** `shortText` of a row's field. */
export function rowText(value: unknown, clamps: Clamps): string | null {
  return shortText(canonical(value), clamps);
}

function canonical(value: unknown): unknown {
  return typeof value === 'string' ? canonicalText(value) : value;
}
