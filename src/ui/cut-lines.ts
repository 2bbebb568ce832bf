/** Lines in a pane that may be lower than they are many. Pure. */

import type { Glyphs } from './glyphs.ts';
import { cellWidth, fitSegments, type Segment } from './layout.ts';

interface Pane {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
}

/** As many lines as there is room for, each fitted; an ellipsis ends the last one when others are left out. */
export function cutLines(
  lines: readonly (readonly Segment[])[],
  { width, height, glyphs }: Pane,
): Segment[][] {
  const shown = lines.slice(0, Math.max(0, height));
  const isCut = shown.length < lines.length;
  return shown.map((line, index) => {
    if (!isCut || index < shown.length - 1) return fitSegments(line, width, glyphs);
    const sign: Segment = { text: ` ${glyphs.ellipsis}`, role: 'dim' };
    return [...fitSegments(trimmed(line), Math.max(0, width - cellWidth(sign.text)), glyphs), sign];
  });
}

/** Without the blanks at its end, which would count as cut. */
function trimmed(line: readonly Segment[]): Segment[] {
  const end = line.findLastIndex(({ text }) => text.trim() !== '');
  return line
    .slice(0, end + 1)
    .map((segment, index) => (index === end ? { ...segment, text: segment.text.trimEnd() } : segment));
}
