/** The line that asks: the filter that is being typed, or the format of an export. Stands where the footer stands. */

import type { Glyphs } from '../glyphs.ts';
import { fitSegments, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { footerSegments } from './footer.tsx';
import { Line } from './line.tsx';

interface PromptLineProps {
  readonly kind: 'filter' | 'export';
  readonly text: string;
  /** How much of the list is left: `2 of 12 sessions`. */
  readonly matches: string;
  readonly width: number;
}

export function PromptLine(props: PromptLineProps) {
  const { glyphs } = useUi();
  return <Line segments={promptSegments(props, glyphs)} />;
}

function promptSegments({ kind, text, matches, width }: PromptLineProps, glyphs: Glyphs): Segment[] {
  const keysWidth = Math.min(30, Math.floor(width / 2));
  const keys = footerSegments(kind, keysWidth, glyphs);
  const question: Segment[] =
    kind === 'export'
      ? // What is typed narrows the screen alone.
        [{ text: text === '' ? ' export this view as' : ' export this view, all its rows, as', bold: true }]
      : [
          { text: ' / ', role: 'accent', bold: true },
          { text },
          { text: glyphs.cursor, role: 'accent', decorative: true },
          { text: `  ${matches}`, role: 'dim' },
        ];
  return kind === 'export'
    ? fitSegments([...question, ...keys], width, glyphs)
    : [...fitSegments(question, width - keysWidth, glyphs), ...keys];
}
