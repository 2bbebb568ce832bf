/**
 * A plain table by ink-table, the only place that imports it. ink-table measures with `.length` and rules off every row, so
 * it is given placeholders of the right length, draws our fitted cells for them, and its skeleton is left out (DESIGN.md 8.5).
 */

import { Box } from 'ink';
import { Table as InkTable } from 'ink-table';
import { createContext, type PropsWithChildren, useContext } from 'react';
import { type Column, type PlacedColumn, placeColumns, type SortMark, titleSegments } from '../columns.ts';
import { fitSegments, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface GridProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly top: number;
  readonly height: number;
  readonly width: number;
  readonly sorted?: SortMark | null;
}

/** Cells that ink-table puts between two columns: one of padding on each side. */
const PADDING = 2;
/** Placeholders are private-use characters: one UTF-16 unit each, and never text of a log once cells are looked up. */
const FIRST_PLACEHOLDER = 0xe000;

export function Grid<Row>({ columns, rows, top, height, width, sorted = null }: GridProps<Row>) {
  const { glyphs } = useUi();
  const placed = placeColumns(columns, rows, width - PADDING, PADDING);
  const shown = rows.slice(top, top + Math.max(0, height - 1));
  const cells: Segment[][] = [];
  const data = shown.map((row) =>
    placeholders(placed, (column, cellWidth) => {
      cells.push(fitSegments(column.cell(row, cellWidth), cellWidth, glyphs, column.align));
      return String.fromCharCode(FIRST_PLACEHOLDER + cells.length - 1);
    }),
  );
  const titles = placed.map((column) => titleSegments(column, sorted, glyphs));
  return (
    <Box height={height} overflow="hidden" flexDirection="column">
      <GridCells.Provider value={{ cells, titles }}>
        <InkTable
          data={data}
          columns={placed.map((_, index) => columnKey(index))}
          header={Heading}
          cell={Cell}
          skeleton={NoSkeleton}
        />
      </GridCells.Provider>
    </Box>
  );
}

/** ink-table keeps the components of its first rendering, so what they draw comes from here. */
const GridCells = createContext<{ cells: readonly Segment[][]; titles: readonly Segment[][] }>({
  cells: [],
  titles: [],
});

function Cell({ children }: PropsWithChildren<{ column: number }>) {
  const { cells } = useContext(GridCells);
  const index = String(children).trim().charCodeAt(0) - FIRST_PLACEHOLDER;
  return <Line segments={[{ text: ' ' }, ...(cells[index] ?? []), { text: ' ' }]} />;
}

function Heading({ children }: PropsWithChildren) {
  const { titles } = useContext(GridCells);
  return (
    <Line segments={[{ text: ' ' }, ...(titles[Number(String(children).trim())] ?? []), { text: ' ' }]} />
  );
}

function NoSkeleton() {
  return null as unknown as React.JSX.Element;
}

function placeholders<Row>(
  placed: readonly PlacedColumn<Row>[],
  placeholderFor: (column: Column<Row>, width: number) => string,
): Record<string, string> {
  // ink-table hashes its rows, prototype included, which `node --disable-proto=throw` forbids: these have none.
  const row: Record<string, string> = Object.create(null);
  for (const [index, { column, width }] of placed.entries()) {
    row[columnKey(index)] = placeholderFor(column, width).padEnd(width);
  }
  return row;
}

/** ink-table shows a column's key as its heading; ours is its number, which `Heading` turns into the title. */
function columnKey(index: number): string {
  return String(index);
}
