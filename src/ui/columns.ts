/** Columns of a table that fits any width: the least wanted are left out, the rest share what there is. Pure. */

import type { Glyphs } from './glyphs.ts';
import type { Align, Segment } from './layout.ts';
import { cellWidth, fitSegments } from './layout.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly align: Align;
  /** Narrowest width in cells that is of use. */
  readonly min: number;
  /** Widest; a column with `max` above `min` grows to its content. Of the one that `grows`: what it is left before others grow. */
  readonly max: number;
  /** 0 = never left out; the highest go first. */
  readonly rank: number;
  /** Blank cells before it, besides the gap. */
  readonly lead?: number;
  /** Takes all that is left over. */
  readonly grows?: boolean;
  /** Cells it takes at a time while the columns grow; 1 when left out. */
  readonly stride?: number;
  /** `width`: cells it will be fitted into; infinite while it is measured. */
  readonly cell: (row: Row, width: number) => readonly Segment[];
}

export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** What a column would take of unlimited room for a row. */
export type NaturalWidth<Row> = (column: Column<Row>, row: Row) => number;

/** Places the columns in `width` cells with `gap` cells between them. `rows` decide how wide a column wants to be. */
export function placeColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  gap: number,
  natural: NaturalWidth<Row> = naturalWidth,
): PlacedColumn<Row>[] {
  const kept = keepColumns(columns, width, gap);
  const widths = new Map(kept.map((column) => [column.id, column.min]));
  const grower = kept.find((column) => column.grows === true);
  const wanted = new Map(kept.map((column) => [column.id, wantedWidth(column, rows, natural)]));
  const reserve =
    grower === undefined ? 0 : Math.max(0, Math.min(grower.max, Math.floor(width / 4)) - grower.min);
  let left = width - total(kept, gap);
  // A stride each in turn, so that no single long name starves the others.
  for (let given = true; given && left > reserve; ) {
    given = false;
    for (const { id, grows, stride = 1 } of kept) {
      const has = widths.get(id) as number;
      if (grows !== true && left > reserve && has < (wanted.get(id) as number)) {
        const step = Math.min(stride, (wanted.get(id) as number) - has, left - reserve);
        widths.set(id, has + step);
        left -= step;
        given = true;
      }
    }
  }
  if (grower !== undefined) {
    widths.set(grower.id, grower.min + Math.max(0, left));
  }
  return kept.map((column) => ({ column, width: widths.get(column.id) as number }));
}

/** One line of a table: the cells in their widths, with gaps. */
export function rowSegments<Row>(
  placed: readonly PlacedColumn<Row>[],
  row: Row,
  gap: number,
  glyphs: Glyphs,
): Segment[] {
  return joinCells(
    placed.map(({ column, width }) =>
      led(column, fitSegments(column.cell(row, width), width, glyphs, column.align)),
    ),
    gap,
  );
}

/** The column that rows are ordered by, and the sign of the direction. */
export interface SortMark {
  readonly column: string;
  readonly mark: string;
}

/** The line of titles; the sorted column carries its mark and the accent. */
export function headingSegments<Row>(
  placed: readonly PlacedColumn<Row>[],
  sorted: SortMark | null,
  gap: number,
  glyphs: Glyphs,
): Segment[] {
  return joinCells(
    placed.map((column) => led(column.column, titleSegments(column, sorted, glyphs))),
    gap,
  );
}

/** One column's title in its width. */
export function titleSegments<Row>(
  { column, width }: PlacedColumn<Row>,
  sorted: SortMark | null,
  glyphs: Glyphs,
): Segment[] {
  const isSorted = sorted !== null && sorted.column === column.id;
  const text = titleIn(column.title, isSorted ? sorted.mark : '', width);
  return fitSegments([{ text, role: isSorted ? 'accent' : 'dim' }], width, glyphs, column.align);
}

/** `PROJECT/BRANCH` is `PROJECT` where the column is narrow. */
function titleIn(title: string, mark: string, width: number): string {
  return cellWidth(title + mark) <= width ? title + mark : `${title.split('/')[0]}${mark}`;
}

function keepColumns<Row>(columns: readonly Column<Row>[], width: number, gap: number): Column<Row>[] {
  let kept = [...columns];
  while (kept.length > 1 && total(kept, gap) > width) {
    const worst = kept.reduce((most, column) => (column.rank >= most.rank ? column : most));
    kept = kept.filter((column) => column !== worst);
  }
  return kept;
}

function total<Row>(columns: readonly Column<Row>[], gap: number): number {
  return (
    columns.reduce((sum, column) => sum + column.min + (column.lead ?? 0), 0) +
    Math.max(0, columns.length - 1) * gap
  );
}

/** Text beyond this many UTF-16 units never decides a width. */
const MEASURED = 200;

/** See NaturalWidth. */
export function naturalWidth<Row>(column: Column<Row>, row: Row): number {
  return column
    .cell(row, Number.POSITIVE_INFINITY)
    .reduce((sum, part) => sum + cellWidth(part.text.slice(0, MEASURED)), 0);
}

/** What a column would take of unlimited room. Rounded up to even, so that it does not twitch with each new row. */
function wantedWidth<Row>(column: Column<Row>, rows: readonly Row[], natural: NaturalWidth<Row>): number {
  if (column.max <= column.min || column.grows === true) {
    return column.min;
  }
  const widest = rows.reduce(
    (most, row) => Math.max(most, natural(column, row)),
    cellWidth(column.title) + 1,
  );
  return Math.min(column.max, widest + (widest % 2));
}

function led<Row>(column: Column<Row>, cell: readonly Segment[]): Segment[] {
  return column.lead === undefined ? [...cell] : [{ text: ' '.repeat(column.lead) }, ...cell];
}

function joinCells(cells: readonly Segment[][], gap: number): Segment[] {
  const space: Segment = { text: ' '.repeat(gap) };
  return cells.flatMap((cell, index) => (index === 0 ? cell : [space, ...cell]));
}
