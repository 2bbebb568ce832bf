/** The first line: who needs me, who is stuck, what does it cost, and whether reading is done. */

import type { HeaderReport } from '../../domain/live.ts';
import { formatMoney, formatPercent, formatTokens } from '../format.ts';
import type { Glyphs } from '../glyphs.ts';
import { fitSegments, gauge, resample, type Segment, segmentsWidth, sparkline, truncate } from '../layout.ts';
import { progressOf } from '../progress.ts';
import type { ScreenData } from '../report-reader.ts';
import { stateLook } from '../status.ts';
import type { Role } from '../theme.ts';
import { useUi } from '../ui-context.ts';
import { filterText } from '../windows.ts';
import { Line } from './line.tsx';

interface HeaderProps {
  readonly data: ScreenData;
  readonly windowName: string;
  readonly paused: boolean;
  readonly width: number;
}

export function Header({ data, windowName, paused, width }: HeaderProps) {
  const { glyphs, clock } = useUi();
  const only = filterText(data.filter, clock);
  return <Line segments={headerSegments(data, only, windowName, paused, width, glyphs)} />;
}

/** Blocks of the header; each has a long and a short form, and gives way by `rank`, the highest first. */
interface Block {
  readonly rank: number;
  readonly long: readonly Segment[];
  readonly short: readonly Segment[];
}

function headerSegments(
  data: ScreenData,
  only: string,
  windowName: string,
  paused: boolean,
  width: number,
  glyphs: Glyphs,
): Segment[] {
  const left: readonly Block[] = [
    {
      rank: 8,
      long: [{ text: 'agentperf', bold: true, role: 'accent' }],
      short: [{ text: 'agentperf', bold: true, role: 'accent' }],
    },
    ...filterBlocks(only, glyphs),
    countsBlock(data.header, glyphs),
  ];
  const right = [
    costBlock(data, windowName, glyphs),
    rateBlock(data.header),
    ...modeBlocks(data, paused, glyphs),
  ];
  const blocks = shrink([...left, ...right], width - 2);
  const leftPart = joined(blocks.slice(0, left.length));
  const rightPart = joined(blocks.slice(left.length));
  const space = width - 2 - segmentsWidth(leftPart) - segmentsWidth(rightPart);
  return fitSegments(
    [{ text: ' ' }, ...leftPart, { text: ' '.repeat(Math.max(1, space)) }, ...rightPart],
    width,
    glyphs,
  );
}

const GAP = 3;

/** Shortens, then drops, the blocks of least worth until all fit; what room that leaves goes to those of most worth again. */
function shrink(blocks: readonly Block[], width: number): (readonly Segment[])[] {
  const forms = blocks.map(({ rank, long, short }) => ({
    rank,
    long: measured(long),
    short: measured(short),
    chosen: measured(long),
  }));
  const fits = (): boolean => forms.reduce((sum, { chosen }) => sum + chosen.room, 0) - GAP <= width;
  const byWorth = forms.toSorted((a, b) => a.rank - b.rank);
  const leastFirst = byWorth.toReversed();
  for (const form of ['short', 'none'] as const) {
    for (const block of leastFirst) {
      if (!fits()) {
        block.chosen = form === 'short' ? block.short : NO_BLOCK;
      }
    }
  }
  for (const block of byWorth) {
    const { chosen } = block;
    block.chosen = block.long;
    if (!fits()) {
      block.chosen = chosen;
    }
  }
  return forms.map(({ chosen }) => chosen.segments);
}

/** A form of a block and the cells that it takes with the gap behind it; one that is empty takes none. */
interface Measured {
  readonly segments: readonly Segment[];
  readonly room: number;
}

const NO_BLOCK: Measured = { segments: [], room: 0 };

function measured(segments: readonly Segment[]): Measured {
  return segments.length === 0 ? NO_BLOCK : { segments, room: segmentsWidth(segments) + GAP };
}

function joined(parts: readonly (readonly Segment[])[]): Segment[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [{ text: ' '.repeat(GAP) }, ...part]));
}

const COUNTED = ['working', 'waiting', 'looping', 'stalled', 'idle'] as const;

function countsBlock(header: HeaderReport, glyphs: Glyphs): Block {
  const counts = COUNTED.map((state) => {
    const count = header[state] + (state === 'idle' ? header.unknown : 0);
    const { glyph, role } = stateLook(state, glyphs);
    const shown: Role = count === 0 ? 'dim' : role;
    return { state, count, glyph, role: shown, bold: count > 0 && role !== 'dim' };
  });
  const long = counts.map(({ state, count, glyph, role, bold }): Segment[] => [
    { text: `${glyph} `, role, decorative: true },
    { text: String(count), role, bold },
    { text: ` ${state}`, role },
  ]);
  const short = counts.map(({ state, count, glyph, role, bold }): Segment[] => [
    { text: `${glyph}${count}`, role, bold: bold && state !== 'idle' },
  ]);
  return { rank: 0, long: spaced(long, 2), short: spaced(short, 1) };
}

/** Cells for the filter's names where there is not room for all of them. */
const SHORT_FILTER = 24;

/** What narrows all that is shown. Worth more than the counts, which without it would be taken for those of everything. */
function filterBlocks(only: string, glyphs: Glyphs): Block[] {
  const form = (text: string): Segment[] => [
    { text: 'only ', role: 'warn' },
    { text, role: 'warn', bold: true },
  ];
  return only === ''
    ? []
    : [{ rank: -1, long: form(only), short: form(truncate(only, SHORT_FILTER, glyphs)) }];
}

function costBlock({ header, windowTotals }: ScreenData, windowName: string, glyphs: Glyphs): Block {
  const unpriced = header.todayUnpricedCalls > 0 && header.todayCostUsdMicros !== null ? '+' : '';
  // No price is unknown only where something was called: a day without a call cost nothing.
  const cost = header.todayCostUsdMicros ?? (header.todayUnpricedCalls > 0 ? null : 0);
  const money: Segment[] = [
    { text: 'today ', role: 'dim' },
    { text: `${formatMoney(cost)}${unpriced}`, bold: true },
  ];
  const line: Segment[] =
    header.todayByHour.length < 2 || windowTotals !== null
      ? []
      : [
          { text: ' ' },
          { text: sparkline(resample(header.todayByHour, 12), glyphs), role: 'accent', decorative: true },
        ];
  const total: Segment[] =
    windowTotals === null
      ? []
      : [
          { text: `  ${windowName} `, role: 'dim' },
          { text: formatMoney(windowTotals.costUsdMicros) },
          { text: ` ${formatTokens(windowTotals.tokens.total)} tok`, role: 'dim' },
        ];
  return { rank: 2, long: [...money, ...line, ...total], short: money };
}

function rateBlock(header: HeaderReport): Block {
  const rate = formatTokens(header.tokensPerMinute);
  const long: Segment[] = [{ text: rate }, { text: ' tok/min', role: 'dim' }];
  return { rank: 5, long, short: [] };
}

function modeBlocks({ monitor }: ScreenData, paused: boolean, glyphs: Glyphs): Block[] {
  const blocks: Block[] = [];
  if (paused) {
    const text = `${glyphs.paused} paused`;
    blocks.push({
      rank: 1,
      long: [{ text, role: 'warn', bold: true }],
      short: [{ text, role: 'warn', bold: true }],
    });
  }
  const progress = progressOf(monitor);
  if (progress !== null) {
    const { does, share } = progress;
    const text: Segment = { text: `${does} ${formatPercent(share)}`, role: 'accent' };
    const bar: Segment = { text: ` ${gauge(share, 6, glyphs)}`, role: 'accent', decorative: true };
    blocks.push({ rank: 3, long: [text, bar], short: [text] });
  }
  if (monitor.mode === 'starting') {
    blocks.push({ rank: 3, long: [{ text: 'starting', role: 'accent' }], short: [] });
  }
  if (monitor.mode === 'reader') {
    const pid = monitor.writerPid === null ? 'another process writes' : `pid ${monitor.writerPid} writes`;
    blocks.push({
      rank: 3,
      long: [{ text: `reader (${pid})`, role: 'warn' }],
      short: [{ text: 'reader', role: 'warn' }],
    });
  }
  if (monitor.mode === 'failed') {
    blocks.push({
      rank: 1,
      long: [{ text: `${glyphs.failed} reading stopped`, role: 'bad', bold: true }],
      short: [{ text: 'stopped', role: 'bad' }],
    });
  }
  return blocks;
}

function spaced(parts: readonly Segment[][], gap: number): Segment[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [{ text: ' '.repeat(gap) }, ...part]));
}
