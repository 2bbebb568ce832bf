/** What an empty view says: what would fill it, where agentperf looked, and what to try. */

import { Box } from 'ink';
import { cutLines } from '../cut-lines.ts';
import { fitText, type Segment, wrap } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface EmptyStateProps {
  readonly title: string;
  /** What would fill the view. */
  readonly fills: string;
  /** Folders that were looked at; empty where that does not matter. */
  readonly lookedIn?: readonly string[];
  /** What the user can do: `key or command`, then what it does. */
  readonly offers?: readonly (readonly [string, string])[];
  readonly width: number;
  readonly height: number;
}

export function EmptyState({ title, fills, lookedIn = [], offers = [], width, height }: EmptyStateProps) {
  const { glyphs } = useUi();
  const inner = Math.max(10, Math.min(76, width - 6));
  const offerWidth = Math.max(0, ...offers.map(([what]) => what.length));
  const lines: Segment[][] = [
    [{ text: title, bold: true }],
    [],
    ...wrap(fills, inner).map((text): Segment[] => [{ text, role: 'dim' }]),
    ...(lookedIn.length === 0 ? [] : [[], [{ text: 'looked in', role: 'dim' } as Segment]]),
    ...lookedIn.map((path): Segment[] => [{ text: '  ' }, { text: path }]),
    ...(offers.length === 0 ? [] : [[]]),
    ...offers.map(([what, does]): Segment[] => [
      { text: fitText(what, offerWidth, glyphs), role: 'accent', bold: true },
      { text: `  ${does}`, role: 'dim' },
    ]),
  ];
  const wanted = lines.length <= height ? lines : lines.filter((line) => line.length > 0);
  const above = Math.max(0, Math.floor((height - wanted.length) / 3));
  const indent: Segment = { text: ' '.repeat(Math.max(1, Math.floor((width - inner) / 2))) };
  const shown = cutLines(
    wanted.map((line) => [indent, ...line]),
    { width, height, glyphs },
  );
  return (
    <Box flexDirection="column" paddingTop={above}>
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fixed lines of a fixed text
        <Line key={index} segments={line} />
      ))}
    </Box>
  );
}
