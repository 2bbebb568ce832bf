/** View 5: how metrics change over time. A chart of the selected one with what changed beside it, and all of them in a table. */

import { Box } from 'ink';
import { noun } from '../../domain/noun.ts';
import type { TrendMarker, TrendReport } from '../../domain/trends.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Rule } from '../components/frame.tsx';
import { Line } from '../components/line.tsx';
import { LineChart } from '../components/line-chart.tsx';
import { Table } from '../components/table.tsx';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { shortModel } from '../format.ts';
import type { Glyphs } from '../glyphs.ts';
import { fitSegments, type Segment, truncate } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { cellSegments, metricLook, trendWordOf } from '../metric-text.ts';
import { bodyWidth, trendChartHeight } from '../screen.ts';
import { trendTableColumns } from '../trend-columns.ts';
import { type TrendItem, trendsList } from '../trend-list.ts';
import { useUi } from '../ui-context.ts';

export function TrendsView({ screen }: { readonly screen: Screen }) {
  const { glyphs } = useUi();
  const { items, list } = trendsList(screen);
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  if (items.length === 0) {
    return <NoTrends screen={screen} />;
  }
  const cursor = screen.state.cursors.trends;
  const selected = selectedIndex(cursor, list);
  const item = items[selected] as TrendItem;
  const height = trendChartHeight(body);
  const days = [...new Set(item.windows.map(({ windowDays }) => windowDays))].sort((a, b) => a - b);
  return (
    <Box flexDirection="column">
      <Box height={height}>
        <Chart report={item.chosen} width={width} height={height} />
      </Box>
      <Rule width={width} title={titles(item)} />
      <Table
        columns={trendTableColumns(days, glyphs)}
        rows={items}
        idOf={({ id }) => id}
        selected={selected}
        top={visibleTop(cursor, list)}
        height={body - height - 1}
        width={width}
      />
    </Box>
  );
}

/** What the chart is of; shorter where there is less room. */
function titles({ id, chosen }: TrendItem): Segment[][] {
  const { label, format } = metricLook(id);
  const name: Segment[] = [
    { text: label, bold: true },
    { text: `, ${chosen.windowDays} ${noun(chosen.windowDays, 'day')}: `, role: 'dim' },
  ];
  const word: Segment[] = [{ text: ', ', role: 'dim' }, trendWordOf(chosen)];
  return [
    [...name, ...cellSegments(chosen.value, format), ...word],
    [...name, trendWordOf(chosen)],
  ];
}

interface ChartProps {
  readonly report: TrendReport;
  readonly width: number;
  readonly height: number;
}

/** The line over the days it is known of, a number under it where something changed, and below what did. */
function Chart({ report, width, height }: ChartProps) {
  const { glyphs, clock } = useUi();
  const { series, markers, metric, value } = report;
  const [first, last] = [series[0]?.at ?? 0, series.at(-1)?.at ?? 0];
  const shown = markers.filter(({ at }) => at <= last);
  const legend = shown.length === 0 || height < LEAST_WITH_LEGEND ? 0 : 1;
  if (series.length < 2) {
    return (
      <EmptyState
        title={value.state === 'not_logged' ? 'Not logged' : 'Too little to draw'}
        fills={WHY[value.state]}
        width={width}
        height={height}
      />
    );
  }
  const date = (at: number): string => clock.date(at).slice(0, 10);
  return (
    <Box flexDirection="column" height={height}>
      <LineChart
        values={overTime(report)}
        ceiling={null}
        leastTop={LEAST_TOPS[report.unit]}
        formatValue={metricLook(metric).format}
        marked={null}
        signs={shown.map(({ at }, index) => ({
          place: Math.max(0, at - first) / (last - first),
          sign: String(index + 1),
        }))}
        ends={[date(first), date(last)]}
        width={width}
        height={height - legend}
      />
      {legend === 1 && <Line segments={fitSegments(legendOf(shown, date, glyphs), width, glyphs)} />}
    </Box>
  );
}

/** Lines that a chart needs before a line is spent on what its numbers mean. */
const LEAST_WITH_LEGEND = 8;

/** So that nothing at all is not drawn as a line at the top. */
const LEAST_TOPS: Readonly<Record<TrendReport['unit'], number>> = {
  share: 0.05,
  usd_micros: 1,
  ms: 1,
  tokens: 1,
  count: 0.01,
};

const WHY: Readonly<Record<TrendReport['value']['state'], string>> = {
  ok: 'A line needs two days (in 90 days: weeks) with a value.',
  insufficient_data: 'A line needs two days (in 90 days: weeks) with a value, a trend needs five.',
  not_logged: 'No log of what the filter lets through writes down what this needs.',
  unpriced: 'Calls without a known price: view 4, or [prices] in the configuration.',
};

/** More instants than any screen has columns. */
const INSTANTS = 480;

/** The newest value at equal steps of time: days without one are as wide as the others. */
function overTime({ series }: TrendReport): number[] {
  const [first, last] = [series[0]?.at ?? 0, series.at(-1)?.at ?? 0];
  let index = 0;
  return Array.from({ length: INSTANTS }, (_, step) => {
    const at = first + ((last - first) * step) / (INSTANTS - 1);
    while (index + 1 < series.length && nearer(series, index, at)) index++;
    return series[index]?.value ?? 0;
  });
}

function nearer(series: TrendReport['series'], index: number, at: number): boolean {
  const [here, next] = [series[index]?.at ?? 0, series[index + 1]?.at ?? 0];
  return Math.abs(next - at) <= Math.abs(here - at);
}

/** So that one long name does not hide the others. */
const NAME_WIDTH = 26;

/** A version says little without its harness; models and files of instructions are known by their names. */
const LABELS: Readonly<Record<TrendMarker['kind'], (marker: TrendMarker) => string>> = {
  harness_version: ({ harness, name }) => `${harness} ${name}`,
  instructions: ({ name }) => name,
  model: ({ name }) => shortModel(name),
};

/** `1 03-10 claude_code 2.1.0   2 03-12 AGENTS.md 1f8x2c   3 03-14 opus-4-6`. */
function legendOf(markers: readonly TrendMarker[], date: (at: number) => string, glyphs: Glyphs): Segment[] {
  return markers.flatMap((marker, index): Segment[] => [
    { text: index === 0 ? '  ' : '   ' },
    { text: String(index + 1), role: 'accent', bold: true },
    { text: ` ${date(marker.at).slice(5)} `, role: 'dim' },
    { text: truncate(LABELS[marker.kind](marker), NAME_WIDTH, glyphs) },
  ]);
}

function NoTrends({ screen }: { readonly screen: Screen }) {
  const { state, data } = screen;
  const size = { width: bodyWidth(screen.size), height: bodyOf(screen) };
  const { filter } = state.lists.trends;
  return data.trends.length > 0 ? (
    <EmptyState
      title="No metric matches"
      fills={`All are hidden by the filter "${filter}".`}
      offers={[['Esc', 'clear the filter']]}
      {...size}
    />
  ) : (
    <EmptyState
      title="No trends"
      fills="Once sessions are recorded, their metrics by day show up here."
      {...size}
    />
  );
}
