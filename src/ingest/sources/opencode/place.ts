/** Where a row stands, as one integer: its table, its row number and a check of its id, so that a row number given again is another place. */

import { hash53 } from '../../../domain/hash.ts';

/** Tables that records are made of; the order is stored with every record. */
const TABLES = ['session', 'message', 'part', 'entry'] as const;
export type RowKind = (typeof TABLES)[number];

const CHECK = 2 ** 20;
const ROWS = 2 ** 31;

export interface RowPlace {
  readonly kind: RowKind;
  readonly row: number;
}

/** Row numbers are given again when the last rows were deleted, as by an undo: the id tells the new row from the old one. */
export function offsetOf(kind: RowKind, row: number, id: string): number {
  return ((row % ROWS) * TABLES.length + TABLES.indexOf(kind)) * CHECK + checkOf(id);
}

export function placeOf(offset: number): RowPlace {
  const place = Math.floor(offset / CHECK);
  return { kind: TABLES[place % TABLES.length] as RowKind, row: Math.floor(place / TABLES.length) };
}

/** Is a row with this id the one that the offset was made of? */
export function isRowOf(offset: number, id: string): boolean {
  return offset % CHECK === checkOf(id);
}

function checkOf(id: string): number {
  return hash53(id) % CHECK;
}
