/** The help: every key that exists and where it works, from the keymap. */

import { Box } from 'ink';
import type { Glyphs } from '../glyphs.ts';
import { KEYMAP } from '../keymap.ts';
import { scopeText, writtenKeys } from '../keymap-text.ts';
import { fitSegments, fitText, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface HelpProps {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

export function HelpOverlay({ width, height, top }: HelpProps) {
  const { glyphs } = useUi();
  return (
    <Box flexDirection="column">
      {helpLines(width, glyphs)
        .slice(top, top + height)
        .map((segments, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed table
          <Line key={index} segments={segments} />
        ))}
    </Box>
  );
}

const KEYS_WIDTH = 24;
const HELP_WIDTH = 50;
/** Where the keys work, with the gaps beside it. */
const WHERE_WIDTH = 20;

/** All lines of the help, each `width` cells. */
export function helpLines(width: number, glyphs: Glyphs): Segment[][] {
  const keysWidth = width >= 76 ? KEYS_WIDTH : 15;
  const line = (keys: string, does: string, where: string): Segment[] =>
    fitSegments(
      [
        { text: '  ' },
        { text: fitText(keys, keysWidth, glyphs), role: 'accent', bold: true },
        { text: '  ' },
        { text: fitText(does, Math.min(HELP_WIDTH, width - keysWidth - WHERE_WIDTH), glyphs) },
        { text: `  ${where}`, role: 'dim' },
      ],
      width,
      glyphs,
    );
  return [
    ...KEYMAP.map((row) => line(writtenKeys(row.written, glyphs), row.help, scopeText(row.scopes))),
    fitSegments([], width, glyphs),
    ...legend(width, glyphs),
  ];
}

function legend(width: number, glyphs: Glyphs): Segment[][] {
  const texts = [
    'Rows that need a person come first: looping, stalled, waiting; then working, idle, ended.',
    'Tokens and cost of a main session include its sub-agents, shown or not.',
    `A cost of ? has no known price; ${glyphs.descending} ${glyphs.ascending} mark the sorted column.`,
    'Text is read from the log when it is on the screen, and never stored.',
  ];
  return texts.map((text) => fitSegments([{ text: '  ' }, { text, role: 'dim' }], width, glyphs));
}
