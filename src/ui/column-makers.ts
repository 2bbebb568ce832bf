/** Columns in one line each. Pure. */

import type { Column } from './columns.ts';
import type { Segment } from './layout.ts';

type Cell<Row> = (row: Row, width: number) => readonly Segment[];

export function left<Row>(
  id: string,
  title: string,
  min: number,
  max: number,
  rank: number,
  cell: Cell<Row>,
): Column<Row> {
  return { id, title, align: 'left', min, max, rank, cell };
}

export function right<Row>(
  id: string,
  title: string,
  min: number,
  max: number,
  rank: number,
  cell: Cell<Row>,
): Column<Row> {
  return { id, title, align: 'right', min, max, rank, cell };
}
