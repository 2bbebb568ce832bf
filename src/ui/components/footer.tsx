/** The last line: the keys that work here, now, as many as fit. Made from the keymap. */

import { memo } from 'react';
import type { Glyphs } from '../glyphs.ts';
import type { Scope } from '../key-scopes.ts';
import type { KeyRow } from '../keymap.ts';
import { footerRows, writtenKeys } from '../keymap-text.ts';
import { fitSegments, type Segment, segmentsWidth } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface FooterProps {
  readonly scope: Scope;
  readonly width: number;
}

export const Footer = memo(function Footer({ scope, width }: FooterProps) {
  const { glyphs } = useUi();
  return <Line segments={footerSegments(scope, width, glyphs)} />;
});

export function footerSegments(scope: Scope, width: number, glyphs: Glyphs): Segment[] {
  const rows = footerRows(scope);
  const gap = width >= 100 ? 3 : 2;
  const shown: KeyRow[] = [];
  let used = 1;
  for (const row of rows) {
    const needed = segmentsWidth(keySegments(row, glyphs)) + gap;
    if (used + needed > width) {
      break;
    }
    shown.push(row);
    used += needed;
  }
  // In order of worth, but with help and quit at the end, where eyes look for them.
  const ordered = shown.sort((a, b) => place(a) - place(b));
  return fitSegments(
    [{ text: ' ' }, ...ordered.flatMap((row) => [...keySegments(row, glyphs), { text: ' '.repeat(gap) }])],
    width,
    glyphs,
  );
}

function place(row: KeyRow): number {
  const worth = row.footer as number;
  return row.label === 'help' || row.label === 'quit' ? worth + 1000 : worth;
}

function keySegments(row: KeyRow, glyphs: Glyphs): Segment[] {
  return [
    { text: writtenKeys(row.short, glyphs), role: 'accent', bold: true },
    { text: ` ${row.label}`, role: 'dim' },
  ];
}
