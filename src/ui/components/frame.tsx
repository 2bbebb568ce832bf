/** The frame round a view: its top edge carries the tabs, its bottom edge what the list is narrowed to. */

import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import type { Glyphs } from '../glyphs.ts';
import { cellWidth, firstThatFits, fitSegments, type Segment, segmentsWidth } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface FrameProps {
  readonly width: number;
  /** Lines inside. */
  readonly height: number;
  /** Fit the top edge from left; several variants, the widest that fits is taken. */
  readonly top: readonly (readonly Segment[])[];
  readonly topRight?: readonly Segment[];
  readonly bottom?: readonly Segment[];
  readonly children: ReactNode;
}

export function Frame({ width, height, top, topRight = [], bottom = [], children }: FrameProps) {
  const { theme, glyphs, screenReader } = useUi();
  const colour = theme.colours.dim;
  // One object for ever: Ink forgets `borderTop={false}` when it is given a new border style for a mounted box.
  const style = useMemo(() => borderStyle(glyphs), [glyphs]);
  return (
    <Box flexDirection="column" width={width}>
      <Line segments={edge(width, glyphs.topLeft, glyphs.topRight, top, topRight, glyphs)} />
      <Box
        width={width}
        height={height}
        flexDirection="column"
        // Every line is exactly as wide as the frame already; clipping sideways costs Ink a third of a frame.
        overflowY="hidden"
        {...(screenReader ? {} : { borderStyle: style, borderTop: false, borderBottom: false })}
        {...(colour === undefined ? {} : { borderColor: colour })}
      >
        {children}
      </Box>
      <Line segments={edge(width, glyphs.bottomLeft, glyphs.bottomRight, [[]], bottom, glyphs)} />
    </Box>
  );
}

/** A rule across the inside of a frame with a title in it. */
export function Rule({
  width,
  title,
}: {
  readonly width: number;
  readonly title: readonly (readonly Segment[])[];
}) {
  const { glyphs } = useUi();
  const label = firstThatFits(title, Math.max(0, width - 6));
  const shown = label.length === 0 ? [] : [{ text: ' ' }, ...label, { text: ' ' }];
  const lead: Segment = { text: glyphs.horizontal.repeat(2), role: 'dim', decorative: true };
  const rest = Math.max(0, width - 4 - segmentsWidth(shown));
  const line: Segment = { text: glyphs.horizontal.repeat(rest), role: 'dim', decorative: true };
  return <Line segments={fitSegments([{ text: ' ' }, lead, ...shown, line], width, glyphs)} />;
}

function edge(
  width: number,
  left: string,
  right: string,
  variants: readonly (readonly Segment[])[],
  end: readonly Segment[],
  glyphs: Glyphs,
): Segment[] {
  const room = width - 6;
  const start = firstThatFits(variants, room);
  const startWidth = segmentsWidth(start);
  const endFits = end.length > 0 && startWidth + segmentsWidth(end) + 4 <= room;
  const edgeEnd = endFits ? [{ text: ' ' }, ...end, { text: ' ' }] : [];
  const label =
    startWidth === 0
      ? []
      : [{ text: ' ' }, ...fitSegments(start, Math.min(room, startWidth), glyphs), { text: ' ' }];
  const used = segmentsWidth(label) + segmentsWidth(edgeEnd) + cellWidth(left) + cellWidth(right) + 2;
  const rule = (count: number): Segment => ({
    text: glyphs.horizontal.repeat(Math.max(0, count)),
    role: 'dim',
    decorative: true,
  });
  const corner = (text: string): Segment => ({ text, role: 'dim', decorative: true });
  return [corner(left), rule(1), ...label, rule(width - used), ...edgeEnd, rule(1), corner(right)];
}

function borderStyle(glyphs: Glyphs) {
  return {
    topLeft: glyphs.topLeft,
    top: glyphs.horizontal,
    topRight: glyphs.topRight,
    right: glyphs.vertical,
    bottomRight: glyphs.bottomRight,
    bottom: glyphs.horizontal,
    bottomLeft: glyphs.bottomLeft,
    left: glyphs.vertical,
  };
}
