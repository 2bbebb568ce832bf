/** Sections as a rule with their names in it, the present one lit. */

import { firstThatFits, fitSegments, type Segment, segmentsWidth } from '../layout.ts';
import { useUi } from '../ui-context.ts';
import { Line } from './line.tsx';

interface SectionTabsProps {
  /** `count` null = it has none. */
  readonly tabs: readonly { readonly id: string; readonly count: number | null }[];
  readonly lit: string;
  readonly width: number;
}

export function SectionTabs({ tabs, lit, width }: SectionTabsProps) {
  const { glyphs } = useUi();
  const rule = (count: number): Segment => ({
    text: glyphs.horizontal.repeat(count),
    role: 'dim',
    decorative: true,
  });
  const drawn = (withCounts: boolean, gap: number): Segment[] => [
    rule(1),
    ...tabs.flatMap(({ id, count }): Segment[] => {
      const label = withCounts && count !== null && count > 0 ? `${id} ${count}` : id;
      return [{ text: ` ${label} `, role: id === lit ? 'accent' : 'dim', bold: id === lit }, rule(gap)];
    }),
  ];
  const only: Segment[] = [
    rule(1),
    { text: ` ${lit} `, role: 'accent', bold: true },
    { text: 'Tab: more ', role: 'dim' },
  ];
  const chosen = firstThatFits(
    [drawn(true, 2), drawn(true, 1), drawn(false, 1), drawn(false, 0), only],
    width,
  );
  return (
    <Line
      segments={fitSegments([...chosen, rule(Math.max(0, width - segmentsWidth(chosen)))], width, glyphs)}
    />
  );
}
