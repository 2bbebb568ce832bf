/**
 * How far the rows of a table were seen. Numbers of rows that were last are given again when those are deleted, as by an undo, and to any
 * session's rows: so the last row is not enough, and some of those before it are remembered by what they were.
 */

import type { ForeignDatabase } from '../../../domain/adapter.ts';
import { isRowOf, offsetOf, placeOf, type RowKind } from './place.ts';
import { firstRow, KINDS_OF, SQL, TABLE_OF } from './queries.ts';
import type { Schema } from './schema.ts';

/** Places of the last row and of rows at growing distances before it, the last one first. */
export type RowMarks = Readonly<Partial<Record<RowKind, readonly number[]>>>;

/** Larger than any row's number. */
const LAST = Number.MAX_SAFE_INTEGER;

function tablesOf({ generation, sessionTable }: Schema): [RowKind, string][] {
  return [
    ['session', sessionTable],
    ...KINDS_OF[generation].map((kind) => [kind, TABLE_OF[kind]] as const),
  ].map(([kind, table]) => [kind as RowKind, table]);
}

export function markRows(db: ForeignDatabase, schema: Schema): RowMarks {
  const marks: Partial<Record<RowKind, readonly number[]>> = {};
  for (const [kind, table] of tablesOf(schema)) marks[kind] = markTable(db, kind, table);
  return marks;
}

function markTable(db: ForeignDatabase, kind: RowKind, table: string): number[] {
  const marks: number[] = [];
  for (let upTo = LAST, distance = 1; upTo > 0; distance *= 2) {
    const found = firstRow(db, SQL.lastRow(table), upTo);
    if (typeof found?.row !== 'number' || typeof found.id !== 'string') break;
    marks.push(offsetOf(kind, found.row, found.id));
    upTo = found.row - distance;
  }
  return marks;
}

/** The largest row of each table that is still what it was: rows with a larger number are new, or may be. */
export function rowsSeen(
  db: ForeignDatabase,
  schema: Schema,
  marks: RowMarks,
): Readonly<Partial<Record<RowKind, number>>> {
  const rows: Partial<Record<RowKind, number>> = {};
  for (const [kind, table] of tablesOf(schema)) {
    const places = marks[kind];
    const kept = (Array.isArray(places) ? places : []).find((place) => isStill(db, table, place));
    rows[kind] = kept === undefined ? 0 : placeOf(kept).row;
  }
  return rows;
}

function isStill(db: ForeignDatabase, table: string, place: number): boolean {
  const { row } = placeOf(place);
  const found = firstRow(db, SQL.lastRow(table), row);
  return found?.row === row && typeof found.id === 'string' && isRowOf(place, found.id);
}
