/**
 * One line of styled text: the only component that draws text, so that nothing from a log can reach the terminal unescaped (S1).
 * A test forbids Ink's own Text anywhere else (the two wrappers of foreign components pass theirs through here).
 */

import { Text } from 'ink';
import { memo } from 'react';
import { safeText } from '../../domain/safe-text.ts';
import type { Segment } from '../layout.ts';
import type { Theme } from '../theme.ts';
import { useUi } from '../ui-context.ts';

interface LineProps {
  readonly segments: readonly Segment[];
  /** Draws the line on the selection's background. */
  readonly selected?: boolean;
}

/** Drawn again only when a text or style in it is another one. */
export const Line = memo(function Line({ segments, selected = false }: LineProps) {
  const { theme, screenReader } = useUi();
  const shown = screenReader ? segments.filter((segment) => segment.decorative !== true) : segments;
  const background = selected ? theme.selection : undefined;
  return (
    <Text wrap="truncate" {...(background === undefined ? {} : { backgroundColor: background })}>
      {merged(shown).map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: segments have no identity but their place
        <Text key={index} {...style(segment, theme)}>
          {safeText(segment.text)}
        </Text>
      ))}
    </Text>
  );
}, sameLine);

/** Neighbours in one style are one piece: Ink pays for every node. */
function merged(segments: readonly Segment[]): Segment[] {
  const pieces: Segment[] = [];
  for (const segment of segments) {
    const last = pieces.at(-1);
    const isBlank = segment.text.trim() === '';
    if (last !== undefined && (isBlank || (last.role === segment.role && last.bold === segment.bold))) {
      pieces[pieces.length - 1] = { ...last, text: last.text + segment.text };
    } else {
      pieces.push(segment);
    }
  }
  return pieces;
}

function style(segment: Segment, theme: Theme): { color?: string; bold?: boolean } {
  if (!theme.attributes) {
    return {};
  }
  const colour = segment.role === undefined ? undefined : theme.colours[segment.role];
  return {
    ...(colour === undefined ? {} : { color: colour }),
    ...(segment.bold === true ? { bold: true } : {}),
  };
}

function sameLine(before: LineProps, after: LineProps): boolean {
  return before.selected === after.selected && sameSegments(before.segments, after.segments);
}

/** Do both look the same? */
export function sameSegments(before: readonly Segment[], after: readonly Segment[]): boolean {
  return (
    before === after ||
    (before.length === after.length &&
      before.every((segment, index) => sameSegment(segment, after[index] as Segment)))
  );
}

function sameSegment(a: Segment, b: Segment): boolean {
  return a.text === b.text && a.role === b.role && a.bold === b.bold;
}
