/** A table of rows with one selected: headings, the rows that are on the screen, and where the list goes on. */

import { Box } from 'ink';
import { memo, useMemo } from 'react';
import { type Column, headingSegments, type SortMark } from '../columns.ts';
import { keptLines } from '../kept-lines.ts';
import { fitSegments, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line, sameSegments } from './line.tsx';

interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly selected: number;
  readonly top: number;
  /** Lines for headings and rows together. */
  readonly height: number;
  readonly width: number;
  readonly sorted?: SortMark | null;
}

/** Cells that the cursor takes at the left edge. */
const CURSOR_WIDTH = 2;

export function Table<Row extends object>(props: TableProps<Row>) {
  const { columns, rows, idOf, selected, top, height, width, sorted = null } = props;
  const { glyphs } = useUi();
  const gap = width >= 150 ? 2 : 1;
  const inner = width - CURSOR_WIDTH - 1;
  const lines = useMemo(() => keptLines(columns, gap, glyphs), [columns, gap, glyphs]);
  const placed = lines.place(rows.slice(0, MEASURED_ROWS), inner);
  const heading = [{ text: '  ' }, ...headingSegments(placed, sorted, gap, glyphs)];
  return (
    <Box flexDirection="column">
      <Line segments={fitSegments(heading, width, glyphs)} />
      {rows.slice(top, top + height - 1).map((row, index) => (
        <TableRow
          key={idOf(row)}
          segments={lines.segments(placed, row)}
          selected={top + index === selected}
          width={width}
        />
      ))}
    </Box>
  );
}

/** More rows than these do not decide how wide a column is. */
const MEASURED_ROWS = 300;

interface TableRowProps {
  readonly segments: readonly Segment[];
  readonly selected: boolean;
  readonly width: number;
}

/** Drawn again only when one of its strings is another one. */
const TableRow = memo(
  function TableRow({ segments, selected, width }: TableRowProps) {
    const { glyphs } = useUi();
    const cursor: Segment = selected
      ? { text: `${glyphs.cursor} `, role: 'accent', bold: true }
      : { text: '  ' };
    return <Line segments={fitSegments([cursor, ...segments], width, glyphs)} selected={selected} />;
  },
  (before, after) =>
    before.selected === after.selected &&
    before.width === after.width &&
    sameSegments(before.segments, after.segments),
);
