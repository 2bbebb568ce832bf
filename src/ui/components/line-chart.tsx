/** A line chart by asciichart, the only place that imports it: values over calls, with a mark where the timeline stands. */

import asciichart from 'asciichart';
import { Box } from 'ink';
import { fitSegments, fitText, resample, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface LineChartProps {
  /** Oldest first; at least one. NaN is a gap. */
  readonly values: readonly number[];
  /** Upper end of the scale, when it means something (a context window); else the largest that is drawn. */
  readonly ceiling: number | null;
  readonly formatValue: (value: number) => string;
  /** Index into `values` to mark; null = none. */
  readonly marked: number | null;
  /** Signs under the line, each at its share (0 to 1) of the width; those of one place stand beside each other. */
  readonly signs?: readonly { readonly place: number; readonly sign: string }[];
  /** The scale never ends below it; 1 when left out. */
  readonly leastTop?: number;
  /** What stands under the two ends. */
  readonly ends: readonly [string, string];
  readonly width: number;
  /** Lines, those of the mark (where there is one) and of the ends below the chart included. */
  readonly height: number;
}

const LABEL_WIDTH = 6;

export function LineChart(props: LineChartProps) {
  const { values, ceiling, formatValue, marked, ends, width, height, signs = [], leastTop = 1 } = props;
  const { glyphs } = useUi();
  const plotWidth = Math.max(2, width - LABEL_WIDTH - 3);
  // A short series is stretched, so that the chart always uses its width.
  const drawn = values.length >= plotWidth ? resample(values, plotWidth) : stretched(values, plotWidth);
  const top = Math.max(leastTop, ceiling ?? 0, ...drawn.filter(Number.isFinite));
  const isMarked = marked !== null || signs.length > 0;
  const plot = asciichart.plot(carriedOn(drawn), {
    height: Math.max(1, height - (isMarked ? 3 : 2)),
    min: 0,
    max: top,
    offset: 2,
    symbols: [...glyphs.chart],
    format: (value: number) => fitText(formatValue(value), LABEL_WIDTH, glyphs, 'right'),
  });
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const at = marked === null ? null : Math.round((marked / Math.max(1, values.length - 1)) * (plotWidth - 1));
  const mark: Segment[] =
    at === null
      ? [{ text: indent + signLine(signs, plotWidth), role: 'accent', bold: true }]
      : [{ text: indent + ' '.repeat(at) }, { text: glyphs.marker, role: 'accent', bold: true }];
  const between = Math.max(1, plotWidth - ends[0].length - ends[1].length);
  const foot: Segment = { text: `${indent}${ends[0]}${' '.repeat(between)}${ends[1]}`, role: 'dim' };
  return (
    <Box flexDirection="column">
      {[
        ...plot.split('\n').map((line) => plotLine(withGaps(line, drawn))),
        ...(isMarked ? [mark] : []),
        [foot],
      ].map((segments, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one picture
        <Line key={index} segments={fitSegments(segments, width, glyphs)} />
      ))}
    </Box>
  );
}

/** One cell a sign: where two would meet, the later one moves to the right, and all to the left where they would run out. */
function signLine(
  signs: readonly { readonly place: number; readonly sign: string }[],
  width: number,
): string {
  const cells = Array.from({ length: width }, () => ' ');
  let free = 0;
  for (const [index, { place, sign }] of signs.entries()) {
    const at = Math.min(Math.max(free, Math.round(place * (width - 1))), width - signs.length + index);
    cells[at] = sign;
    free = at + 1;
  }
  return cells.join('').trimEnd();
}

/** The library knows no gaps: the line is drawn on at its last height, and taken away again where nothing is known. */
function carriedOn(values: readonly number[]): number[] {
  let last = 0;
  return values.map((value) => {
    last = Number.isNaN(value) ? last : value;
    return last;
  });
}

function withGaps(line: string, values: readonly number[]): string {
  const isGap = (cell: number): boolean => Number.isNaN(values[cell - LABEL_WIDTH - 1] ?? 0);
  return [...line].map((sign, cell) => (isGap(cell) ? ' ' : sign)).join('');
}

function plotLine(line: string): Segment[] {
  return [
    { text: line.slice(0, LABEL_WIDTH + 2), role: 'dim' },
    { text: line.slice(LABEL_WIDTH + 2), role: 'accent' },
  ];
}

function stretched(values: readonly number[], width: number): number[] {
  return Array.from({ length: width }, (_, index) => {
    const place = Math.round((index / Math.max(1, width - 1)) * (values.length - 1));
    return values[place] as number;
  });
}
