/** View 4: what was spent by day, week or month, by whom, where that leads, and what was allowed. */

import { Box } from 'ink';
import type { CostsReport } from '../../domain/costs.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Rule } from '../components/frame.tsx';
import { Grid } from '../components/grid.tsx';
import { Line } from '../components/line.tsx';
import { Table } from '../components/table.tsx';
import { costColumns, unpricedColumns } from '../cost-columns.ts';
import { COST_SORTS } from '../cost-list.ts';
import { costPaneLines, outlookLines } from '../cost-pane.ts';
import { selectedIndex, visibleTop } from '../cursor.ts';
import { fitSegments, type Segment } from '../layout.ts';
import { bodyOf, type Screen } from '../list-parts.ts';
import { costList, costPaneHeight } from '../performance-lists.ts';
import { bodyWidth, costChartHeight } from '../screen.ts';
import { windowOf } from '../state.ts';
import { useUi } from '../ui-context.ts';
import { windowPhrase } from '../windows.ts';
import { CostChart } from './cost-chart.tsx';

export function CostView({ screen }: { readonly screen: Screen }) {
  const { costs } = screen.data;
  const width = bodyWidth(screen.size);
  const body = bodyOf(screen);
  const isEmpty = costs.byDay.length === 0;
  const chart = costChartHeight(body);
  if (screen.state.costTable === 'limits') {
    return (
      <Box flexDirection="column">
        <Box height={chart}>
          {isEmpty ? (
            <NothingSpent screen={screen} height={chart} />
          ) : (
            <CostChart screen={screen} width={width} height={chart} />
          )}
        </Box>
        <Outlook screen={screen} height={body - chart} />
      </Box>
    );
  }
  const pane = hasPane(costs) ? costPaneHeight(screen) : 0;
  if (isEmpty) {
    return (
      <Box flexDirection="column">
        <Box height={body - pane}>
          <NothingSpent screen={screen} height={body - pane} />
        </Box>
        {pane > 0 && <CostPane screen={screen} height={pane} />}
      </Box>
    );
  }
  return (
    <Box flexDirection="column">
      <CostChart screen={screen} width={width} height={chart} />
      <Box height={body - chart - pane}>
        <CostTableBox screen={screen} height={body - chart - pane} />
      </Box>
      {pane > 0 && <CostPane screen={screen} height={pane} />}
    </Box>
  );
}

interface PartProps {
  readonly screen: Screen;
  readonly height: number;
}

function CostTableBox({ screen, height }: PartProps) {
  const { glyphs } = useUi();
  const { state } = screen;
  const { items, unpriced, list } = costList(screen);
  const width = bodyWidth(screen.size);
  const top = visibleTop(state.cursors.cost, list);
  if (list.count === 0) {
    return <NoRow screen={screen} height={height} />;
  }
  if (state.costTable === 'limits') {
    return null;
  }
  if (state.costTable === 'unpriced') {
    return <Grid columns={unpricedColumns()} rows={unpriced} top={top} height={height} width={width} />;
  }
  const choice = state.lists.cost;
  return (
    <Table
      columns={costColumns(state.costTable, glyphs)}
      rows={items}
      idOf={(item) => item.id}
      selected={selectedIndex(state.cursors.cost, list)}
      top={top}
      height={height}
      width={width}
      sorted={{
        column: COST_SORTS[choice.sort]?.column ?? 'cost',
        mark: choice.reversed ? glyphs.ascending : glyphs.descending,
      }}
    />
  );
}

function CostPane({ screen, height }: PartProps) {
  const { glyphs, clock } = useUi();
  const width = bodyWidth(screen.size);
  const { costs, now } = screen.data;
  const lines = costPaneLines(costs, { now, clock, glyphs, width, height: height - 1 });
  return <PaneLines screen={screen} lines={lines} height={height} />;
}

/** The same in the place of the table: all of it, to scroll through. */
function Outlook({ screen, height }: PartProps) {
  const { glyphs, clock } = useUi();
  const width = bodyWidth(screen.size);
  const { costs, now } = screen.data;
  const { list } = costList(screen);
  const top = visibleTop(screen.state.cursors.cost, list);
  const lines = outlookLines(costs, { now, clock, glyphs, width, height: Number.POSITIVE_INFINITY });
  return <PaneLines screen={screen} lines={lines.slice(top, top + height - 1)} height={height} />;
}

interface PaneLinesProps extends PartProps {
  readonly lines: readonly (readonly Segment[])[];
}

function PaneLines({ screen, lines, height }: PaneLinesProps) {
  const { glyphs } = useUi();
  const width = bodyWidth(screen.size);
  const title = `as of now; unpriced and cache: ${windowOf(screen.state).name}`;
  return (
    <Box flexDirection="column" height={height}>
      <Rule width={width} title={[[{ text: title, role: 'dim' }]]} />
      {lines.map((segments, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one pane
        <Line key={index} segments={fitSegments([{ text: '  ' }, ...segments], width, glyphs)} />
      ))}
    </Box>
  );
}

/** Whatever the window is, these are of today and this month. */
function hasPane({ byDay, burn, budgets, limits }: CostsReport): boolean {
  return byDay.length > 0 || burn.monthUsdMicros > 0 || budgets.length > 0 || limits.length > 0;
}

function NoRow({ screen, height }: PartProps) {
  const { state, data } = screen;
  const { filter } = state.lists.cost;
  const size = { width: bodyWidth(screen.size), height };
  const isPriced = state.costTable === 'unpriced' && data.costs.unpriced.length === 0;
  return isPriced || filter === '' ? (
    <EmptyState
      title={isPriced ? 'Every call has a price' : `Nothing by ${state.costTable}`}
      fills={
        isPriced
          ? 'Models that nobody lists, and calls that cannot be priced, show up here with the reason; nothing is guessed.'
          : 'No call of the window can be put down to one.'
      }
      offers={[['b', 'another table']]}
      {...size}
    />
  ) : (
    <EmptyState
      title={`No ${state.costTable === 'unpriced' ? 'unpriced model' : state.costTable} matches`}
      fills={`All are hidden by the filter "${filter}".`}
      offers={[['Esc', 'clear the filter']]}
      {...size}
    />
  );
}

function NothingSpent({ screen, height }: PartProps) {
  return (
    <EmptyState
      title={`Nothing was spent ${windowPhrase(windowOf(screen.state))}`.trimEnd()}
      fills="Tokens and money of all model calls show up here: by day, week or month, by model, agent, project, department, harness and task type, with burn, projections, budgets and limits."
      offers={[['w', 'a longer window']]}
      width={bodyWidth(screen.size)}
      height={height}
    />
  );
}
