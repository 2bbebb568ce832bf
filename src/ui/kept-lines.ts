/** A table's lines, made once for as long as its columns and a row are the same objects: of a live list few rows change at a time. */

import { getOrInsert } from '../domain/get-or-insert.ts';
import { type Column, naturalWidth, type PlacedColumn, placeColumns, rowSegments } from './columns.ts';
import type { Glyphs } from './glyphs.ts';
import type { Segment } from './layout.ts';

export interface KeptLines<Row> {
  /** See placeColumns. */
  place(rows: readonly Row[], width: number): PlacedColumn<Row>[];
  /** See rowSegments. */
  segments(placed: readonly PlacedColumn<Row>[], row: Row): readonly Segment[];
}

/** What is known of a row: how wide it would be, and its line in the widths that it had last. */
interface Known<Row> {
  readonly widths: Map<Column<Row>, number>;
  line: { readonly at: string; readonly segments: readonly Segment[] } | null;
}

export function keptLines<Row extends object>(
  columns: readonly Column<Row>[],
  gap: number,
  glyphs: Glyphs,
): KeptLines<Row> {
  const rowsKnown = new WeakMap<Row, Known<Row>>();
  const known = (row: Row): Known<Row> => {
    const made = rowsKnown.get(row) ?? { widths: new Map(), line: null };
    rowsKnown.set(row, made);
    return made;
  };
  return {
    place: (rows, width) =>
      placeColumns(columns, rows, width, gap, (column, row) =>
        getOrInsert(known(row).widths, column, () => naturalWidth(column, row)),
      ),
    segments: (placed, row) => {
      const own = known(row);
      const at = placed.map(({ column, width }) => `${column.id} ${width}`).join();
      if (own.line?.at !== at) {
        own.line = { at, segments: rowSegments(placed, row, gap, glyphs) };
      }
      return own.line.segments;
    },
  };
}
