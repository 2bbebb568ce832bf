/** The course of the costs: a chart with axis and dates, or one line of it where the screen is small. */

import { Box } from 'ink';
import type { DayCost } from '../../domain/costs.ts';
import { noun } from '../../domain/noun.ts';
import { Line } from '../components/line.tsx';
import { LineChart } from '../components/line-chart.tsx';
import { costSeries } from '../cost-series.ts';
import { formatCount, formatMoney, formatMoneyShort, formatTokens } from '../format.ts';
import { firstThatFits, fitSegments, resample, type Segment, segmentsWidth, sparkline } from '../layout.ts';
import type { Screen } from '../list-parts.ts';
import { useUi } from '../ui-context.ts';

interface CostChartProps {
  readonly screen: Screen;
  readonly width: number;
  readonly height: number;
}

/** Fewer lines than these hold no chart. */
const LEAST_CHART = 5;
/** Micro-dollars; below it all marks of the scale read the same. */
const LEAST_TOP = 100_000;
/** Cells of a chart that are not its plot. */
const AXIS_WIDTH = 10;

export function CostChart({ screen, width, height }: CostChartProps) {
  const { glyphs, clock } = useUi();
  const { state, data } = screen;
  const { costs, filter, now } = data;
  const { values, ends } = costSeries(costs.byDay, state.costGrain, filter, now, clock);
  const perColumn = values.length / (width - AXIS_WIDTH);
  const mean = perColumn > 1 ? `, means of ${perColumn.toFixed(1)} ${state.costGrain}s a column` : '';
  const total = totalSegments(costs.byDay, width - state.costGrain.length - mean.length - 12);
  const title: Segment[] = [
    { text: ' by ', role: 'dim' },
    { text: state.costGrain, bold: true },
    { text: height < LEAST_CHART ? '' : mean, role: 'dim' },
    { text: '  ' },
  ];
  if (height < LEAST_CHART || values.length === 0) {
    const room = width - segmentsWidth([...title, ...total]) - 3;
    const known = values.map((value) => value ?? 0);
    const course: Segment[] = [
      { text: room < 6 ? '' : `${sparkline(resample(known, room), glyphs)}  `, role: 'accent' },
    ];
    return <Line segments={fitSegments([...title, ...course, ...total], width, glyphs)} />;
  }
  return (
    <Box flexDirection="column" height={height}>
      <Line segments={fitSegments([...title, ...total], width, glyphs)} />
      <LineChart
        values={values.map((value) => value ?? Number.NaN)}
        ceiling={null}
        leastTop={LEAST_TOP}
        formatValue={formatMoneyShort}
        marked={null}
        ends={ends}
        width={width - 1}
        height={height - 1}
      />
    </Box>
  );
}

/** `$84.20 to $90.11 estimated · 9,000 calls · 41M tok`, as much of it as fits. */
function totalSegments(days: readonly DayCost[], width: number): Segment[] {
  const sum = (of: (day: DayCost) => number | null): number =>
    days.reduce((all, day) => all + (of(day) ?? 0), 0);
  const priced = days.some(({ costUsdMicros }) => costUsdMicros !== null);
  const [low, high] = [sum((day) => day.costLowUsdMicros), sum((day) => day.costHighUsdMicros)];
  const unpriced = sum((day) => day.unpricedCalls);
  const timeless = days.find(({ day }) => day === null)?.costUsdMicros ?? 0;
  const cost: Segment = {
    text: `${formatMoney(priced ? low : null)}${priced && unpriced > 0 ? '+' : ''}`,
    bold: true,
  };
  const range: Segment[] = high > low ? [{ text: ` to ${formatMoney(high)}, estimated`, role: 'dim' }] : [];
  const part = (text: string): Segment[] => [{ text: `  ${text}`, role: 'dim' }];
  const [called, used] = [sum((day) => day.modelCalls), sum((day) => day.tokens.total)];
  const calls = part(`${formatCount(called)} ${noun(called, 'call')}`);
  const tokens = part(`${formatTokens(used)} ${noun(used, 'token')}`);
  const rest = [
    ...(unpriced > 0
      ? [{ text: `  ${formatCount(unpriced)} without a price`, role: 'warn' } as Segment]
      : []),
    ...(timeless > 0 ? part(`${formatMoney(timeless)} of it without a date`) : []),
  ];
  const all = [
    [cost, ...range, ...calls, ...tokens, ...rest],
    [cost, ...range, ...calls, ...rest],
  ];
  return firstThatFits([...all, [cost, ...range], [cost]], width);
}
