/** Lines that say what needs the user: the newest on top of the view, with how many more there are. */

import type { Glyphs } from '../glyphs.ts';
import { fitSegments, type Segment } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface BannerProps {
  readonly banners: readonly string[];
  /** An answer to the last key; stands before the banners. */
  readonly notice: string | null;
  readonly width: number;
}

export function Banner({ banners, notice, width }: BannerProps) {
  const { glyphs } = useUi();
  return <Line segments={bannerSegments(banners, notice, width, glyphs)} />;
}

function bannerSegments(
  banners: readonly string[],
  notice: string | null,
  width: number,
  glyphs: Glyphs,
): Segment[] {
  if (notice !== null) {
    return fitSegments([{ text: ' ' }, { text: notice, role: 'accent' }], width, glyphs);
  }
  const more = banners.length > 1 ? ` (+${banners.length - 1} more: agentperf doctor)` : '';
  const room = Math.max(0, width - more.length - 3);
  const text = fitSegments([{ text: banners.at(-1) ?? '', role: 'warn' }], room, glyphs);
  const end: Segment = { text: more, role: 'dim' };
  return fitSegments(
    [{ text: ` ${glyphs.notice} `, role: 'warn', bold: true }, ...trimmedEnd(text), end],
    width,
    glyphs,
  );
}

function trimmedEnd(segments: readonly Segment[]): Segment[] {
  return segments.filter((segment) => segment.text.trim() !== '');
}
